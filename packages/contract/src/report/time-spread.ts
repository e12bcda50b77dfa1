import type { DurationQuantiles } from './common.ts';

/** How times are spread, in ms; null when nothing was observed. */
export interface TimeSpread extends DurationQuantiles {
  p95: number | null;
  p99: number | null;
  mean: number | null;
  /** How many were over the bar before and at most `upTo` ms; the last may be open (null). Bars of none in between are kept. */
  histogram: { upTo: number | null; count: number }[];
}

/** An estimate with its 95 % bounds; each null where it is not known, which is not zero. */
export interface Bounded {
  value: number | null;
  low: number | null;
  high: number | null;
}
