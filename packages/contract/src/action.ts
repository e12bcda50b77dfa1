import * as z from 'zod';
import type { Kept } from './kept.ts';
import type { Proportion } from './report/common.ts';
import type { Bounded } from './report/time-spread.ts';

/** Columns of the actions board, in order. */
export const actionStates = ['idea', 'doing', 'shipped', 'measured'] as const;
export type ActionState = (typeof actionStates)[number];

const dateSchema = z.iso.date();

/** What an action should move. */
export const actionTargetSchema = z.strictObject({
  /** `conversion`: journeys that convert; `loss`: visits with the touchpoint that do not convert after it. */
  metric: z.enum(['conversion', 'loss']),
  /** Needed by `loss`; of `conversion`, only journeys with it. */
  touchpoint: z.string().min(1).max(512).optional(),
  /** What it should become, 0 to 1. */
  expected: z.number().min(0).max(1).optional(),
  /** Days before and after that are compared. */
  days: z.number().int().min(7).max(180).default(28),
});

/** An action as it is written: `POST /api/actions`, `PUT /api/actions/:id`. */
export const actionInputSchema = z.strictObject({
  site: z.string().optional(),
  /** The version it is a change of; another one since is a conflict. Not given for a new one. */
  version: z.number().int().min(1).optional(),
  state: z.enum(actionStates).default('idea'),
  title: z.string().trim().min(1).max(300),
  note: z.string().max(5_000).default(''),
  /** Key of the finding it is because of. */
  finding: z.string().max(800).default(''),
  owner: z.string().max(200).default(''),
  due: dateSchema.nullable().default(null),
  /** Needed once it is shipped. */
  shipped: dateSchema.nullable().default(null),
  target: actionTargetSchema.nullable().default(null),
});
export type ActionInput = z.output<typeof actionInputSchema>;

/** Before and after an action was shipped. Two spans of time, not an experiment. */
export interface ActionMeasure {
  metric: 'conversion' | 'loss';
  before: Proportion & { from: string; to: string };
  after: Proportion & { from: string; to: string };
  /** After minus before. */
  difference: Bounded;
  p: number | null;
  /** Whether the span after is over and old enough to be judged. */
  complete: boolean;
}

/** An action with its version. */
export type Action = Kept<Omit<ActionInput, 'site' | 'version'>>;
