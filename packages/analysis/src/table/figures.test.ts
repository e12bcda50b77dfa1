import { expect, test } from 'vitest';
import { figuresOf } from './figures.ts';
import type { TableCell } from './table.ts';

const table = (rows: Record<string, TableCell>[]) => ({
  columns: Object.keys(rows[0] ?? {}).map((key) => ({ key, label: key })),
  rows,
});

test('shares, medians, estimates and numbers, with the texts that name the row', () => {
  const figures = figuresOf(
    table([
      {
        from: 'cart',
        to: null,
        verdict: 'drop_off',
        step: 3,
        count: 5,
        share_count: 5,
        share_of: 10,
        share_rate: 0.5,
        share_low: 0.2,
        share_high: 0.8,
        lag_n: 100,
        lag_p25_ms: 10,
        lag_p50_ms: 20,
        lag_p75_ms: 40,
        lag_p90_ms: 90,
        excess: 3,
        excess_low: 1,
        excess_high: 6,
      },
    ]),
  );
  expect(figures.map(({ figure, kind }) => [figure, kind])).toEqual([
    ['share', 'share'],
    ['lag', 'median'],
    ['excess', 'estimate'],
    ['count', 'number'],
  ]);
  for (const { row } of figures) expect(row).toEqual({ from: 'cart', step: '3' });
  expect(figures[0]?.value).toMatchObject({ value: 0.5, low: 0.2, high: 0.8, count: 5, of: 10 });
  expect(figures[1]?.value).toMatchObject({ value: 20, n: 100 });
  expect(figures[1]?.value.low).toBeGreaterThan(10);
  expect(figures[2]?.value).toMatchObject({ value: 3, low: 1, high: 6 });
});

const credit = (currency: string | null) => ({
  key: 'email',
  share_rate: 0.4,
  share_low: 0.3,
  share_high: 0.6,
  value: 10,
  value_low: 5,
  value_high: 15,
  currency,
});

test('a share that is an estimate, and sums of money by their currency', () => {
  const [share, value] = figuresOf(table([credit('EUR')]));
  expect(share).toMatchObject({
    row: { key: 'email' },
    figure: 'share',
    kind: 'estimate',
    value: { value: 0.4, low: 0.3, high: 0.6, count: null },
  });
  expect(value).toMatchObject({ row: { key: 'email' }, figure: 'value, EUR', kind: 'estimate' });
  expect(figuresOf(table([credit(null)]))[1]?.figure).toBe('value');
});

test('rows that are figures themselves', () => {
  const figures = figuresOf(
    table([
      { figure: 'people', value: 7, count: null, of: null, low: null, high: null },
      { figure: 'open', value: 0.5, count: 1, of: 2, low: 0.1, high: 0.9 },
      { figure: 'median', value: 5, count: null, of: null, low: 4, high: 7 },
    ]),
  );
  expect(figures).toMatchObject([
    { row: {}, figure: 'people', kind: 'number', value: { value: 7 } },
    { row: {}, figure: 'open', kind: 'share', value: { value: 0.5, count: 1, of: 2 } },
    { row: {}, figure: 'median', kind: 'estimate', value: { value: 5, low: 4, high: 7 } },
  ]);
});

test('nothing of nothing', () => {
  expect(figuresOf({ columns: [{ key: 'from', label: 'From' }], rows: [] })).toEqual([]);
});
