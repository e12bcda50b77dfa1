import * as z from 'zod';
import { limits } from '../limits.ts';
import { commonParametersSchema, durationSchema, intSchema, keyListSchema } from './common.ts';
import { refusal } from './refusals.ts';

/** Models of attribution, in the order in which they are shown. */
export const attributionModels = [
  'first',
  'last',
  'last-non-direct',
  'linear',
  'u-shaped',
  'w-shaped',
  'time-decay',
  'time-decay-step',
  'custom',
  'shapley-simplified',
  'markov',
  'shapley',
  'leave-one-out',
  'incremental',
] as const;
export type AttributionModel = (typeof attributionModels)[number];

/** What becomes of a path before credit is shared. */
export const pathTransforms = [
  'none',
  'merge-repeats',
  'first-of-each',
  'drop-trailing-direct',
] as const;

const listOf = <Value extends string>(known: readonly Value[]) =>
  keyListSchema.pipe(z.array(z.enum(known as readonly [Value, ...Value[]])));

/** `first:40,lead:0,last:40,middle:20` as shares by position. */
export const positionSharesSchema = z
  .union([
    z.string(),
    z.object({
      first: z.number().min(0).optional(),
      lead: z.number().min(0).optional(),
      last: z.number().min(0).optional(),
      middle: z.number().min(0).optional(),
    }),
  ])
  .transform((given, context) => {
    const none = { first: 0, lead: 0, last: 0, middle: 0 };
    const shares = { ...none };
    const pairs =
      typeof given === 'string'
        ? given.split(',').map((pair) => pair.split(':') as [string, string | undefined])
        : Object.entries(given).filter(([, value]) => value !== undefined);
    for (const [name, text] of pairs) {
      const key = name.trim();
      const share = typeof text === 'number' ? text : Number(text?.trim() || Number.NaN);
      if (!Object.hasOwn(none, key) || !(share >= 0) || share === Infinity) {
        context.addIssue({
          code: 'custom',
          message: refusal('must be shares by position such as first:40,lead:0,last:40,middle:20'),
        });
        return z.NEVER;
      }
      shares[key as keyof typeof none] = share;
    }
    if (shares.first + shares.lead + shares.last + shares.middle === 0) {
      context.addIssue({ code: 'custom', message: refusal('needs a share above 0') });
      return z.NEVER;
    }
    return shares;
  });

export const attributionParametersSchema = commonParametersSchema.extend({
  /** What gets the credit: `channel`, `campaign`, `touchpoint` or `props.NAME`. */
  by: z
    .union([
      z.enum(['channel', 'campaign', 'touchpoint']),
      z.string().regex(/^props\.[^.]{1,100}$/),
    ])
    .default('channel'),
  /** Which models; all but `incremental` when left out. `custom` needs `weights`. */
  models: listOf(attributionModels).default([]),
  /** Touches longer before the conversion (or before the last touch of a lost journey) get nothing. */
  lookback: durationSchema.default(90 * 86_400_000),
  transform: z.enum(pathTransforms).default('merge-repeats'),
  /** Whether the touch that converted is part of the path. */
  conversionTouch: z.enum(['include', 'exclude']).default('include'),
  /** Touchpoints whose first touch makes a lead, for `w-shaped` and `custom`. */
  lead: keyListSchema.default([]),
  /**
   * Which value of `by` is direct, for `last-non-direct` and the transform: `direct`, or `(none)` by
   * campaign and property, unless given.
   */
  direct: z.string().max(limits.touchpointLength).optional(),
  /** Shares of `custom`. */
  weights: positionSharesSchema.optional(),
  halfLife: durationSchema.default(7 * 86_400_000),
  /** Order of the Markov chain; 0: the one that predicts unseen journeys best. */
  order: intSchema(0, 4).default(0),
  /** How many values of `by` are told apart; the rest is `(other)`. */
  channels: intSchema(1, 1_000).default(50),
  /** Bootstrap replicates behind the intervals; 0: no intervals. */
  replicates: intSchema(0, 500).default(200),
});
export type AttributionParameters = z.output<typeof attributionParametersSchema>;

/** A figure with its 95 % percentile interval over bootstrap replicates; null without replicates. */
export interface AttributionFigure {
  value: number;
  low: number | null;
  high: number | null;
}

/** What one model gives to one channel. */
export interface AttributionCredit {
  key: string;
  conversions: AttributionFigure;
  /** Of all conversions. */
  share: AttributionFigure;
  /** In the currency of the result; null where value could not be shared out. */
  value: AttributionFigure | null;
  /** Markov only: share of conversions lost without the channel. */
  removalEffect: AttributionFigure | null;
  /** Place among the keys of the model by conversions, 1 the most; equal ones share the smaller number. */
  rank: number;
  /** Share of the replicates in which it has this very rank; null without replicates. */
  rankHolds: number | null;
  /** Whether the interval of the removal effect, or of the share where there is none, reaches 0. */
  touchesZero: boolean;
  /** Sampled Shapley only: standard error of the share from sampling orders. */
  standardError: number | null;
  /** Spend in the same currency; null when none is known. */
  cost: number | null;
  /** Value over spend. */
  returnOnSpend: AttributionFigure | null;
  costPerConversion: AttributionFigure | null;
}

export interface AttributionModelResult {
  model: AttributionModel;
  /** `insufficient`: the data cannot answer. `refused`: it was not computed; `why` says what to do. */
  status: 'ok' | 'insufficient' | 'refused';
  why: string | null;
  credits: AttributionCredit[];
}

/** Half the sum of the differences of two models' shares: 0 they agree, 1 nothing in common. */
export interface AttributionDistance {
  a: AttributionModel;
  b: AttributionModel;
  distance: number;
}

/** How far models are apart about one channel. */
export interface AttributionSpread {
  key: string;
  lowest: { model: AttributionModel; share: number };
  highest: { model: AttributionModel; share: number };
}

export interface AttributionResult {
  by: string;
  conversions: number;
  /** Closed journeys that did not convert. */
  nulls: number;
  /** Distinct paths; null where they were not counted. */
  paths: number | null;
  /** Null where it could not be shared out: `valueRefused` says why. */
  value: { currency: string; total: number } | null;
  valueRefused: { why: string; found: { currency: string; conversions: number }[] } | null;
  models: AttributionModelResult[];
  markov: {
    order: number;
    /** By what the order was taken. */
    chosen: 'given' | 'cross-validation';
    /** Mean −log likelihood of an unseen journey, by order. */
    losses: { order: number; logLoss: number }[];
    conversionRate: number;
    states: number;
  } | null;
  shapley: { method: 'exact' | 'sampled'; permutations: number } | null;
  disagreement: { distances: AttributionDistance[]; spreads: AttributionSpread[] };
  intervals: { replicates: number; by: 'person' | 'account' | 'journey' };
  costs: { currency: string; total: number; unmatched: number } | null;
}
