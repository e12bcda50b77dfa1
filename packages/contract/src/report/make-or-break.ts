import * as z from 'zod';
import { limits } from '../limits.ts';
import { segmentKeySchema } from '../segment.ts';
import { adjustments, mostAdjustments, outcomes } from '../words.ts';
import type { Adjustment, Outcome } from '../words.ts';
import { breakdownSchema } from './breakdown.ts';
import {
  boolSchema,
  commonParametersSchema,
  durationSchema,
  intSchema,
  keyListSchema,
} from './common.ts';
import type { Interval, Proportion } from './common.ts';
import type { MeanRating } from './feedback.ts';
import { refusal } from './refusals.ts';

/**
 * By what effects are told apart: `quality` (what went wrong at the touch), a field of the journey's
 * first touch, or `@key`, people in a saved segment against all others.
 */
const splitSchema = z.union([
  z.literal('quality'),
  breakdownSchema,
  z
    .string()
    .startsWith(
      '@',
      refusal(
        'must be quality, a field such as device or props.NAME, or @ with the key of a saved segment',
      ),
    )
    .refine((written) => segmentKeySchema.safeParse(written.slice(1)).success, {
      message: refusal('must be @ with the key of a saved segment'),
    }),
]);

const adjustSchema = keyListSchema
  .transform((names) => names.filter((name) => name !== 'none'))
  .pipe(
    z
      .array(z.enum(adjustments))
      .max(
        mostAdjustments,
        refusal('must name at most {n} of what journeys are compared by', { n: mostAdjustments }),
      ),
  )
  .transform((names) => adjustments.filter((one) => names.includes(one)));

export const makeOrBreakParametersSchema = commonParametersSchema.extend({
  /** How long each touch is watched for what comes next; younger ones are left out. */
  horizon: durationSchema.default(14 * 86_400_000),
  /** Touchpoints listed. */
  top: intSchema(1, 200).default(50),
  /** Rows that the model is fitted on at most; people are drawn by their hash when there are more. */
  modelRows: intSchema(1_000, 180_000).default(120_000),
  /** Effects by value of this, with what they differ by: see {@link EffectSplit}. */
  by: splitSchema.optional(),
  /** What is adjusted for, at most three of {@link adjustments}; `none`: nothing of these. */
  adjust: adjustSchema.default(['entry_channel']),
  /** Difference in percentage points that an experiment is sized for; without it the effect found. */
  detect: z.coerce.number().min(0.1).max(90).optional(),
  /** Whether ratings, drop-off and form fields are looked at for pain points. */
  painPoints: boolSchema.default(true),
  /** Whether the statements are told that the figures were read by. */
  explain: boolSchema.default(false),
  /** A touchpoint whose journeys are listed: those that met it, or (`evidenceMet=false`) did not. */
  evidence: z.string().min(1).max(limits.touchpointLength).optional(),
  evidenceMet: boolSchema.default(true),
  evidenceOutcome: z.enum(outcomes).optional(),
  evidenceLimit: intSchema(1, 500).default(50),
  /** `next` of the page before. */
  evidenceAfter: z
    .string()
    .regex(/^\d{1,20}\.\d{1,16}$/, refusal('must be what the page before gave as next'))
    .optional(),
});
export type MakeOrBreakParameters = z.output<typeof makeOrBreakParametersSchema>;

/** Touches of one step and of like journeys, of journeys that had met the touchpoint and of those that had not. */
export interface EvidenceStratum {
  /** Step of the journey: 1, 2, 3, 4 (4–5), 5 (6–8), 6 (9 and later). */
  step: number;
  /** What the journeys share, in the order of `adjust` of the result. */
  values: string[];
  met: Proportion;
  notMet: Proportion;
}

/** What hurts at a touchpoint, whether or not it costs conversions; at least one of these. */
export interface PainPoint {
  /** Ratings (1 to 10) with a mean of at most 5, surely under that of all touchpoints. */
  rating: MeanRating | null;
  /** Odds of a pause here against all other touchpoints, where it is a drop-off point. */
  dropOff: Interval | null;
  /** Form fields with more friction than the others of their form. */
  fields: { form: string; field: string; friction: Proportion }[];
}

