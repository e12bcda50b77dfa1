import { expect, test } from 'vitest';
import { normalUpperTail, twoSidedP } from './normal.ts';

// Half of erfc(z / √2) by the C library.
test.each([
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1, 0.15865525393145707],
  [2.499, 0.006227215551988517],
  [2.501, 0.006192158920326858],
  [4, 3.1671241833119965e-5],
  [8, 6.220960574271819e-16],
  [20, 2.7536241186063314e-89],
  [1.959963984540054, 0.025],
])('upper tail at %d', (z, p) => {
  expect(normalUpperTail(z) / p).toBeCloseTo(1, 9);
  expect(normalUpperTail(-z)).toBeCloseTo(1 - p, 12);
});

test('two-sided p counts both tails and never passes 1', () => {
  expect(twoSidedP(1.959963984540054)).toBeCloseTo(0.05, 12);
  expect(twoSidedP(-3)).toBe(twoSidedP(3));
  expect(twoSidedP(0)).toBe(1);
});
