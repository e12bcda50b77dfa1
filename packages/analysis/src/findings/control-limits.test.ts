import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../stats/random.ts';
import { changePoint } from './change-point.ts';
import { countLimits, lastWeeks, shareLimits } from './control-limits.ts';

const hundreds = [100, 100, 100, 100, 100];

test('the example of the documentation', () => {
  const calm = shareLimits([40, 42, 38, 41, 70], hundreds);
  expect(calm?.last).toBe(0.7);
  expect(calm?.expected.value).toBe(0.4025);
  expect(calm?.expected.low).toBeCloseTo(0.228, 3);
  expect(calm?.expected.high).toBeCloseTo(0.577, 3);
  expect(calm?.p).toBeCloseTo(0.0123, 3);
  const restless = shareLimits([20, 60, 25, 56, 70], hundreds);
  expect(restless?.expected).toMatchObject({ low: 0, high: 1 });
  expect(restless?.p).toBeGreaterThan(0.2);
});

test('few data have no limits', () => {
  expect(shareLimits([4, 5, 6], [10, 10, 10])).toBeNull();
  expect(shareLimits([40, 42, 38, 41, 7], [100, 100, 100, 100, 10])).toBeNull();
  expect(countLimits([1, 0, 2, 1, 9])).toBeNull();
});

test('a week like the others is called as seldom as said', () => {
  const random = randomFrom(4);
  const draw = (n: number, rate: number): number =>
    Array.from({ length: n }).filter(() => random() < rate).length;
  let [shares, counts] = [0, 0];
  const runs = 600;
  for (let run = 0; run < runs; run++) {
    const visits = Array.from({ length: 9 }, () => 80 + Math.floor(random() * 40));
    const lost = visits.map((n) => draw(n, 0.3));
    if ((shareLimits(lost, visits)?.p ?? 1) < 0.05) shares++;
    if ((countLimits(visits.map(() => draw(200, 0.2)))?.p ?? 1) < 0.05) counts++;
  }
  // Student's t beside a dispersion of at least 1 is on the safe side.
  expect(shares / runs).toBeLessThan(0.05);
  expect(counts / runs).toBeLessThan(0.05);
  expect(shares).toBeGreaterThan(0);
});

test('whole weeks before the last day, whatever their number', () => {
  expect(lastWeeks([...Array.from({ length: 15 }, (_, day) => day), 99], 12)).toEqual([28, 77]);
  fc.assert(
    fc.property(
      fc.array(fc.nat(50), { maxLength: 80 }),
      fc.integer({ min: 4, max: 12 }),
      (days, weeks) => {
        const sums = lastWeeks(days, weeks);
        expect(sums.length).toBeLessThanOrEqual(weeks + 1);
        const used = days.slice(0, -1).slice(-7 * sums.length || days.length);
        expect(sums.reduce((sum, n) => sum + n, 0)).toBe(used.reduce((sum, n) => sum + n, 0));
      },
    ),
  );
});

test('where a share rose for good', () => {
  const visits = Array.from({ length: 12 }, () => 100);
  expect(
    changePoint(
      visits.map((_n, week) => (week < 7 ? 30 : 55)),
      visits,
    ),
  ).toBe(7);
  expect(
    changePoint(
      visits.map((_n, week) => (week % 2 ? 30 : 34)),
      visits,
    ),
  ).toBeNull();
  // It fell: nobody is warned of that.
  expect(
    changePoint(
      visits.map((_n, week) => (week < 7 ? 55 : 30)),
      visits,
    ),
  ).toBeNull();
});
