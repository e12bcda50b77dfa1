import * as z from 'zod';
import { boolSchema, intSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';
import { pathShapeSchema } from './paths.ts';
import type { PathUnit } from './paths.ts';

export const transitionsParametersSchema = pathShapeSchema.extend({
  /** Touchpoints told apart, most frequent first; the rest is the node `(other)`. */
  touchpoints: intSchema(1, 250).default(50),
  /** Edges shown, most frequent first; the rest goes through the node `(rare)`. */
  top: intSchema(1, 10_000).default(500),
  /** Edges with a smaller share of what leaves their node go through the node `(rare)`, 0 to 1. */
  minShare: z.coerce.number().min(0).max(1).default(0),
  /** Whether pairs that follow each other with anything between are counted, too. */
  eventually: boolSchema.default(false),
  /** Whether to say where the nodes stand when the map is drawn. */
  layout: boolSchema.default(false),
});
export type TransitionsParameters = z.output<typeof transitionsParametersSchema>;

/**
 * Node that the edges not shown pass through: each is an edge into it and one out of it, so that what
 * enters and leaves every node still sums.
 */
export const rareEdges = '(rare)';

/** Ends in the process map. For units other than `journey` every end is `(end)`. */
export const processEnds = ['(converted)', '(abandoned)', '(silent)', '(active)', '(end)'] as const;

export type ProcessNodeKind = 'start' | 'touchpoint' | 'other' | 'rare' | 'end';

export interface ProcessNode {
  key: string;
  kind: ProcessNodeKind;
  /** Steps into the node and out of it: equal but for start and ends. */
  in: number;
  out: number;
  /** Paths that pass it; null for `(rare)`, which is no place. */
  paths: number | null;
}

export interface ProcessEdge {
  from: string;
  to: string;
  count: number;
  /** Paths with this step; null through `(rare)`, where one path may stand for several edges. */
  paths: number | null;
  /** Of all steps that leave `from`. */
  share: Proportion;
  /** From touch to touch; null from the start, to an end and through `(rare)`. */
  lag: DurationQuantiles | null;
}

/** Touches of `to` after touches of `from` in the same path, whatever stands between. */
export interface EventualPair {
  from: string;
  to: string;
  /** Pairs of touches. */
  count: number;
  /** Paths with at least one such pair, of those that touch `from`. */
  paths: Proportion;
}

/** Where the nodes of a process map stand when it is drawn. */
export interface ProcessLayout {
  /** Keys of nodes, left to right, each column top to bottom: by their mean step from the start. */
  columns: string[][];
  /** Edges to an earlier column; within a column, those to an earlier mean step. */
  back: { from: string; to: string }[];
}

export interface TransitionsResult {
  unit: PathUnit;
  paths: number;
  nodes: ProcessNode[];
  edges: ProcessEdge[];
  /** Edges between touchpoints, start and ends before rare ones were put together, and steps on them. */
  edgeCount: number;
  steps: number;
  /** Steps on edges that are shown as themselves. */
  coverage: Proportion;
  /** Null unless asked for; most frequent first, at most `top`. */
  eventually: EventualPair[] | null;
  /** Null unless asked for. */
  layout: ProcessLayout | null;
}
