import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff, retryCapMs } from './backoff.ts';

const now = Date.UTC(2026, 10, 22);

test('doubles from a second to a minute, the upper half by chance', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map((n) => backoff(n, 0, null, now))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect(backoff(1, 1, null, now)).toBe(1_000);
  expect(backoff(50, 1, null, now)).toBe(60_000);
});

test('waits at least as long as it was told, and never for hours', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 0, max: 100_000 }),
      (failures, random, seconds) => {
        const wait = backoff(failures, random, String(seconds), now);
        expect(wait).toBeGreaterThanOrEqual(Math.min(seconds * 1_000, retryCapMs));
        expect(wait).toBeLessThanOrEqual(retryCapMs);
      },
    ),
  );
});

test.each(['soon', '', '-5', '0', new Date(now - 60_000).toUTCString()])(
  'a Retry-After of %j asks for nothing',
  (text) => {
    expect(backoff(1, 0, text, now)).toBe(500);
  },
);

test('a Retry-After may be a date, with the jitter on top, and none is further off than an hour', () => {
  expect(backoff(1, 0, new Date(now + 90_000).toUTCString(), now)).toBe(90_250);
  for (const text of ['Wed, 21 Oct 2099 07:28:00 GMT', '1e300', 'Infinity', '9'.repeat(400)]) {
    expect(backoff(1, 0, text, now)).toBe(retryCapMs);
  }
});

test('whatever the header and the clock say, the wait is one', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.double().map(String),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
      fc.integer({ min: -1e12, max: 4e12 }),
      (text, clock) => {
        const wait = backoff(1, 0, text, clock);
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(retryCapMs);
      },
    ),
  );
});
