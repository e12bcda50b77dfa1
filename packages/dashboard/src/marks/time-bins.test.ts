import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeBins } from './time-bins.ts';

const edges = [1_000, 3_000, 10_000, 30_000, null];

test('rows on the same bins keep every count, in order of time', () => {
  const row = fc
    .subarray(edges)
    .chain((some) =>
      fc.tuple(
        ...some.map((upTo) => fc.integer({ min: 0, max: 50 }).map((count) => ({ upTo, count }))),
      ),
    );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
      const { upTo, counts, most } = timeBins(rows);
      expect(edges.filter((edge) => upTo.includes(edge))).toEqual(upTo);
      for (const [index, bins] of rows.entries()) {
        for (const { upTo: edge, count } of bins) {
          expect(counts[index]?.[upTo.indexOf(edge)]).toBe(count);
        }
        const all = bins.reduce((sum, { count }) => sum + count, 0);
        expect(counts[index]?.reduce((sum, count) => sum + count, 0)).toBe(all);
        for (const { count } of bins) if (all > 0) expect(count / all).toBeLessThanOrEqual(most);
      }
    }),
  );
});

test('without rows there is nothing to draw', () => {
  expect(timeBins([])).toEqual({ upTo: [], counts: [], most: 0 });
});
