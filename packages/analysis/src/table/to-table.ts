import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { creditTable } from '../attribution/tables.ts';
import { findingsTable } from '../findings/tables.ts';
import { effectTables } from './effect-tables.ts';
import { personasTable } from '../personas/tables.ts';
import { flowTables } from './flow-tables.ts';
import { lossTables } from './loss-tables.ts';
import { tables } from './tables.ts';
import type { Table } from './table.ts';

/** Any of the reports. */
export type AnyReport = ReportTypes[ReportName];

/**
 * The main rows of a report as a flat table: `journeys` its figures, `funnel` its steps, `paths` its
 * transitions, `drop-off` and `re-entry` their rows (`drop-off` its incidents when asked for), `channels` its moves, `feedback` its
 * touchpoints, `topics` its topics, `forms` its fields, `time-to-convert` its shares by days, `variants` its variants, `transitions` its edges, `step-matrix` its cells, `make-or-break` its touchpoints, `phases` its phases, `trends` its
 * points, `compare` its figures, `personas` its personas, `findings` its findings.
 *
 * @example
 * renderCsv(toTable(await runReport('funnel', parameters, context)));
 */
export function toTable(report: AnyReport): Table {
  switch (report.name) {
    case 'journeys':
      return tables.journeys(report);
    case 'funnel':
      return lossTables.funnel(report);
    case 'paths':
      return tables.paths(report);
    case 'drop-off':
      return lossTables.dropOff(report);
    case 're-entry':
      return lossTables.reEntry(report);
    case 'channels':
      return tables.channels(report);
    case 'feedback':
      return tables.feedback(report);
    case 'topics':
      return effectTables.topics(report);
    case 'attribution':
      return creditTable(report.result);
    case 'forms':
      return lossTables.forms(report);
    case 'time-to-convert':
      return lossTables.timeToConvert(report);
    case 'variants':
      return flowTables.variants(report);
    case 'transitions':
      return flowTables.transitions(report);
    case 'step-matrix':
      return flowTables.stepMatrix(report);
    case 'make-or-break':
      return effectTables.makeOrBreak(report);
    case 'phases':
      return tables.phases(report);
    case 'trends':
      return flowTables.trends(report);
    case 'compare':
      return flowTables.compare(report);
    case 'personas':
      return personasTable(report);
    case 'findings':
      return findingsTable(report);
  }
}
