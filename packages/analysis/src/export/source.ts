import type { Params } from '../base/scope.ts';

/**
 * How rows are shaped: `table` for CSV (lists are one cell), `lists` for Parquet (real lists), `wire`
 * for NDJSON: one column `line` of JSON text.
 */
export type ExportShape = 'table' | 'lists' | 'wire';

/** Up to where an export has come; JSON. */
export type ExportPosition = Readonly<Record<string, string | number>>;

/** A part of an export: rows that no other part has. */
export interface ExportSlice {
  sql: string;
  params: Params;
  /** Rows that are in by the end of it, roughly. */
  rowsAfter: number;
  /** Where the next begins. */
  position: ExportPosition;
}

/** What an export reads. */
export interface ExportSource {
  /** Rows that it will have. */
  rows: number;
  /** What must stay as it is when an interrupted export goes on: JSON. */
  frozen: Params;
  definition: string;
  /** Parts in order, after a position. */
  slices(shape: ExportShape, after?: ExportPosition): AsyncIterable<ExportSlice>;
  /** All in one answer, for formats whose parts cannot be put together. */
  whole(shape: ExportShape): { sql: string; params: Params };
}

/** An export cannot freeze what is still moving: the first of two runs says what both read. */
export interface Resumed {
  frozen: Params;
  rows: number;
}
