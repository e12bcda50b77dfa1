import type * as z from 'zod';
import { intSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';
import { pathShapeSchema } from './paths.ts';
import type { PathUnit } from './paths.ts';

export const variantsParametersSchema = pathShapeSchema.extend({
  /** Variants listed, most frequent first. */
  top: intSchema(1, 1_000).default(50),
});
export type VariantsParameters = z.output<typeof variantsParametersSchema>;

/** Quantiles with the ends and the mean, in ms; null when nothing was observed. */
export interface DurationSummary extends DurationQuantiles {
  min: number | null;
  max: number | null;
  mean: number | null;
}

/** Paths that are the same sequence. */
export interface VariantRow {
  /** At most 200 touchpoints; `length` is the true length. */
  path: string[];
  length: number;
  paths: number;
  share: Proportion;
  /** Of all paths, those of this variant or a more frequent one. */
  cumulative: Proportion;
  /** Paths that hold the goal, of the closed ones (open journeys are left out). */
  converted: Proportion;
  /** From the first to the last touch. */
  duration: DurationSummary;
}

/** Returns to a touchpoint after `length` steps: 1 is the same touchpoint twice running. */
export interface LoopRow {
  touchpoint: string;
  /** 1 to 6. */
  length: number;
  count: number;
  /** Paths with at least one such return. */
  paths: number;
  /** From the touch to the return. */
  duration: DurationQuantiles;
}

/** How often a touchpoint is gone through again. */
export interface ReworkRow {
  touchpoint: string;
  /** Paths that touch it more than once, of those that touch it. */
  repeated: Proportion;
  /** Touches beyond the first of each path. */
  extraTouches: number;
  /** Fewest steps between a touch and the return to it; null when nobody returned. */
  shortestReturn: number | null;
  /** From a touch to the next of the same path here. */
  duration: DurationQuantiles;
  /** Paths with the goal among closed ones that touched it again, and that touched it once. Groups as they are. */
  convertedRepeated: Proportion;
  convertedOnce: Proportion;
}

export interface VariantsResult {
  unit: PathUnit;
  paths: number;
  variantCount: number;
  rows: VariantRow[];
  /** Share of paths that the listed variants cover. */
  coverage: Proportion;
  /** Variants that are not listed: how many, their paths, and how many of all variants occur once. */
  tail: { variants: number; paths: number; once: number };
  /** Of all paths, from the first to the last touch. */
  duration: DurationSummary;
  loops: LoopRow[];
  rework: ReworkRow[];
}
