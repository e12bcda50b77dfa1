import type { Finding, ReportTypes } from '@touchtrail/contract';
import type { Table } from '../table/table.ts';
import { bounded, boundedKeys, table } from '../table/tables.ts';

const segmentText = ({ segment }: Finding): string =>
  segment ? `${segment.field} = ${segment.value}` : '';

/** One row a finding, in their order. */
export const findingsTable = ({ result }: ReportTypes['findings']): Table =>
  table(
    [
      'finding',
      'kind',
      'touchpoint',
      'segment',
      'status',
      'since',
      ...boundedKeys('per_month'),
      'per_month_of',
      'figure',
      ...boundedKeys('estimate'),
      'q',
      'statement',
      'evidence',
    ],
    result.findings.map((finding) => ({
      finding: finding.key,
      kind: finding.kind,
      touchpoint: finding.touchpoint,
      segment: segmentText(finding),
      status: finding.status,
      since: finding.since.day,
      ...bounded('per_month', finding.perMonth),
      per_month_of: finding.perMonth.of,
      figure: finding.estimate.figure,
      ...bounded('estimate', finding.estimate),
      q: finding.q,
      statement: finding.statement,
      evidence: finding.evidence.href,
    })),
  );
