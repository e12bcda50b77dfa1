import { expect, test } from 'vitest';
import { groupDegrees } from './group-degrees.ts';
import { randomFrom } from './random.ts';

test('many groups alike leave about as many degrees as groups, a few loud ones leave few', () => {
  const random = randomFrom(7);
  // Sums of twelve uniform draws are nearly normal.
  const normal = () => Array.from({ length: 12 }, random).reduce((a, b) => a + b, -6);
  const alike = Array.from({ length: 4_000 }, normal);
  expect(groupDegrees(alike) / alike.length).toBeGreaterThan(0.9);
  const loud = alike.map((move, at) => (at < 10 ? 100 * move : move));
  expect(groupDegrees(loud)).toBeLessThan(20);
});

test('never more than groups less one, never under one, and no matter of units', () => {
  expect(groupDegrees([1, -1, 1, -1])).toBe(3);
  expect(groupDegrees([5, 0])).toBe(1);
  const moves = [1, -2, 0.5, 3, -1, 0.2];
  expect(groupDegrees(moves.map((move) => 7 * move))).toBeCloseTo(groupDegrees(moves), 12);
});
