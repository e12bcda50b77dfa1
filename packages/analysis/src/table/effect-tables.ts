import type { ReportTypes } from '@touchtrail/contract';
import type { Table } from './table.ts';
import { bounded, boundedKeys, proportion, proportionKeys, table } from './tables.ts';

const odds = ['crude', 'adjusted', 'met', 'here'] as const;

const makeOrBreak = ({ result }: ReportTypes['make-or-break']): Table =>
  table(
    [
      'touchpoint',
      'verdict',
      'moment_of_truth',
      ...boundedKeys('effect'),
      'q',
      'e_value',
      'e_value_bound',
      ...boundedKeys('per_month'),
      ...proportionKeys('reach'),
      'converted',
      'overlap',
      ...odds.flatMap(boundedKeys),
      'missing',
    ],
    result.rows.map((row) => ({
      touchpoint: row.touchpoint,
      verdict: row.verdict,
      moment_of_truth: row.momentOfTruth,
      ...bounded('effect', row.effect),
      q: row.q,
      e_value: row.eValue?.estimate ?? null,
      e_value_bound: row.eValue?.bound ?? null,
      ...bounded('per_month', row.perMonth),
      ...proportion('reach', row.reach),
      converted: row.converted,
      overlap: row.overlap,
      ...bounded('crude', row.crude),
      ...bounded('adjusted', row.adjusted),
      ...bounded('met', row.met),
      ...bounded('here', row.here),
      missing: row.missing,
    })),
  );

/** One flat table a report of effects. */
export const effectTables = { makeOrBreak };
