import type * as z from 'zod';
import { commonParametersSchema, durationSchema, intSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';
import type { Bounded } from './time-spread.ts';

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
  /** 95 % bounds of the ratio. */
  ratioLow: number | null;
  ratioHigh: number | null;
  /** False discovery rate among the points judged; null when not judged. */
  q: number | null;
  /** `too_few`: under 20 returns. */
  verdict: 're_entry_point' | 'not_distinguishable' | 'too_few';
  delay: DurationQuantiles;
  convertedAfter: Proportion;
}

/** By Kaplan-Meier, with bounds on the log(−log) scale. */
export interface ReturnTime {
  p25: Bounded;
  p50: Bounded;
  p75: Bounded;
}

/** An outbound touch (mail, message, call, ad) before a return. */
export interface ReEntryTrigger {
  channel: string;
  touchpoint: string;
  returns: number;
  /** Of all returns. */
  share: Proportion;
  /** From the outbound touch to the return. */
  delay: DurationQuantiles;
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
  /**
   * The same by Kaplan-Meier: every pause counts as long as it was watched. Returns later than the
   * inactivity limit are none: the curve ends there.
   */
  returnCurve: { day: number; atRisk: number; returned: Bounded }[];
  /** Time by which a quarter, half, three quarters of all pauses ended in a return; null: never so many. */
  returnTime: ReturnTime;
  /** By touchpoint left. */
  leaving: {
    from: string;
    pauses: number;
    returned: Proportion;
    censored: number;
    returnTime: ReturnTime;
  }[];
  points: ReEntryPoint[];
  rows: ReEntryRow[];
  /**
   * Converted within the horizon of the first touch after a pause of any length, among journeys
   * observed that long after it; and within the horizon of the first touch among journeys observed that long that had no pause
   * before their end. Two groups as they are, not a comparison of like with like.
   */
  convertedReturned: Proportion;
  convertedNeverPaused: Proportion;
  /**
   * Share converted within the horizon by Kaplan-Meier, counting every journey as long as it was
   * watched: from the first touch after a pause, and from the first touch of journeys without one.
   */
  conversionReturned: Bounded;
  conversionNeverPaused: Bounded;
  /** Whether both curves are one (log-rank); null without conversions. */
  conversionTest: { statistic: number; degrees: number; p: number } | null;
  /** The nearest outbound touch within 72 h before the return, most frequent first. */
  triggers: ReEntryTrigger[];
  /** Returns without one. */
  untriggered: number;
}
