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
  /** What brought the person back: the channel of the campaign the touch carries, else of the touch. */
  channel: string;
  returns: number;
  /** Of all returns from `from`. */
  share: Proportion;
  delay: DurationQuantiles;
  /**
   * Converted within the horizon of the return, among journeys whose first such return is at least
   * that long before `dataUntil`.
   */
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
  /**
   * Converted within the horizon of the first touch after a pause of any length, among journeys
   * observed that long after it; and within the horizon of the first touch among journeys observed that long that had no pause
   * before their end. Two groups as they are, not a comparison of like with like.
   */
  convertedReturned: Proportion;
  convertedNeverPaused: Proportion;
}
