import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { endedAt, riskRowsOf } from './risk-time.ts';

test('counted times are at or after, never far, and stay where they are', () => {
  fc.assert(
    fc.property(fc.nat(400 * 86_400_000), (ms) => {
      const at = endedAt(ms);
      expect(at).toBeGreaterThanOrEqual(ms);
      expect(at - ms).toBeLessThan(Math.max(1_000, ms / 6));
      expect(endedAt(at)).toBe(at);
    }),
  );
  for (const days of [1, 3, 7, 14, 30, 90])
    expect(endedAt(days * 86_400_000)).toBe(days * 86_400_000);
});

test('counts by time and cause are rows at risk, times rising', () => {
  expect(
    riskRowsOf(
      [
        { cause: 2, at: 9, n: 4 },
        { cause: 1, at: 3, n: 1 },
        { cause: 0, at: 9, n: 2 },
      ],
      2,
    ),
  ).toEqual([
    { time: 3, ends: [0, 1], censored: 0 },
    { time: 9, ends: [2, 0], censored: 4 },
  ]);
});