export interface MakeOrBreakRow {
  touchpoint: string;
  /** Journeys that met it, of all journeys watched. */
  reach: Proportion;
  /** Journeys that met it and then converted. */
  converted: number;
  /**
   * Odds that the goal comes next, after it was met against before or without: `crude` of all touches
   * together, `adjusted` by step and what is adjusted for (Mantel-Haenszel). Null when not finite.
   */
  crude: Interval | null;
  adjusted: Interval | null;
  /** Odds ratios of the joint model: having met it at all, and standing there now. */
  met: Interval | null;
  here: Interval | null;
  /** Difference in conversion of the journeys that met it, in percentage points. */
  effect: Interval | null;
  /** False discovery rate of the effect over all touchpoints judged. */
  q: number | null;
  /** How strong something unmeasured would have to be, as a risk ratio, to explain the effect and its bound. */
  eValue: { estimate: number; bound: number } | null;
  /** Share of the touches after it that stand beside comparable ones without it. */
  overlap: number | null;
  /** Conversions won (lost, below 0) in 30 days: effect times journeys that meet it. */
  perMonth: Interval | null;
  verdict: 'make' | 'break' | 'not_distinguishable' | 'insufficient';
  /** Effect of at least 5 points for sure, met by at least 5 % of journeys. */
  momentOfTruth: boolean;
  /** Null: nothing of the kind, or it was not looked for. */
  painPoint: PainPoint | null;
  /** Why there is no verdict. */
  missing: string | null;
  /** The 200 with the most touches after it. */
  strata: EvidenceStratum[];
  /** Null where there is no effect to begin with, or where no share differs by what is to be told. */
  experiment: Experiment | null;
}

/**
 * An experiment: half of the journeys that come to the touchpoint, drawn at random, meet it, the others do
 * not. Sized for a two-sided test at 5 % with a power of 80 %.
 */
export interface Experiment {
  /** Shares that convert without and with it. */
  without: number;
  withIt: number;
  /** Journeys in each half. */
  perArm: number;
  /** Days until as many have come, at the rate of the range; null when that is not known. */
  days: number | null;
}

/** The effect of a touchpoint for one value. */
export interface SplitValue {
  value: string;
  /** Journeys that met it, and those of them that then converted. */
  journeys: number;
  converted: number;
  /** In percentage points. */
  effect: Interval | null;
  /** Effect minus that of the reference; null for the reference itself. */
  difference: Interval | null;
  /** Why there is no effect. */
  missing: string | null;
}

export interface SplitRow {
  touchpoint: string;
  /** In the order of `values` of the split. */
  values: SplitValue[];
  /** That the effects are the same for all values; null where fewer than two are known. */
  p: number | null;
  /** False discovery rate of the difference over all touchpoints told apart. */
  q: number | null;
}

/** Effects by value, from one joint model in which a touchpoint is another one for each value. */
export interface EffectSplit {
  by: string;
  values: string[];
  /** The value that others are compared with. */
  reference: string;
  rows: SplitRow[];
}

/** A statement of the report that can be run again, with the values of its places. */
export interface RunSql {
  what: 'screen' | 'patterns' | 'ways';
  sql: string;
  parameters: Record<string, unknown>;
}

export interface MakeOrBreakResult {
  horizonMs: number;
  /** What was adjusted for beside step, calendar and all other touchpoints, and what could have been. */
  adjust: Adjustment[];
  notAdjusted: Adjustment[];
  /** Journeys and touches watched for the horizon. */
  journeys: number;
  watched: number;
  /** Touches left out because the horizon is not over at the end of the data. */
  censored: number;
  model: {
    /** Touches the joint model was fitted on, and the share of people they are of. */
    touches: number;
    share: number;
    covariates: number;
    converged: boolean;
  } | null;
  rows: MakeOrBreakRow[];
  touchpoints: number;
  /** Mean rating of all touchpoints that ratings are held against; null when not looked for. */
  meanRating: number | null;
  /** Null unless `by` was given. */
  split: EffectSplit | null;
  /** What the figures were read by; null unless `explain` was given. */
  sql: RunSql[] | null;
  /** Journeys of the touchpoint asked for with `evidence`, else null. */
  evidence: EvidenceJourneys | null;
}

/** A journey behind a verdict. Times in epoch ms. */
export interface EvidenceJourney {
  /** Who: for those who may not see people, a name that tells nobody who it is. */
  subject: string;
  began: number;
  /** First touch at the touchpoint; null when it was not met. */
  metAt: number | null;
  /** Last touch so far; the goal, where it was reached. */
  ended: number;
  touches: number;
  outcome: Outcome;
}

export interface EvidenceJourneys {
  touchpoint: string;
  journeys: EvidenceJourney[];
  /** Give it as `evidenceAfter` for the next page; null on the last. */
  next: string | null;
}
