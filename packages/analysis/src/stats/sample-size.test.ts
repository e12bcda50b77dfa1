import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalUpperTail } from './normal.ts';
import { samplePerArm } from './sample-size.ts';
import { z95 } from './wilson.ts';

/** Power of the two-sided test with so many in each arm, by the normal distribution. */
function powerOf(a: number, b: number, n: number): number {
  const mean = (a + b) / 2;
  const under = Math.sqrt((2 * mean * (1 - mean)) / n);
  const apart = Math.sqrt((a * (1 - a) + b * (1 - b)) / n);
  return normalUpperTail((z95 * under - Math.abs(a - b)) / apart);
}

test('what is published of 10 against 15 %', () => {
  expect(samplePerArm(0.1, 0.15)).toBe(686);
});

test('as many as the power needs, and no more', () => {
  const shares = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(shares, shares, (a, b) => {
      fc.pre(Math.abs(a - b) > 0.001);
      const n = samplePerArm(a, b) ?? 0;
      expect(samplePerArm(b, a)).toBe(n);
      expect(powerOf(a, b, n)).toBeGreaterThanOrEqual(0.8 - 1e-9);
      if (n > 1) expect(powerOf(a, b, n - 1)).toBeLessThan(0.8 + 1e-9);
    }),
  );
});

test.each([
  [0.2, 0.2],
  [-0.1, 0.2],
  [0.5, 1.01],
  [Number.NaN, 0.1],
])('%d against %d: none', (a, b) => {
  expect(samplePerArm(a, b)).toBeNull();
});
