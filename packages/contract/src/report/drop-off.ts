import type * as z from 'zod';
import { commonParametersSchema, intSchema } from './common.ts';
import type { Proportion } from './common.ts';

export const dropOffParametersSchema = commonParametersSchema.extend({
  /** Touchpoints listed. */
  top: intSchema(1, 1_000).default(50),
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
  excess: { value: number; low: number; high: number };
  /** Journeys lost for good (abandoned) whose last touch was here. Shown, never ranked by. */
  lastTouchLost: number;
  /** Open journeys that stand here silent longer than the gap. */
  lastTouchSilent: number;
  /** Pauses that began here and were followed by a return in the same journey. */
  returned: Proportion;
  /** Odds of abandonment against all other touchpoints, by step (Mantel-Haenszel). Null when not finite. */
  oddsRatio: { value: number; low: number; high: number } | null;
  /** False discovery rate of the odds ratio among the touchpoints judged; null when not judged. */
  q: number | null;
  /** `too_few`: under 100 observed touches or 20 abandonments. */
  verdict: 'drop_off' | 'not_distinguishable' | 'too_few';
}

export interface DropOffResult {
  abandonmentGapMs: number;
  overall: Proportion;
  rows: DropOffRow[];
  touchpoints: number;
}
