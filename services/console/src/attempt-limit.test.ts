import { expect, test } from 'vitest';
import { createAttemptLimit } from './attempt-limit.ts';

test('counts failures per key within the window, and forgets them', () => {
  let now = 0;
  const limit = createAttemptLimit({ clock: () => now, max: 3, windowMs: 1_000, maxKeys: 2 });
  for (let n = 0; n < 3; n++) {
    expect(limit.waitMs('a')).toBe(0);
    limit.failed('a');
  }
  now = 400;
  expect(limit.waitMs('a')).toBe(600);
  expect(limit.waitMs('b')).toBe(0);
  now = 1_000;
  expect(limit.waitMs('a')).toBe(0);
  limit.failed('a');
  limit.succeeded('a');
  limit.failed('a');
  limit.failed('a');
  expect(limit.waitMs('a')).toBe(0);
});

test('remembers a bounded number of keys', () => {
  const limit = createAttemptLimit({ clock: () => 0, max: 1, windowMs: 1_000, maxKeys: 2 });
  for (const key of ['a', 'b', 'c']) limit.failed(key);
  expect(['a', 'b', 'c'].map((key) => limit.waitMs(key))).toEqual([0, 1_000, 1_000]);
});
