import type * as z from 'zod';
import { commonParametersSchema, intSchema } from './common.ts';
import type { DurationQuantiles, Interval, Proportion } from './common.ts';
import type { Bounded } from './time-spread.ts';

export const formsParametersSchema = commonParametersSchema.extend({
  /** Fields listed. */
  top: intSchema(1, 1_000).default(50),
});
export type FormsParameters = z.output<typeof formsParametersSchema>;

export interface FormField {
  form: string;
  field: string;
  /** Fillings in which the field was in focus. */
  focused: number;
  /** Fillings in which it was changed again after it had been left. */
  refilled: Proportion;
  /** Fillings in which it broke a rule of the browser. */
  failed: Proportion;
  /** Fillings that ended unsent with this field as the last. */
  lastBeforeLeaving: Proportion;
  /** Failed or last before leaving, of the fillings in which it was in focus. */
  friction: Proportion;
  /** Friction above that of the form's other fields: odds ratio with 95 % bounds; null when not finite. */
  oddsRatio: Interval | null;
  /** False discovery rate among all fields judged; null when not judged. */
  q: number | null;
  /** `too_few`: under 100 fillings with focus or 20 with friction. */
  verdict: 'friction' | 'not_distinguishable' | 'too_few';
  /** Time in the field, all stays of a filling together. */
  time: DurationQuantiles;
  /** Journeys that did not convert any more, of those closed, after a filling left at this field. */
  lostAfterLeaving: Proportion;
  /** That share minus the share after the form was sent, with 95 % bounds. */
  lossDifference: Bounded;
}

export interface FormSummary {
  form: string;
  /** Fillings begun: one page view, one form. */
  begun: number;
  sent: Proportion;
  /** Left unsent; coming back to a hidden page and sending it is sending it. */
  left: Proportion;
  /** No end was told yet, and younger than the abandonment gap. */
  open: number;
  /** No end was told, and older: the page went away without a word. */
  unknown: number;
  time: DurationQuantiles;
  lostAfterSending: Proportion;
  lostAfterLeaving: Proportion;
}

export interface FormsResult {
  abandonmentGapMs: number;
  forms: FormSummary[];
  fields: FormField[];
  /** Fields in all. */
  fieldCount: number;
}
