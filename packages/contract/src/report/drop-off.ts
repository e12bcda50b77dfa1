import * as z from 'zod';
import { breakdownSchema } from './breakdown.ts';
import { commonParametersSchema, intSchema } from './common.ts';
import type { Interval, Proportion } from './common.ts';
import type { Bounded } from './time-spread.ts';

const fieldListSchema = z.preprocess(
  (value) =>
    typeof value === 'string' ? value.split(',').filter((field) => field.trim() !== '') : value,
  z.array(breakdownSchema).max(10),
);

export const dropOffParametersSchema = commonParametersSchema.extend({
  /** Touchpoints listed. */
  top: intSchema(1, 1_000).default(50),
  /** Fields whose values are searched for spans of days in which a touchpoint lost more than otherwise. */
  incidents: fieldListSchema.default([]),
});
export type DropOffParameters = z.output<typeof dropOffParametersSchema>;

export interface DropOffRow {
  touchpoint: string;
  touches: number;
  /** Touches followed by silence longer than the gap without conversion, of those observed that long. */
  hazard: Proportion;
  /** Touches younger than the gap at `dataUntil` with nothing after them: left out of the hazard. */
  censored: number;
  /**
   * Abandonments observed minus those expected if this touchpoint were like all others at the same
   * step (1, 2, 3, 4-5, 6-8, 9+). The list is ranked by it; `low`/`high` is its 95 % interval.
   */
  excess: Interval;
  /** Journeys lost for good (abandoned) whose last touch was here. Shown, never ranked by. */
  lastTouchLost: number;
  /** Open journeys that stand here silent longer than the gap. */
  lastTouchSilent: number;
  /** Pauses that began here and were followed by a return in the same journey. */
  returned: Proportion;
  /** Odds of abandonment against all other touchpoints, by step (Mantel-Haenszel). Null when not finite. */
  oddsRatio: Interval | null;
  /** False discovery rate of the odds ratio among the touchpoints judged; null when not judged. */
  q: number | null;
  /** `too_few`: under 100 observed touches or 20 abandonments. */
  verdict: 'drop_off' | 'not_distinguishable' | 'too_few';
  /** The hazard with touches younger than the gap counted as long as they were watched (Kaplan-Meier). */
  hazardKaplanMeier: Bounded;
  /**
   * Odds of abandonment against all other touchpoints from one logistic model of all touchpoints with
   * step, phase and entry channel. Null for touchpoints with too few touches, or when not finite.
   */
  adjustedOddsRatio: Interval | null;
  /** What became of pauses that began here, by days after the last touch. */
  afterPause: PauseShare[];
  /** Share of pauses that end as abandoned for good (Aalen-Johansen); null: not watched that long yet. */
  finalLoss: Bounded;
}

/** What had become of pauses by a time after the last touch; null once nothing was watched that long. */
export interface PauseShare {
  days: number;
  atRisk: number;
  /** Came back with a touch that is not the goal, and with the goal. */
  returned: Bounded;
  converted: Bounded;
  lost: Bounded;
  /** None of these yet. */
  silent: Bounded;
}

/** A span of days in which more was lost after a touchpoint than before and afterwards. */
export interface Incident {
  touchpoint: string;
  /** Null: everybody. */
  segment: { field: string; value: string } | null;
  /** First and last day, `YYYY-MM-DD` in the time zone of the report. */
  from: string;
  to: string;
  /** Visits with the touchpoint that did not convert after it, inside and outside the span. */
  inside: Proportion;
  outside: Proportion;
  difference: Bounded;
  /** Losses above what the days outside would have lost. */
  excess: number;
  /** False discovery rate over everything searched. */
  q: number;
  /** The same span shows at these touchpoints or segments, less clearly. */
  alsoAt: string[];
}

export interface DropOffResult {
  abandonmentGapMs: number;
  overall: Proportion;
  /** The overall hazard once more by Kaplan-Meier. */
  overallKaplanMeier: Bounded;
  rows: DropOffRow[];
  touchpoints: number;
  /** What the adjusted odds ratios are adjusted for. */
  adjustedFor: string[];
  /** The clearest first; null when not asked for. */
  incidents: Incident[] | null;
}
