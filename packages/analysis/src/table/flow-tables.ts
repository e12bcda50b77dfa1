import type { DurationSummary, FigureValue, ReportTypes } from '@touchtrail/contract';
import { rowLabel } from './figures.ts';
import type { Table } from './table.ts';
import { proportion, proportionKeys, quantileKeys, quantiles, table } from './tables.ts';
import type { Row } from './tables.ts';

const summaryKeys = (prefix: string): string[] => [
  ...quantileKeys(prefix),
  ...['min_ms', 'max_ms', 'mean_ms'].map((end) => `${prefix}_${end}`),
];
const summary = (prefix: string, d: DurationSummary): Row => ({
  ...quantiles(prefix, d),
  [`${prefix}_min_ms`]: d.min,
  [`${prefix}_max_ms`]: d.max,
  [`${prefix}_mean_ms`]: d.mean,
});

const variants = ({ result }: ReportTypes['variants']): Table =>
  table(
    [
      'variant',
      'touches',
      'paths',
      ...proportionKeys('share'),
      'cumulative',
      ...proportionKeys('converted'),
      ...summaryKeys('duration'),
    ],
    result.rows.map((row) => ({
      variant: row.path.join(' > ') + (row.length > row.path.length ? ' > …' : ''),
      touches: row.length,
      paths: row.paths,
      ...proportion('share', row.share),
      cumulative: row.cumulative.rate,
      ...proportion('converted', row.converted),
      ...summary('duration', row.duration),
    })),
  );

const transitions = ({ result }: ReportTypes['transitions']): Table =>
  table(
    ['from', 'to', 'count', 'paths', ...proportionKeys('share'), ...quantileKeys('lag')],
    result.edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      count: edge.count,
      paths: edge.paths,
      ...proportion('share', edge.share),
      ...quantiles('lag', edge.lag),
    })),
  );

const stepMatrix = ({ result }: ReportTypes['step-matrix']): Table =>
  table(
    ['step', 'at', ...proportionKeys('share')],
    result.steps.flatMap((step, column) =>
      result.rows.flatMap((row) => {
        const cell = row.cells[column];
        return cell ? [{ step, at: row.key, ...proportion('share', cell) }] : [];
      }),
    ),
  );

const valueKeys = ['value', 'low', 'high', 'count', 'of', 'n'] as const;

const trends = ({ result }: ReportTypes['trends']): Table =>
  table(
    ['start', 'state', 'journeys', 'open', 'row', 'figure', ...valueKeys],
    result.series.flatMap(({ row, figure, points }) =>
      points.map((point, index) => {
        const bucket = result.buckets[index];
        return {
          start: bucket?.start ?? null,
          state: bucket?.state ?? null,
          journeys: bucket?.journeys ?? null,
          open: bucket?.open ?? null,
          row: rowLabel(row),
          figure,
          ...Object.fromEntries(valueKeys.map((key) => [key, point[key]])),
        };
      }),
    ),
  );

const sideKeys = (side: string): string[] => [
  side,
  ...valueKeys.slice(1).map((key) => `${side}_${key}`),
];
const sideCells = (side: string, value: FigureValue | null): Row => ({
  [side]: value?.value ?? null,
  ...Object.fromEntries(valueKeys.slice(1).map((key) => [`${side}_${key}`, value?.[key] ?? null])),
});

const compare = ({ result }: ReportTypes['compare']): Table =>
  table(
    [
      'row',
      'figure',
      'difference',
      'difference_low',
      'difference_high',
      'p',
      'q',
      ...sideKeys('a'),
      ...sideKeys('b'),
    ],
    result.figures.map((entry) => ({
      row: rowLabel(entry.row),
      figure: entry.figure,
      difference: entry.difference?.value ?? null,
      difference_low: entry.difference?.low ?? null,
      difference_high: entry.difference?.high ?? null,
      p: entry.p,
      q: entry.q,
      ...sideCells('a', entry.a),
      ...sideCells('b', entry.b),
    })),
  );

/** Tables of the reports about paths, and of those made of another report. */
export const flowTables = { variants, transitions, stepMatrix, trends, compare };
