import type * as z from 'zod';
import type { Outcome } from '../words.ts';
import { behindSchema } from './behind.ts';
import { commonParametersSchema, durationSchema, intSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';

export const journeysParametersSchema = commonParametersSchema.extend({
  /** Conversions are counted up to this long after the first touch, over journeys observed that long. */
  horizon: durationSchema.default(14 * 86_400_000),
  /** How many single journeys are listed, newest first. */
  list: intSchema(0, 1_000).default(20),
  /**
   * Lists only the journeys behind one figure of another report, asked with the same common parameters.
   * The other figures stay those of all journeys.
   */
  behind: behindSchema.optional(),
});
export type JourneysParameters = z.output<typeof journeysParametersSchema>;

/** One journey as listed. Times are epoch ms. */
export interface JourneyRow {
  subject: string;
  startedAt: number;
  endedAt: number;
  outcome: Outcome;
  touches: number;
  visits: number;
  pauses: number;
  /** Up to 50 touchpoints in order. */
  path: string[];
  channels: string[];
}

/** How many are behind a figure. */
export interface BehindCounts {
  journeys: number;
  /** Persons or accounts. */
  people: number;
  /** Touches, moves, pauses or returns of the kind asked for: a journey may have several. */
  times: number;
}

/** The journeys that began on a day of `timezone`, with all of their later touches; `day` is YYYY-MM-DD. */
export interface JourneysOfDay {
  day: string;
  started: number;
  converted: number;
  abandoned: number;
  open: number;
  /** As of the whole; `of` is 0 while none of them has been watched for the horizon. */
  convertedWithin: Proportion;
  returned: Proportion;
  /** Median of the converted, in ms; null without any. */
  timeToConvert: { n: number; p50: number | null };
}

export interface JourneysResult {
  outcomes: { converted: Proportion; abandoned: Proportion; open: Proportion };
  /** Open journeys by state at `dataUntil`: silent longer than the abandonment gap, or not. */
  openState: { silent: number; active: number };
  /**
   * Converted within the horizon of the first touch, among journeys whose first touch is at least
   * that long before `dataUntil`: the share that neither young nor open journeys can bend.
   */
  convertedWithin: Proportion;
  horizonMs: number;
  /** Converted among closed (converted or abandoned) journeys. Conversions close sooner: it is high on young data. */
  convertedOfClosed: Proportion;
  timeToConvert: DurationQuantiles;
  touchesPerJourney: { mean: number | null; p50: number | null };
  visitsPerJourney: { mean: number | null; p50: number | null };
  /** Journeys with at least one return among journeys with at least one pause. */
  returned: Proportion;
  /** Journeys whose first touch may lie before the data begins. */
  leftCut: number;
  abandonmentGapMs: number;
  /** By day of the first touch. */
  series: JourneysOfDay[];
  /** A journey counts once in each channel it touched. */
  channels: { channel: string; journeys: number; touches: number; convertedWithin: Proportion }[];
  /** Converted journeys by the goal they reached, in the order in which goals were given; empty without. */
  goals: { goal: string; converted: Proportion }[];
  value: { currency: string; total: number; conversions: number }[];
  /** What `behind` asked for, of all journeys, listed or not; null when it was not asked. */
  behind: BehindCounts | null;
  journeys: JourneyRow[];
}
