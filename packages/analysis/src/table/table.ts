/** A value of a flat table. Shares are 0 to 1, durations ms, times epoch ms. */
export type TableCell = string | number | boolean | null;

/** A report as rows: what a terminal, a spreadsheet or a notebook shows. */
export interface Table {
  columns: { key: string; label: string }[];
  rows: Record<string, TableCell>[];
}
