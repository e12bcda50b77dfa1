import { expect, test } from 'vitest';
import type { Figure } from '../table/figures.ts';
import { bucketState, trendSeries } from './estimate.ts';

const figure = (to: string, name: string, value: number, kind: Figure['kind']): Figure => ({
  row: { to },
  figure: name,
  kind,
  value: { value, low: null, high: null, count: null, of: null, n: null },
});

test('a bucket is complete when nothing can change it any more', () => {
  expect(bucketState(100, 0, 99)).toBe('partial');
  expect(bucketState(100, 3, 100)).toBe('open');
  expect(bucketState(100, 0, 100)).toBe('complete');
});

test('rows of the whole are followed; where there was nothing, there is none', () => {
  const whole = [
    figure('cart', 'share', 0.5, 'share'),
    figure('cart', 'count', 9, 'number'),
    figure('pay', 'share', 0.1, 'share'),
  ];
  const buckets = [[figure('cart', 'share', 0.4, 'share')], []];
  const { series, rowCount } = trendSeries(whole, buckets, { rows: 1, names: [] });
  expect(rowCount).toBe(2);
  expect(series.map((entry) => [entry.row['to'], entry.figure])).toEqual([['cart', 'share']]);
  expect(series[0]?.points.map((point) => point.value)).toEqual([0.4, null]);
  const named = trendSeries(whole, buckets, { rows: 9, names: ['count'] });
  expect(named.series.map((entry) => entry.figure)).toEqual(['count']);
});
