import * as z from 'zod';
import { intSchema } from './common.ts';
import type { Proportion } from './common.ts';
import { pathShapeSchema } from './paths.ts';
import type { PathUnit } from './paths.ts';

export const stepMatrixParametersSchema = pathShapeSchema.extend({
  /** What step 0 is: the start, the end, or the first touch of the touchpoint `at`. */
  align: z.enum(['start', 'end', 'touchpoint']).default('start'),
  /** The touchpoint of step 0, for `align=touchpoint`; naming it is enough. */
  at: z.string().min(1).max(200).optional(),
  /** Steps shown after step 0, before it (`align=end`), or on both sides (`align=touchpoint`). */
  steps: intSchema(1, 30).default(10),
  /** Touchpoints that are rows of their own, most frequent first; the rest is `(other)`. */
  top: intSchema(1, 250).default(50),
});
export type StepMatrixParameters = z.output<typeof stepMatrixParametersSchema>;

/** Shares of one row, in the order of {@link StepMatrixResult.steps}. */
export interface StepMatrixRow {
  /** A touchpoint, `(other)`, `(start)` or an end. */
  key: string;
  cells: Proportion[];
}

export interface StepMatrixResult {
  unit: PathUnit;
  align: 'start' | 'end' | 'touchpoint';
  /** Paths counted: all, or those that touch `at`. */
  paths: number;
  /** Rising; 0 is the start, the end, or the first touch of `at`. */
  steps: number[];
  /**
   * At every step the rows sum to all paths: before their first touch paths are in `(start)`, after
   * their last one they stay in their end.
   */
  rows: StepMatrixRow[];
}
