import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff, retryCapMs } from './backoff.ts';

test('doubles from a second to a minute, the upper half by chance', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map((n) => backoff(n, 0, null))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect(backoff(1, 1, null)).toBe(1_000);
  expect(backoff(50, 1, null)).toBe(60_000);
});

test('waits at least as long as it was told, and never for hours', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 0, max: 100_000 }),
      (failures, random, seconds) => {
        const wait = backoff(failures, random, String(seconds));
        expect(wait).toBeGreaterThanOrEqual(Math.min(seconds * 1_000, retryCapMs));
        expect(wait).toBeLessThanOrEqual(retryCapMs);
      },
    ),
  );
});

test.each(['soon', '', '-5', 'Wed, 21 Oct 2099 07:28:00 GMT'])(
  'a Retry-After of %j says nothing',
  (text) => {
    expect(backoff(1, 0, text)).toBe(500);
  },
);
