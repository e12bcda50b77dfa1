import type * as z from 'zod';
import { commonParametersSchema, durationSchema, intSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';

export const reEntryParametersSchema = commonParametersSchema.extend({
  /** A return is counted up to this long after the last touch; younger pauses are left out. */
  horizon: durationSchema.default(14 * 86_400_000),
  /** Rows listed in each table. */
  top: intSchema(1, 1_000).default(50),
});
export type ReEntryParameters = z.output<typeof reEntryParametersSchema>;

/** Where people left and where and how they came back. */
export interface ReEntryRow {
  from: string;
  to: string;
  channel: string;
  returns: number;
  /** Of all returns from `from`. */
  share: Proportion;
  delay: DurationQuantiles;
  /** Journeys that converted later, of the journeys that returned this way and are closed. */
  convertedAfter: Proportion;
}

/** A place where people come back. */
export interface ReEntryPoint {
  to: string;
  channel: string;
  returns: number;
  shareOfReturns: Proportion;
  shareOfFirstTouches: Proportion;
  /** Share in returns over share in first touches; null when it never was a first touch. */
  ratio: number | null;
  delay: DurationQuantiles;
  convertedAfter: Proportion;
}

export interface ReEntryResult {
  abandonmentGapMs: number;
  horizonMs: number;
  /** Pauses, and those followed by a return within the horizon among those observed that long. */
  pauses: number;
  /** Returns within the horizon seen so far, also after younger pauses: what `rows` and `points` sum to. */
  returns: number;
  returned: Proportion;
  /** Pauses younger than the horizon without a return yet: censored. */
  censored: number;
  delay: DurationQuantiles;
  /** Share returned by whole days after the last touch, among pauses observed that long. */
  curve: { day: number; returned: Proportion }[];
  /** By touchpoint left. */
  leaving: { from: string; pauses: number; returned: Proportion; censored: number }[];
  points: ReEntryPoint[];
  rows: ReEntryRow[];
  /** Conversion of closed journeys that came back at least once, and of those without a pause before their end. */
  convertedReturned: Proportion;
  convertedNeverPaused: Proportion;
}
