import * as z from 'zod';
import { commonParametersSchema, intSchema, keyListSchema } from './common.ts';

/** Whatever else is given are the parameters of the report that is followed. */
export const trendsParametersSchema = commonParametersSchema
  .extend({
    /** Name of the report whose figures are followed. */
    report: z.string().min(1).max(63).default('journeys'),
    by: z.enum(['day', 'week']).default('week'),
    /** What `attribution` tells apart: its own `by`, which is taken here. */
    dimension: z.string().max(120).optional(),
    /** Figures followed, by the names of the report's columns; none means all with an interval. */
    figures: keyListSchema.default([]),
    /** Rows of the report that are followed, the first of the whole range. */
    rows: intSchema(1, 100).default(10),
  })
  .catchall(z.unknown());
export type TrendsParameters = z.output<typeof trendsParametersSchema>;

/** Most days or weeks of a trend: each is computed by itself. */
export const maxBuckets = 120;

/**
 * - `complete`: nothing that can still happen to its journeys changes it.
 * - `open`: some of its journeys are still open.
 * - `partial`: the day or week was not over at the end of the data.
 */
export type BucketState = 'complete' | 'open' | 'partial';

/** A day or week of the site's time zone, and the journeys that began in it. */
export interface TrendBucket {
  /** First day, YYYY-MM-DD; of a week its Monday. */
  start: string;
  /** Epoch ms; `to` is exclusive. */
  from: number;
  to: number;
  state: BucketState;
  people: number;
  journeys: number;
  touches: number;
  open: number;
}

/** One figure in one bucket. All null where nothing was observed: that is not zero. */
export interface FigureValue {
  value: number | null;
  low: number | null;
  high: number | null;
  /** Of a share: count and base. */
  count: number | null;
  of: number | null;
  /** Of a median: how many durations. */
  n: number | null;
}

/** `share` 0 to 1, `median` in ms, `estimate` with the report's own interval, `number` without one. */
export type FigureKind = 'share' | 'median' | 'estimate' | 'number';

export interface TrendSeries {
  /** What tells the row from the others in the report, such as touchpoint, or from and to. */
  row: Record<string, string>;
  figure: string;
  kind: FigureKind;
  /** In the order of the buckets. */
  points: FigureValue[];
}

export interface TrendsResult {
  report: string;
  by: 'day' | 'week';
  buckets: TrendBucket[];
  series: TrendSeries[];
  /** Rows of the report over the whole range, of which the first are followed. */
  rowCount: number;
}
