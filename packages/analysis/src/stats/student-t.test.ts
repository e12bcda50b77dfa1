import { expect, test } from 'vitest';
import { t975 } from './student-t.ts';

// Published tables of the distribution, two-sided 5 %.
test.each([
  [1, 12.7062],
  [2, 4.30265],
  [3, 3.18245],
  [5, 2.57058],
  [10, 2.22814],
  [30, 2.04227],
  [100, 1.98397],
  [1_000, 1.96234],
  [100_000, 1.95999],
])('%d degrees of freedom: %d', (degrees, expected) => {
  expect(Math.abs(t975(degrees) - expected)).toBeLessThan(6e-5);
});

test('one degree of freedom is the tangent of a Cauchy quantile', () => {
  expect(Math.abs(t975(1) - Math.tan(Math.PI * 0.475))).toBeLessThan(1e-8);
});
