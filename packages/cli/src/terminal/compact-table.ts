import type { Table, TableCell } from '@touchtrail/analysis';
import { count } from './count.ts';
import type { TextColumn } from './text-table.ts';

type Row = Readonly<Record<string, TableCell>>;

const units: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/**
 * A duration with one decimal in the largest unit that fits.
 *
 * @example
 * duration(5_400_000); // '1.5 h'
 */
export function duration(ms: number): string {
  for (const [size, name] of units) {
    if (Math.abs(ms) >= size) return `${Number((ms / size).toFixed(1))} ${name}`;
  }
  return `${Math.round(ms)} ms`;
}

/** No time at all is no measurement of none: what came in one instant came at once. */
const time = (ms: TableCell): string =>
  typeof ms !== 'number' ? '–' : ms === 0 ? 'at once' : duration(ms);

const percent = (share: number): string => (share * 100).toFixed(1);

function shareText(rate: TableCell, low: TableCell, high: TableCell, of: TableCell): string {
  if (typeof rate !== 'number') return '–';
  const interval =
    typeof low === 'number' && typeof high === 'number'
      ? ` (${percent(low)}–${percent(high)})`
      : '';
  return `${percent(rate)} %${interval}${typeof of === 'number' ? ` of ${count(of)}` : ''}`;
}

const decimal = (value: number): string =>
  Math.abs(value) >= 1_000 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));

function valueText(value: TableCell, low: TableCell, high: TableCell): string {
  if (typeof value !== 'number') return '–';
  return typeof low === 'number' && typeof high === 'number'
    ? `${decimal(value)} (${decimal(low)}–${decimal(high)})`
    : decimal(value);
}

interface Folded {
  column: TextColumn;
  cell: (row: Row) => TableCell;
}

const at = (row: Row, key: string): TableCell => row[key] ?? null;

/** What one column becomes, or nothing when another column has taken it in. */
function fold(key: string, label: string, keys: ReadonlySet<string>): Folded | undefined {
  const share = /^(.*)_rate$/.exec(key)?.[1];
  if (share !== undefined) {
    return {
      column: { key: share, label: label.replace(/ rate$/, '') },
      cell: (row) =>
        shareText(
          at(row, key),
          at(row, `${share}_low`),
          at(row, `${share}_high`),
          at(row, `${share}_of`),
        ),
    };
  }
  const part = /^(.*)_(count|of|low|high)$/.exec(key)?.[1];
  if (part !== undefined && (keys.has(`${part}_rate`) || keys.has(part))) return undefined;
  const median = /^(.*)_p50_ms$/.exec(key)?.[1];
  if (median !== undefined) {
    return {
      column: { key: median, label: `${label.replace(/ p50 ms$/, '')}, median` },
      cell: (row) => time(at(row, key)),
    };
  }
  const quantile = /^(.*)_(n|p25_ms|p75_ms|p90_ms)$/.exec(key)?.[1];
  if (quantile !== undefined && keys.has(`${quantile}_p50_ms`)) return undefined;
  if (key.endsWith('_ms')) {
    return { column: { key, label: label.replace(/ ms$/, '') }, cell: (row) => time(at(row, key)) };
  }
  if (keys.has(`${key}_low`) && keys.has(`${key}_high`)) {
    return {
      column: { key, label },
      cell: (row) => valueText(at(row, key), at(row, `${key}_low`), at(row, `${key}_high`)),
    };
  }
  return { column: { key, label }, cell: (row) => at(row, key) };
}

/** What a figure is made of; other columns say what it is of. */
const figureParts = new Set(['figure', 'value', 'low', 'high', 'count', 'of', 'n']);

/** A list of figures: each row has its own kind. Only durations have an `n`. */
function figures(table: Table): { columns: TextColumn[]; rows: Row[] } {
  const others = table.columns.filter(
    ({ key }) => !figureParts.has(key) && table.rows.some((row) => (row[key] ?? '') !== ''),
  );
  const rows = table.rows.map((row) => {
    const { figure, value = null, of, low = null, high = null, n } = row;
    const ms = /,? ms$/.test(String(figure)) || typeof n === 'number';
    const shown =
      typeof of === 'number'
        ? shareText(value, low, high, of)
        : ms
          ? time(value)
          : valueText(value, low, high);
    return {
      ...Object.fromEntries(others.map(({ key }) => [key, at(row, key)])),
      figure: String(figure).replace(/,? ms$/, ''),
      value: shown,
    };
  });
  return {
    columns: [...others, { key: 'figure', label: 'Figure' }, { key: 'value', label: 'Value' }],
    rows,
  };
}

/**
 * A report's table as it fits a terminal: a share with its interval and its base in one cell, of
 * durations the median. CSV and JSON keep every number.
 */
export function compactTable(table: Table): { columns: TextColumn[]; rows: Row[] } {
  const keys = new Set(table.columns.map((column) => column.key));
  if (keys.has('figure') && keys.has('value')) return figures(table);
  const folded = table.columns
    .map(({ key, label }) => fold(key, label, keys))
    .filter((column) => column !== undefined);
  return {
    columns: folded.map(({ column }) => column),
    rows: table.rows.map((row) =>
      Object.fromEntries(folded.map(({ column, cell }) => [column.key, cell(row)])),
    ),
  };
}
