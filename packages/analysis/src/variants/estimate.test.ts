import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationSummary, loopRows, reworkRows, variantRows } from './estimate.ts';
import { allReturns } from './query.ts';
import type { ReturnRow } from './query.ts';

const names = new Map([
  ['101', 'cart'],
  ['102', 'pay'],
]);

const returns = (row: Partial<ReturnRow>): ReturnRow => ({
  id: '101',
  steps: 0,
  count: 0,
  paths: 0,
  shortest: 0,
  repeated: 0,
  convertedRepeated: 0,
  finishedRepeated: 0,
  converted: 0,
  finished: 0,
  lag: [1, 2, 3, 4],
  ...row,
});

test('coverage grows with each variant and never passes all paths', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 30 }), (counts) => {
      const falling = counts.toSorted((a, b) => b - a);
      const paths = falling.reduce((sum, count) => sum + count, 0) + 7;
      const rows = variantRows(
        falling.map((count) => ({
          path: ['101', '102'],
          length: 2,
          count,
          converted: 0,
          finished: 0,
          variants: counts.length,
          once: 0,
          levels: [1, 2, 3, 4],
          extremes: [0, 5, 2.5],
        })),
        paths,
        names,
      );
      for (const [index, row] of rows.entries()) {
        const before = rows[index - 1]?.cumulative.count ?? 0;
        expect(row.cumulative.count).toBe(before + row.paths);
        expect(row.cumulative.rate).toBeLessThan(1);
        // Nothing closed: no share of what is unknown.
        expect(row.converted.rate).toBeNull();
      }
    }),
  );
});

test('no durations of no paths', () => {
  expect(durationSummary(0, [NaN, NaN, NaN, NaN], [NaN, NaN, NaN])).toEqual({
    n: 0,
    p25: null,
    p50: null,
    p75: null,
    p90: null,
    min: null,
    max: null,
    mean: null,
  });
});

test('loops have up to six steps; rework is all of them', () => {
  const rows = [
    returns({ steps: 1, count: 3, paths: 2, shortest: 1 }),
    returns({ steps: 7, count: 2, paths: 2, shortest: 9 }),
    returns({
      steps: allReturns,
      count: 5,
      paths: 10,
      shortest: 1,
      repeated: 4,
      converted: 5,
      finished: 8,
    }),
    returns({ id: '102', steps: allReturns, paths: 6 }),
  ];
  expect(loopRows(rows, names)).toMatchObject([
    { touchpoint: 'cart', length: 1, count: 3, paths: 2 },
  ]);
  expect(reworkRows(rows, names)).toMatchObject([
    {
      touchpoint: 'cart',
      repeated: { count: 4, of: 10 },
      extraTouches: 5,
      shortestReturn: 1,
      convertedOnce: { count: 5, of: 8 },
    },
    { touchpoint: 'pay', repeated: { count: 0, of: 6 }, extraTouches: 0, shortestReturn: null },
  ]);
});
