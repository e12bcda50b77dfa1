import * as z from 'zod';
import { breakdownSchema } from './breakdown.ts';
import type { BreakdownField } from './breakdown.ts';
import { commonParametersSchema, intSchema, keyListSchema } from './common.ts';
import type { Bounded, TimeSpread } from './time-spread.ts';

const daysSchema = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  z.array(z.coerce.number().min(0).max(36_500)).min(1).max(50),
);

export const timeToConvertParametersSchema = commonParametersSchema.extend({
  /** The clock starts at the journey's first touch of one of these; none: at its first touch. */
  since: keyListSchema.default([]),
  /** Touchpoints that end the wait without the goal, such as a cancellation. */
  ends: keyListSchema.default([]),
  /** Tells journeys apart by this value at the touch that starts the clock. */
  breakdown: breakdownSchema.default('entry_channel'),
  /** Values told apart, the most frequent; the rest is `(other)`. */
  groups: intSchema(1, 20).default(8),
  /** Days at which shares are told. */
  days: daysSchema.default([0, 1, 3, 7, 14, 30, 60, 90, 180, 365]),
});
export type TimeToConvertParameters = z.output<typeof timeToConvertParametersSchema>;

/** What had become of journeys by a time after the clock started. Null once nobody was watched that long. */
export interface WaitShare {
  ms: number;
  atRisk: number;
  converted: Bounded;
  /** Ended by a touchpoint of `ends`. */
  ended: Bounded;
  abandoned: Bounded;
}

export interface WaitGroup {
  value: string;
  journeys: number;
  converted: number;
  ended: number;
  abandoned: number;
  open: number;
  /** Time by which a quarter, half, three quarters of all have converted; null: not so many yet. */
  p25: Bounded;
  median: Bounded;
  p75: Bounded;
  at: WaitShare[];
}

export interface TimeToConvertResult extends Omit<WaitGroup, 'value'> {
  /** `aalen-johansen` as soon as anything but conversion ended a wait. */
  method: 'kaplan-meier' | 'aalen-johansen';
  /** Journeys that never touched what starts the clock: not in the figures. */
  without: number;
  /** Journeys that may have begun before the data. */
  leftCut: number;
  /** Times of those that converted so far; the slow ones are missing from it. */
  times: TimeSpread;
  /** At most 200 points. */
  curve: WaitShare[];
  breakdown: {
    field: BreakdownField;
    groups: WaitGroup[];
    /** Whether the groups differ in conversion; null with fewer than two groups or no conversion. */
    test: { method: 'log-rank' | 'gray'; statistic: number; degrees: number; p: number } | null;
  };
}
