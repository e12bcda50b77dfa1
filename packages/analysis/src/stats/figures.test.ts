import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chiSquaredUpperTail } from './chi-squared.ts';
import { cholesky, choleskyInverse, choleskySolve } from './cholesky.ts';
import { eValue, riskRatioOf } from './e-value.ts';
import { newcombe } from './newcombe.ts';
import { twoSidedP } from './normal.ts';
import { percentileInterval, poissonBounds, poissonWeight } from './poisson-bootstrap.ts';
import { quantile } from './quantile.ts';

describe('chi-squared tail', () => {
  test('as pchisq of R 4.2', () => {
    expect(chiSquaredUpperTail(0.001, 1)).toBeCloseTo(9.7477287936996e-1, 12);
    expect(chiSquaredUpperTail(0.5, 3)).toBeCloseTo(9.18891411654676e-1, 12);
    expect(chiSquaredUpperTail(3.2, 2)).toBeCloseTo(2.01896517994655e-1, 11);
    expect(chiSquaredUpperTail(17.64, 5)).toBeCloseTo(3.43312926981776e-3, 12);
    expect(chiSquaredUpperTail(60, 10) / 3.62430095206149e-9).toBeCloseTo(1, 9);
    expect(chiSquaredUpperTail(0, 4)).toBe(1);
  });

  test('of one degree is the two-sided normal tail', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 6, noNaN: true }), (z) => {
        expect(chiSquaredUpperTail(z * z, 1)).toBeCloseTo(twoSidedP(z), 10);
      }),
    );
  });
});

describe('Cholesky', () => {
  const matrix = [
    [4, 2, 0.6],
    [2, 5, 1],
    [0.6, 1, 3],
  ];

  test('solves and inverts', () => {
    const lower = cholesky(matrix) ?? [];
    const x = choleskySolve(lower, [1, 2, 3]);
    for (const [i, row] of matrix.entries()) {
      expect(row.reduce((sum, value, j) => sum + value * (x[j] ?? 0), 0)).toBeCloseTo(i + 1, 12);
    }
    expect(choleskyInverse(lower)[0]?.[1]).toBeCloseTo(choleskyInverse(lower)[1]?.[0] ?? 0, 12);
  });

  test('says when columns repeat each other', () => {
    expect(
      cholesky([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
  });
});

describe('difference of shares', () => {
  test("Newcombe's own examples", () => {
    const first = newcombe(56, 70, 48, 80);
    expect(first?.value).toBeCloseTo(0.2, 12);
    expect(first?.low).toBeCloseTo(0.0524, 4);
    expect(first?.high).toBeCloseTo(0.3339, 4);
    const empty = newcombe(10, 10, 0, 10);
    expect(empty?.low).toBeCloseTo(0.6075, 4);
    expect(empty?.high).toBeCloseTo(1, 12);
  });

  test('turned around it is the same with the other sign', () => {
    const share = fc
      .integer({ min: 1, max: 300 })
      .chain((of) => fc.record({ of: fc.constant(of), count: fc.integer({ min: 0, max: of }) }));
    fc.assert(
      fc.property(share, share, (p, q) => {
        const there = newcombe(p.count, p.of, q.count, q.of);
        const back = newcombe(q.count, q.of, p.count, p.of);
        expect(there?.value).toBeCloseTo(-(back?.value ?? 0), 12);
        expect(there?.low).toBeCloseTo(-(back?.high ?? 0), 12);
        expect(there?.low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(there?.high).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test('of nothing there is none', () => {
    expect(newcombe(0, 0, 1, 2)).toBeNull();
  });
});

describe('quantile', () => {
  test('type 7 as R 4.2', () => {
    const rising = [0.2, 1.4, 2, 3.1, 5.5, 7.7, 9];
    expect(quantile(rising, 0.1)).toBeCloseTo(0.92, 12);
    expect(quantile(rising, 0.25)).toBeCloseTo(1.7, 12);
    expect(quantile(rising, 0.5)).toBe(3.1);
    expect(quantile(rising, 0.9)).toBeCloseTo(8.22, 12);
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('E-value', () => {
  test('the example of VanderWeele and Ding', () => {
    const { estimate, bound } = eValue(3.9, 1.8);
    expect(estimate).toBeCloseTo(7.26, 2);
    expect(bound).toBeCloseTo(3, 10);
  });

  test('a ratio below 1 is as strong as its inverse; an interval over 1 needs nothing', () => {
    expect(eValue(0.5, 0.8).estimate).toBeCloseTo(eValue(2, 1.25).estimate, 12);
    expect(eValue(0.5, 0.8).bound).toBeCloseTo(eValue(2, 1.25).bound, 12);
    expect(eValue(1.4, 0.9).bound).toBe(1);
    expect(riskRatioOf(4, false)).toBe(2);
    expect(riskRatioOf(4, true)).toBe(4);
  });
});

describe('Poisson bootstrap', () => {
  test('weights have mean and variance 1', () => {
    const size = 100_000;
    const weights = Array.from({ length: size }, (_, i) => poissonWeight((i + 0.5) / size));
    const mean = weights.reduce((sum, w) => sum + w, 0) / size;
    const square = weights.reduce((sum, w) => sum + w * w, 0) / size;
    expect(mean).toBeCloseTo(1, 3);
    expect(square - mean * mean).toBeCloseTo(1, 2);
    expect(poissonWeight(0)).toBe(0);
    expect(poissonWeight(1 - 2 ** -53)).toBe(16);
    expect(poissonBounds[0]).toBeCloseTo(Math.exp(-1), 15);
  });

  test('the interval holds the middle 95 %, and too few replicates give none', () => {
    const replicates = Array.from({ length: 201 }, (_, i) => i);
    expect(percentileInterval(90, replicates)).toEqual({ value: 90, low: 5, high: 195 });
    expect(percentileInterval(1, [1, 2, Number.NaN])).toBeNull();
  });
});
