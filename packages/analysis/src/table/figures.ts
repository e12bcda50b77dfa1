import type { FigureKind, FigureValue } from '@touchtrail/contract';
import { medianInterval } from '../stats/median-interval.ts';
import type { Table, TableCell } from './table.ts';

/** One figure of a report, as its flat table shows it. */
export interface Figure {
  /** The row's own texts, such as touchpoint, or from and to; empty where a row is a figure. */
  row: Record<string, string>;
  figure: string;
  kind: FigureKind;
  value: FigureValue;
}

type Cells = Record<string, TableCell>;
interface FigureColumn {
  name: string;
  kind: FigureKind;
  read: (row: Cells) => FigureValue;
}

const number = (cell: TableCell | undefined): number | null =>
  typeof cell === 'number' ? cell : null;

const nothing: FigureValue = {
  value: null,
  low: null,
  high: null,
  count: null,
  of: null,
  n: null,
};

const shareOf = (row: Cells, prefix: string, value = `${prefix}rate`): FigureValue => ({
  ...nothing,
  value: number(row[value]),
  low: number(row[`${prefix}low`]),
  high: number(row[`${prefix}high`]),
  count: number(row[`${prefix}count`]),
  of: number(row[`${prefix}of`]),
});

const estimateOf = (row: Cells, prefix: string, value = prefix): FigureValue => ({
  ...nothing,
  value: number(row[value]),
  low: number(row[`${prefix}_low`]),
  high: number(row[`${prefix}_high`]),
});

function medianOf(row: Cells, prefix: string): FigureValue {
  const [n, p25, p50, p75] = ['n', 'p25_ms', 'p50_ms', 'p75_ms'].map((end) =>
    number(row[`${prefix}_${end}`]),
  );
  const known = n != null && p25 != null && p50 != null && p75 != null;
  const interval = known ? medianInterval(n, p25, p50, p75) : null;
  return {
    ...nothing,
    value: p50 ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n: n ?? null,
  };
}

/** Columns that describe a row but do not tell it from others. */
const notes: ReadonlySet<string> = new Set([
  'verdict',
  'state',
  'kind',
  'currency',
  'missing',
  'pain_point',
]);
/** Numbers that say which row it is. */
const ordinals: ReadonlySet<string> = new Set(['step', 'length', 'position', 'day']);

/** Figures among the columns: shares, medians and estimates take several of them. */
function figureColumns(keys: readonly string[]): { columns: FigureColumn[]; rest: string[] } {
  const there = new Set(keys);
  const used = new Set<string>();
  const columns: FigureColumn[] = [];
  const take = (column: FigureColumn, ...parts: string[]) => {
    columns.push(column);
    for (const part of parts) used.add(part);
  };
  for (const key of keys) {
    const share = /^(.*)_rate$/.exec(key)?.[1];
    if (
      share !== undefined &&
      ['count', 'of', 'low', 'high'].every((end) => there.has(`${share}_${end}`))
    ) {
      take(
        { name: share, kind: 'share', read: (row) => shareOf(row, `${share}_`) },
        ...['count', 'of', 'rate', 'low', 'high'].map((end) => `${share}_${end}`),
      );
      continue;
    }
    if (share !== undefined && there.has(`${share}_low`) && there.has(`${share}_high`)) {
      // A share that is an estimate: there is no count that it is of.
      take(
        { name: share, kind: 'estimate', read: (row) => estimateOf(row, share, key) },
        ...['rate', 'low', 'high'].map((end) => `${share}_${end}`),
      );
      continue;
    }
    const median = /^(.*)_p50_ms$/.exec(key)?.[1];
    if (median !== undefined && there.has(`${median}_n`)) {
      take(
        { name: median, kind: 'median', read: (row) => medianOf(row, median) },
        ...keys.filter(
          (other) =>
            other.startsWith(`${median}_`) && /_(n|p\d+_ms|mean_ms|min_ms|max_ms)$/.test(other),
        ),
      );
      continue;
    }
    if (there.has(`${key}_low`) && there.has(`${key}_high`)) {
      take(
        {
          name: key,
          kind: 'estimate',
          read: (row) => estimateOf(row, key),
        },
        key,
        `${key}_low`,
        `${key}_high`,
      );
    }
  }
  return { columns, rest: keys.filter((key) => !used.has(key)) };
}

const isText = (rows: readonly Cells[], key: string): boolean =>
  rows.some((row) => typeof row[key] === 'string') &&
  rows.every((row) => typeof row[key] === 'string' || row[key] === null);

// A table whose rows are figures: one name, one value, and a share where there is one.
const figureRows = (rows: readonly Cells[]): Figure[] =>
  rows.map((row) => ({
    row: {},
    figure: String(row['figure']),
    kind:
      number(row['of']) !== null ? 'share' : number(row['low']) !== null ? 'estimate' : 'number',
    value: shareOf(row, '', 'value'),
  }));

/**
 * Every figure of a report's flat table, with the interval that its columns give: `x_rate` with its
 * count and bounds is the share `x`, `x_p50_ms` with `x_n` the median `x`, `x` or `x_rate` with `x_low`
 * and `x_high` the estimate `x`, any other number itself. What is text says which row it is.
 */
export function figuresOf({ columns, rows }: Table): Figure[] {
  const keys = columns.map((column) => column.key);
  if (keys[0] === 'figure' && keys.includes('value')) return figureRows(rows);
  const { columns: figures, rest } = figureColumns(keys);
  const names = rest.filter((key) => !notes.has(key) && (ordinals.has(key) || isText(rows, key)));
  const numbers = rest
    .filter((key) => !names.includes(key) && rows.some((row) => typeof row[key] === 'number'))
    .map((key): FigureColumn => ({
      name: key,
      kind: 'number',
      read: (row) => ({ ...nothing, value: number(row[key]) }),
    }));
  return rows.flatMap((row) => {
    const own = Object.fromEntries(names.map((key) => [key, String(row[key] ?? '')]));
    const currency = row['currency'];
    return [...figures, ...numbers].map(({ name, kind, read }) => ({
      row: own,
      // Sums of two currencies have no difference.
      figure: name === 'value' && typeof currency === 'string' ? `${name}, ${currency}` : name,
      kind,
      value: read(row),
    }));
  });
}

/** What tells a row from the others. */
export const rowId = (row: Readonly<Record<string, string>>): string => JSON.stringify(row);

/** What tells a figure from all others of a report. */
export const figureId = ({ row, figure }: Pick<Figure, 'row' | 'figure'>): string =>
  JSON.stringify([rowId(row), figure]);

/** A row in one word for people. */
export const rowLabel = (row: Readonly<Record<string, string>>): string =>
  Object.values(row).join(' > ');
