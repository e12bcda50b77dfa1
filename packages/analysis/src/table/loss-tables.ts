import type { Bounded, ReportTypes, WaitGroup } from '@touchtrail/contract';
import type { Table } from './table.ts';
import { table } from './tables.ts';
import type { Row } from './tables.ts';

const boundedKeys = (prefix: string): string[] => [prefix, `${prefix}_low`, `${prefix}_high`];
const bounded = (prefix: string, { value, low, high }: Bounded): Row => ({
  [prefix]: value,
  [`${prefix}_low`]: low,
  [`${prefix}_high`]: high,
});

const days = (ms: number): string => `${Number((ms / 86_400_000).toPrecision(6))} d`;

const waits = (value: string, { journeys, at }: Omit<WaitGroup, 'value'>): Row[] =>
  at.map((share) => ({
    group: value,
    after: days(share.ms),
    journeys,
    at_risk: share.atRisk,
    ...bounded('converted', share.converted),
    ...bounded('ended', share.ended),
    ...bounded('abandoned', share.abandoned),
  }));

const timeToConvert = ({ result }: ReportTypes['time-to-convert']): Table =>
  table(
    [
      'group',
      'after',
      'journeys',
      'at_risk',
      ...boundedKeys('converted'),
      ...boundedKeys('ended'),
      ...boundedKeys('abandoned'),
    ],
    [
      ...waits('(all)', result),
      ...result.breakdown.groups.flatMap((group) => waits(group.value, group)),
    ],
  );

/** One flat table a report of losses and times. */
export const lossTables = { timeToConvert };
