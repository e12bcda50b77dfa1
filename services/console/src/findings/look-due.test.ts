import { expect, test } from 'vitest';
import { isDue } from './look-due.ts';

const at = (written: string): number => Date.parse(written);
const berlin = 'Europe/Berlin';

test('the first look is due at once', () => {
  expect(isDue({ cadence: 'weekly', lookedAt: null }, berlin, at('2026-11-18T12:00:00Z'))).toBe(
    true,
  );
});

test('daily looks wait for four in the morning of the site', () => {
  const looked = { cadence: 'daily', lookedAt: at('2026-11-22T03:30:00Z') } as const;
  expect(isDue(looked, berlin, at('2026-11-22T22:59:00Z'))).toBe(false);
  expect(isDue(looked, berlin, at('2026-11-23T02:59:00Z'))).toBe(false);
  expect(isDue(looked, berlin, at('2026-11-23T03:00:00Z'))).toBe(true);
});

test('weekly looks wait for Monday', () => {
  // A Sunday night and the Monday after it.
  const looked = { cadence: 'weekly', lookedAt: at('2026-11-16T05:00:00Z') } as const;
  expect(isDue(looked, berlin, at('2026-11-22T23:30:00Z'))).toBe(false);
  expect(isDue(looked, berlin, at('2026-11-23T03:00:00Z'))).toBe(true);
  expect(isDue(looked, 'UTC', at('2026-11-23T03:00:00Z'))).toBe(false);
});
