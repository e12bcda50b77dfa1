import * as z from 'zod';
import { timeSchema } from '../time.ts';
import { commonParametersSchema, intSchema } from './common.ts';
import type { Population } from './common.ts';
import type { FigureKind, FigureValue } from './trends.ts';

/** Whatever else is given are the parameters of the report that is compared. */
export const compareParametersSchema = commonParametersSchema
  .extend({
    /** Name of the report that is computed for both sides. */
    report: z.string().min(1).max(63).default('journeys'),
    /** Segment of the other side; without it both have the same. */
    compareSegment: commonParametersSchema.shape.segment.unwrap().optional(),
    /** Range of the other side; without it both have the same. */
    compareFrom: timeSchema.optional(),
    compareTo: timeSchema.optional(),
    /** Rows of the report that are compared, the first of either side. */
    rows: intSchema(1, 1_000).default(100),
  })
  .catchall(z.unknown());
export type CompareParameters = z.output<typeof compareParametersSchema>;

/** One side: who is in it, and how far it was observed. */
export interface ComparedSide {
  from: number | null;
  to: number | null;
  dataUntil: number | null;
  population: Population;
}

/** A figure on both sides. */
export interface ComparedFigure {
  /** What tells the row from the others in the report, such as touchpoint, or from and to. */
  row: Record<string, string>;
  figure: string;
  kind: FigureKind;
  /** Null where the report of that side has no such row. */
  a: FigureValue | null;
  b: FigureValue | null;
  /** `a` minus `b`; without bounds where the figure has no interval. Null when one side is missing. */
  difference: { value: number; low: number | null; high: number | null } | null;
  /** Two-sided p value of the difference; null where it has no interval. */
  p: number | null;
  /** False discovery rate among all figures of the answer that have a p value. */
  q: number | null;
}

export interface CompareResult {
  report: string;
  /** The side of `segment`, `from` and `to`. */
  a: ComparedSide;
  /** The side of `compareSegment`, `compareFrom` and `compareTo`. */
  b: ComparedSide;
  /** People on both sides: intervals take the sides as independent. */
  peopleInBoth: number;
  figures: ComparedFigure[];
}
