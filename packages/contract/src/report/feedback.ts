import type * as z from 'zod';
import { commonParametersSchema, durationSchema, intSchema } from './common.ts';
import type { Interval, Proportion } from './common.ts';

export const feedbackParametersSchema = commonParametersSchema.extend({
  /** A rating joins the touch of the same person at the same touchpoint at most this long before it. */
  joinWithin: durationSchema.default(72 * 3_600_000),
  /** Conversions are counted up to this long after the touch, over touches observed that long. */
  horizon: durationSchema.default(14 * 86_400_000),
  /** Touchpoints listed, most rated first. */
  top: intSchema(1, 1_000).default(50),
});
export type FeedbackParameters = z.output<typeof feedbackParametersSchema>;

/** A mean with its 95 % interval by Student's t; the bounds are null for fewer than two values. */
export interface MeanRating {
  n: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Ratings on the scale 1 to 10. */
export interface Ratings {
  /** Touches with a rating, and ratings without a touch to join. Only the last rating of a touch counts. */
  rated: number;
  withoutTouch: number;
  /** Earlier ratings of a touch that a later one replaced. */
  replaced: number;
  mean: MeanRating;
  /** How many gave 1, 2, … 10, rounded to the nearest. */
  distribution: number[];
  /** Of the answers on the NPS scale: 9 or 10, and 0 to 6. */
  promoters: Proportion;
  detractors: Proportion;
}

export interface FeedbackRow extends Ratings {
  touchpoint: string;
  /** Journeys that met the touchpoint and rated it, of all that met it: who answers is not everybody. */
  answered: Proportion;
  /**
   * Converted within the horizon of the first touch here, of journeys observed that long, with a
   * rating and without one. Where they differ, the ratings speak for those who answer.
   */
  convertedRated: Proportion;
  convertedUnrated: Proportion;
  /** Rated minus unrated, -1 to 1 (Newcombe 1998); null where either was not observed. */
  convertedDifference: Interval | null;
}

export interface FeedbackResult {
  joinWithinMs: number;
  horizonMs: number;
  overall: Ratings;
  rows: FeedbackRow[];
  /** Ratings whose scale is missing, or that lie outside it: kept, not counted above. */
  unreadable: number;
}
