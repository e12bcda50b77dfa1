import * as z from 'zod';
import { boolSchema, commonParametersSchema, intSchema, keyListSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';

export const pathUnits = ['journey', 'person', 'visit', 'session'] as const;
export type PathUnit = (typeof pathUnits)[number];

/** What every report about paths takes. */
export const pathShapeSchema = commonParametersSchema.extend({
  /**
   * What one path is: a journey, all touches of a person, a visit, or the touches that carry one
   * session id (a touch without one is a path of its own).
   */
  unit: z.enum(pathUnits).default('journey'),
  /** Merge immediate repeats of a touchpoint into one. */
  mergeRepeats: boolSchema.default(false),
  /** Touchpoints whose touches are taken out of each path; where a path begins and ends stays. */
  exclude: keyListSchema.default([]),
});

export const pathsParametersSchema = pathShapeSchema.extend({
  /** Start paths at the first occurrence of this touchpoint; those without it are left out. */
  startAt: z.string().max(200).optional(),
  /**
   * End paths here. Alone: at the last occurrence, and the step flow goes backward from it. With
   * `startAt`: at the first occurrence after the start, and paths that do not get there are left out.
   */
  endAt: z.string().max(200).optional(),
  /** Columns of the step flow. */
  steps: intSchema(2, 20).default(6),
  /** Touchpoints per column, the rest is `other`. */
  itemsPerStep: intSchema(1, 25).default(6),
  /** Touchpoints with a smaller share of all paths in a column are in `other`, too, 0 to 1. */
  minShare: z.coerce.number().min(0).max(1).default(0),
  /** Variants listed. */
  variants: intSchema(0, 1_000).default(50),
});
export type PathsParameters = z.output<typeof pathsParametersSchema>;

/** Ends of a path. For units other than `journey`, and where `endAt` cuts, every end is `(end)`. */
export const pathEnds = ['(converted)', '(abandoned)', '(open)', '(end)'] as const;
export const pathStart = '(start)';
export const flowOther = '(other)';

export interface PathNode {
  touchpoint: string;
  touches: number;
  /** Paths with at least one touch here. */
  paths: number;
}

export interface PathTransition {
  /** `(start)` or a touchpoint. */
  from: string;
  /** A touchpoint or one of {@link pathEnds}. */
  to: string;
  count: number;
  paths: number;
  /** Count among all steps that leave `from`. */
  share: Proportion;
  /** From touch to touch; null to or from a start or end node. */
  lag: DurationQuantiles | null;
}

export interface PathVariant {
  /** At most 200 touchpoints; `length` is the true length. */
  path: string[];
  length: number;
  count: number;
  share: Proportion;
  /** Paths that hold the goal, of the closed ones (open journeys are left out). */
  converted: Proportion;
}

/**
 * One box of the step flow; `step` counts from 1, backward from `endAt` when it stands alone. Boxes of
 * a step sum to all paths.
 */
export interface FlowNode {
  step: number;
  /**
   * A touchpoint, `(other)`, or an end: paths that ended before this step stay in their end box. In a
   * backward flow the end is `(start)`: paths that began later.
   */
  key: string;
  paths: number;
  share: Proportion;
  /** Touchpoints inside `(other)`. */
  members: number;
  /**
   * Paths that had touched this touchpoint at an earlier step: they came back to it. Null for `(other)`
   * and ends.
   */
  again: number | null;
  /**
   * Paths that paused here: their next touch in the flow is of a later visit (of an earlier one in a backward
   * flow). Null for ends, in the last column, and where a path is one visit or session.
   */
  later: number | null;
  /**
   * Paths that stopped here for good, and so far: open ones are censored, not lost. Null as `later` is, and where
   * ends are no outcomes: other units than journeys, and with `endAt`.
   */
  abandoned: number | null;
  open: number | null;
}
/** From a box of `step` to one of the next; in a backward flow that is the touch before. */
export interface FlowLink {
  step: number;
  from: string;
  to: string;
  paths: number;
  /** Of these, paths with a pause between the two touches; null where a path is one visit or session. */
  later: number | null;
}

export interface PathsResult {
  unit: PathUnit;
  paths: number;
  /** Which way the step flow goes: `backward` when `endAt` stands alone. */
  direction: 'forward' | 'backward';
  /** With `startAt` and `endAt`: paths that got there among those that passed the start. Else null. */
  reached: Proportion | null;
  nodes: PathNode[];
  transitions: PathTransition[];
  variants: PathVariant[];
  variantCount: number;
  /** Share of paths that the listed variants cover. */
  variantCoverage: Proportion;
  flow: { nodes: FlowNode[]; links: FlowLink[] };
}
