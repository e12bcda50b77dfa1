import type { ReportTypes } from '@touchtrail/contract';
import type { Table } from '../table/table.ts';
import { proportion, proportionKeys, table } from '../table/tables.ts';

const signed = (share: number | null): string =>
  `${(share ?? 0) < 0 ? '−' : '+'}${Math.round(Math.abs(share ?? 0) * 100)}`;

/** One row a persona. */
export const personasTable = ({ result }: ReportTypes['personas']): Table =>
  table(
    [
      'persona',
      'name',
      'typical',
      ...proportionKeys('journeys'),
      ...proportionKeys('converted'),
      'open',
      'stability',
      'silhouette',
      'sets_apart',
      'segment',
      'segment_precision',
      'segment_recall',
    ],
    result.personas.map((persona) => ({
      persona: persona.key,
      name: persona.name,
      typical: persona.typical.join(' → '),
      ...proportion('journeys', persona.journeys),
      ...proportion('converted', persona.converted),
      open: persona.open,
      stability: persona.stability,
      silhouette: persona.silhouette,
      sets_apart: persona.features
        .slice(0, 5)
        .map(({ value, difference }) => `${value} ${signed(difference.value)} points`)
        .join('; '),
      segment: persona.segment ? JSON.stringify(persona.segment.rule) : '',
      segment_precision: persona.segment?.precision.rate ?? null,
      segment_recall: persona.segment?.recall.rate ?? null,
    })),
  );
