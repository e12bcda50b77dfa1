import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chiSquaredUpperTail } from './chi-squared.ts';
import { difference } from './difference.ts';
import { medianInterval } from './median-interval.ts';
import { pooledTest } from './pooled-test.ts';
import { quantile } from './quantile.ts';

test('the pooled test is Pearson’s chi-squared test', () => {
  fc.assert(
    fc.property(
      fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 10, max: 300 }))),
      ([a = 0, b = 0, c = 0, d = 0]) => {
        const n = a + b + c + d;
        const statistic = (n * (a * d - b * c) ** 2) / ((a + b) * (c + d) * (a + c) * (b + d));
        const p = pooledTest(a, a + b, c, c + d);
        if (p !== null) expect(p).toBeCloseTo(chiSquaredUpperTail(statistic, 1), 9);
      },
    ),
  );
  expect(pooledTest(30, 100, 15, 100)).toBeCloseTo(0.011_085, 5);
  expect(pooledTest(1, 10, 0, 10)).toBeNull();
  expect(pooledTest(0, 0, 5, 10)).toBeNull();
});

const random = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
};

const medianOf = (values: number[]) => {
  const rising = values.toSorted((a, b) => a - b);
  const [p25 = 0, p50 = 0, p75 = 0] = [0.25, 0.5, 0.75].map(
    (share) => quantile(rising, share) ?? 0,
  );
  return medianInterval(values.length, p25, p50, p75);
};

test.each([
  ['exponential', (u: number) => -Math.log(u)],
  ['uniform', (u: number) => u],
  ['heavy tail', (u: number) => u ** -1.2],
] as const)('the interval of a difference of medians covers it: %s', (_name, inverse) => {
  const next = random(7);
  const runs = 1_500;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const draw = (n: number) => Array.from({ length: n }, () => inverse(next()));
    const [a, b] = [medianOf(draw(80)), medianOf(draw(40))];
    if (!a || !b) throw new Error('enough values for an interval');
    const { low, high } = difference(a, b);
    if (low <= 0 && high >= 0) covered++;
  }
  // 95 %, but for the straight line between quartiles; four standard errors of 1,500 runs are 2.3 %.
  expect(covered / runs).toBeGreaterThan(0.92);
  expect(covered / runs).toBeLessThan(0.995);
});

test('no interval of a handful', () => {
  expect(medianInterval(15, 1, 2, 3)).toBeNull();
  expect(medianInterval(0, 0, 0, 0)).toBeNull();
  expect(medianInterval(100, 10, 20, 40)).toMatchObject({ value: 20 });
});
