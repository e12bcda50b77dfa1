import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, distances, levenshtein, readyPath } from './distance.ts';
import { kMedoids, silhouettes } from './k-medoids.ts';

/** The table of the textbook. */
function slow(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, x] of a.entries()) {
    const next = [i + 1];
    for (const [j, y] of b.entries()) {
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (x === y ? 0 : 1)),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const path = fc.array(fc.nat(5), { maxLength: 32 });

test('edit distances, against the table', () => {
  fc.assert(
    fc.property(path, path, (a, b) => {
      expect(levenshtein(a, b)).toBe(slow(a, b));
    }),
    { numRuns: 500 },
  );
});

test('distances are from 0 to 1, the same both ways, and 0 for the same path', () => {
  fc.assert(
    fc.property(path, path, (a, b) => {
      const [one, other] = [readyPath(a), readyPath(b)];
      const d = distance(one, other);
      expect(d).toBeGreaterThanOrEqual(0);
      expect(d).toBeLessThanOrEqual(1);
      expect(distance(other, one)).toBeCloseTo(d, 12);
      expect(distance(one, one)).toBe(0);
    }),
  );
});

const cost = (all: Float32Array, weights: readonly number[], medoids: readonly number[]): number =>
  weights.reduce(
    (sum, weight, at) =>
      sum + weight * Math.min(...medoids.map((medoid) => all[medoid * weights.length + at] ?? 0)),
    0,
  );

test('no single swap makes medoids better, and each belongs to its nearest', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 1, max: 20 }),
        ),
        {
          minLength: 4,
          maxLength: 14,
        },
      ),
      fc.integer({ min: 2, max: 3 }),
      (given, k) => {
        const all = distances(given.map(([steps]) => readyPath(steps)));
        const weights = given.map(([, weight]) => weight);
        const { medoids, group } = kMedoids({ distances: all, weights }, k);
        const found = cost(all, weights, medoids);
        for (const at of medoids.keys()) {
          for (const candidate of weights.keys()) {
            if (medoids.includes(candidate)) continue;
            expect(cost(all, weights, medoids.with(at, candidate))).toBeGreaterThanOrEqual(
              found - 1e-6,
            );
          }
        }
        for (const [at, own] of group.entries()) {
          const d = medoids.map((medoid) => all[medoid * weights.length + at] ?? 0);
          expect(d[own]).toBe(Math.min(...d));
        }
        for (const value of silhouettes({ distances: all, weights }, { medoids, group }).groups) {
          expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-9);
        }
      },
    ),
  );
});
