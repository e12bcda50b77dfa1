import { expect, test } from 'vitest';
import { meanInterval } from './estimate.ts';

test('the interval of a mean, by hand', () => {
  // 7, 8, 9: s = 1, t with two degrees of freedom 4.30265, √3.
  const { low, high } = meanInterval(3, 8, 1);
  expect(low).toBeCloseTo(8 - 4.302_652_7 / Math.sqrt(3), 6);
  expect(high).toBeCloseTo(8 + 4.302_652_7 / Math.sqrt(3), 6);
});

test('one answer has no interval, none has no mean', () => {
  expect(meanInterval(1, 10, null)).toEqual({ n: 1, value: 10, low: null, high: null });
  expect(meanInterval(0, null, null)).toEqual({ n: 0, value: null, low: null, high: null });
});
