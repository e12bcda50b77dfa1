import { describe, expect, test } from 'vitest';
import { poisson } from './poisson.ts';
import { seeded } from './random.ts';

describe.each([0, 0.5, 1, 4, 9.9, 10, 37, 2_500])('mean %d', (mean) => {
  test('mean and variance are the mean, within five standard errors', () => {
    const random = seeded(7);
    const n = 40_000;
    const drawn = Array.from({ length: n }, () => poisson(mean, random));
    const average = drawn.reduce((a, b) => a + b, 0) / n;
    const variance = drawn.reduce((sum, x) => sum + (x - average) ** 2, 0) / (n - 1);
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(5 * Math.sqrt(mean / n));
    const error = Math.sqrt((mean + 2 * mean * mean) / n);
    expect(Math.abs(variance - mean)).toBeLessThanOrEqual(5 * error);
    expect(drawn.every((x) => Number.isInteger(x) && x >= 0)).toBe(true);
  });
});

const take = (seed: number) => Array.from({ length: 10_000 }, seeded(seed));

test('a seed is a sequence, two seeds are two, spread evenly', () => {
  expect(take(3)).toEqual(take(3));
  expect(take(3)).not.toEqual(take(4));
  const bins = Array.from({ length: 10 }, () => 0);
  for (const u of take(5)) bins[Math.floor(u * 10)] = (bins[Math.floor(u * 10)] ?? 0) + 1;
  for (const bin of bins) expect(Math.abs(bin - 1_000)).toBeLessThan(150);
});
