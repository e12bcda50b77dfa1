import * as z from 'zod';
import { limits } from '../limits.ts';
import { breakdownSchema } from './breakdown.ts';
import type { BreakdownField } from './breakdown.ts';
import { commonParametersSchema, durationSchema, intSchema, keyListSchema } from './common.ts';
import type { Proportion } from './common.ts';
import { refusal } from './refusals.ts';
import type { TimeSpread } from './time-spread.ts';

export const funnelModes = ['ordered', 'strict', 'unordered'] as const;
export type FunnelMode = (typeof funnelModes)[number];

/** What became of people at a step: all who reached it, and those who went on, were lost, or have time left. */
export const funnelFates = ['reached', 'went-on', 'lost', 'open'] as const;
export type FunnelFate = (typeof funnelFates)[number];

export const funnelParametersSchema = commonParametersSchema
  .extend({
    /** Touchpoint keys in order. */
    steps: keyListSchema.pipe(
      z
        .array(z.string())
        .min(2, refusal('needs at least two steps, e.g. steps=cart,checkout,purchase'))
        .max(limits.funnelSteps),
    ),
    /** From the first step of a try, inclusive; `none` for no limit. */
    window: z.union([z.literal('none'), durationSchema]).default(7 * 86_400_000),
    /** `ordered`: other touches between steps are allowed; `strict`: none is; `unordered`: any order. */
    mode: z.enum(funnelModes).default('ordered'),
    /** Touchpoints that end a try once it has begun. */
    exclude: keyListSchema.default([]),
    /** Tells people apart by this value at the first step of their try. */
    breakdown: breakdownSchema.optional(),
    /** Values told apart, the most frequent; the rest is `(other)`. */
    groups: intSchema(1, 100).default(10),
    /** How many people are listed, those whose try began last. */
    list: intSchema(0, 1_000).default(0),
    /** The step, from 1, that those listed reached, and what became of them there. */
    listStep: intSchema(1, limits.funnelSteps).default(1),
    listWho: z.enum(funnelFates).default('reached'),
  })
  .superRefine(({ steps, exclude, mode, listStep, listWho }, context) => {
    if (listStep > steps.length || (listStep === steps.length && listWho !== 'reached')) {
      context.addIssue({
        code: 'custom',
        path: ['listStep'],
        message: refusal(
          'must be a step before the last, of {n}, or the last with listWho=reached',
          { n: steps.length },
        ),
      });
    }
    const both = exclude.filter((key) => steps.includes(key));
    if (both.length > 0) {
      context.addIssue({
        code: 'custom',
        path: ['exclude'],
        message: refusal('must not name a step of the funnel: {steps}', { steps: both.join(', ') }),
      });
    }
    if (mode === 'unordered' && new Set(steps).size < steps.length) {
      context.addIssue({
        code: 'custom',
        path: ['steps'],
        message: refusal('must name each touchpoint once when the order does not matter'),
      });
    }
  });
export type FunnelParameters = z.output<typeof funnelParametersSchema>;

export interface FunnelStep {
  /** `any N of M` when the order does not matter. */
  touchpoint: string;
  /** People whose deepest try reached at least this step. */
  reached: number;
  ofFirst: Proportion;
  ofPrevious: Proportion;
  /** People who reached this step, not the next, and whose window has closed. Null at the last step. */
  lost: number | null;
  /** People who reached this step, not the next, and whose window is still running. Null at the last. */
  stillOpen: number | null;
  /** Of those lost, people whose try was ended by an excluded touchpoint. Null at the last step. */
  excluded: number | null;
  /** People who went no further and were seen again in a later visit. Null at the last step. */
  cameBack: number | null;
  /** From the previous step to this one, of the first try that reached the person's deepest level. */
  timeFromPrevious: TimeSpread | null;
  /** What those who did not go on touched next instead, most frequent first; at most 5. */
  insteadNext: { touchpoint: string; people: number }[];
  /** Those who touched something else next, and those who touched nothing more. */
  insteadOther: number;
  insteadNothing: number;
}

/** Somebody at a step of the funnel. Times are epoch ms. */
export interface FunnelPerson {
  subject: string;
  /** Of the first try that reached their deepest step. */
  startedAt: number;
  reachedAt: number;
  /** The deepest step they reached, from 1. */
  depth: number;
}

/** The people whose try began with one value of the breakdown. */
export interface FunnelGroup {
  /** `(none)` without a value; `(other)` is all values not told apart. */
  value: string;
  /** People at each step. */
  reached: number[];
  stillOpen: number;
  conversion: Proportion;
  /** Null for `(other)`. */
  timeToFinish: TimeSpread | null;
}

export interface FunnelResult {
  mode: FunnelMode;
  steps: FunnelStep[];
  /** Reached the last step among those who entered and whose window is closed or who finished. */
  conversion: Proportion;
  /** The same among those whose try is at least as old as the window: young ones who finished are not in it. */
  conversionWatched: Proportion;
  /** People whose window is still running: censored, left out of the conversion. */
  stillOpen: number;
  timeToFinish: TimeSpread;
  breakdown: { field: BreakdownField; groups: FunnelGroup[] } | null;
  /** Those asked for by `list`, `listStep` and `listWho`, the newest try first. */
  people: FunnelPerson[];
}
