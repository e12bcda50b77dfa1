import type * as z from 'zod';
import { commonParametersSchema, durationSchema, intSchema } from './common.ts';
import type { Interval, Proportion } from './common.ts';

export const makeOrBreakParametersSchema = commonParametersSchema.extend({
  /** How long each touch is watched for what comes next; younger ones are left out. */
  horizon: durationSchema.default(14 * 86_400_000),
  /** Touchpoints listed. */
  top: intSchema(1, 200).default(50),
  /** Rows that the model is fitted on at most; people are drawn by their hash when there are more. */
  modelRows: intSchema(1_000, 180_000).default(120_000),
});
export type MakeOrBreakParameters = z.output<typeof makeOrBreakParametersSchema>;

/** Touches of one step and entry channel, of journeys that had met the touchpoint and of those that had not. */
export interface EvidenceStratum {
  /** Step of the journey: 1, 2, 3, 4 (4–5), 5 (6–8), 6 (9 and later). */
  step: number;
  entryChannel: string;
  met: Proportion;
  notMet: Proportion;
}

export interface MakeOrBreakRow {
  touchpoint: string;
  /** Journeys that met it, of all journeys watched. */
  reach: Proportion;
  /** Journeys that met it and then converted. */
  converted: number;
  /**
   * Odds that the goal comes next, after it was met against before or without: `crude` of all touches
   * together, `adjusted` by step and entry channel (Mantel-Haenszel). Null when not finite.
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
  /** Why there is no verdict. */
  missing: string | null;
  strata: EvidenceStratum[];
}

export interface MakeOrBreakResult {
  horizonMs: number;
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
}
