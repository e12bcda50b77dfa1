/**
 * Reports: parameters in, figures with population, definition and interval out.
 *
 * @module
 */
export { ReportError } from './report-error.ts';
export type { ParameterProblem, ReportErrorCode } from './report-error.ts';
export { runReport } from './run-report.ts';
export type { ReportContext } from './reports.ts';
export { renderCsv, renderMarkdown, renderNdjson } from './table/render.ts';
export type { Table, TableCell } from './table/table.ts';
export { toTable } from './table/to-table.ts';
