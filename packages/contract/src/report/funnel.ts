import * as z from 'zod';
import { limits } from '../limits.ts';
import { commonParametersSchema, durationSchema, keyListSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';

export const funnelParametersSchema = commonParametersSchema.extend({
  /** Touchpoint keys in order. */
  steps: keyListSchema.pipe(
    z
      .array(z.string())
      .min(2, 'needs at least two steps, e.g. steps=cart,checkout,purchase')
      .max(limits.funnelSteps),
  ),
  /** From the first step of a try, inclusive; `none` for no limit. */
  window: z.union([z.literal('none'), durationSchema]).default(7 * 86_400_000),
});
export type FunnelParameters = z.output<typeof funnelParametersSchema>;

export interface FunnelStep {
  touchpoint: string;
  /** People whose deepest try reached at least this step. */
  reached: number;
  ofFirst: Proportion;
  ofPrevious: Proportion;
  /** People who reached this step, not the next, and whose window has closed. Null at the last step. */
  lost: number | null;
  /** People who reached this step, not the next, and whose window is still running. Null at the last. */
  stillOpen: number | null;
  /** From the previous step to this one, of the first try that reached the person's deepest level. */
  timeFromPrevious: DurationQuantiles | null;
  /** What those who did not go on touched next instead, most frequent first; at most 5. */
  insteadNext: { touchpoint: string; people: number }[];
}

export interface FunnelResult {
  steps: FunnelStep[];
  /** Reached the last step among those who entered and whose window is closed or who finished. */
  conversion: Proportion;
  timeToFinish: DurationQuantiles;
}
