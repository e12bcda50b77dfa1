/**
 * Reports: parameters in, figures with population, definition and interval out.
 *
 * @module
 */
export { ReportError } from './report-error.ts';
export type { ParameterProblem, Refusal, ReportErrorCode } from './report-error.ts';
export { measureAction } from './actions/measure.ts';
export { listAccounts, readAccount } from './accounts/index.ts';
export type { AccountOptions } from './accounts/index.ts';
export { readMapping as mappingOf } from './base/scope.ts';
export { countSegment, segmentMembers, segmentsOf } from './segments/counts.ts';
export type { SegmentContext } from './segments/counts.ts';
export { peopleIn } from './segments/people-in.ts';
export type { SegmentQuery } from './segments/people-in.ts';
export { isPlace, readProfile, timelinePage } from './profile/index.ts';
export type { ProfileContext, ProfileOptions } from './profile/index.ts';
export { runReport } from './run-report.ts';
export type { ReportContext } from './reports.ts';
export { exportNames, openExport } from './export/index.ts';
export type { ExportName } from './export/index.ts';
export { storedColumns } from './export/event-columns.ts';
export type {
  ExportPosition,
  ExportShape,
  ExportSlice,
  ExportSource,
  Resumed,
} from './export/source.ts';
export { findingsMarkdown } from './findings/markdown.ts';
export { questionOf } from './findings/history.ts';
export { renderCsv, renderMarkdown, renderNdjson } from './table/render.ts';
export type { Table, TableCell } from './table/table.ts';
export { toTable } from './table/to-table.ts';
