import { expect, it } from 'vitest';
import { timeBefore } from './time-before.ts';

const berlin = 'Europe/Berlin';
const at = (text: string) => Date.parse(text);

it('takes as many days before a period that is over', () => {
  const october = { kind: 'custom', from: '2026-10-01', to: '2026-10-31' } as const;
  const before = timeBefore(
    october,
    berlin,
    at('2026-11-23T12:00:00Z'),
    at('2026-11-23T11:00:00Z'),
  );
  expect(before).toEqual({
    from: at('2026-08-31T00:00:00+02:00'),
    to: at('2026-10-01T00:00:00+02:00'),
  });
});

it('takes as much of the time before as was observed of a period that still runs', () => {
  const now = at('2026-11-23T12:00:00Z');
  const last = { kind: 'last', days: 7 } as const;
  const week = timeBefore(last, berlin, now, at('2026-11-23T10:30:00+01:00'));
  expect(week).toEqual({
    from: at('2026-11-10T00:00:00+01:00'),
    to: at('2026-11-16T10:30:00.001+01:00'),
  });
  // Data that ended the day before, and none at all in the period.
  expect(timeBefore(last, berlin, now, at('2026-11-20T10:00:00+01:00'))?.to).toBe(
    at('2026-11-13T10:00:00.001+01:00'),
  );
  expect(timeBefore(last, berlin, now, at('2026-11-01T10:00:00+01:00'))?.to).toBe(
    at('2026-11-17T00:00:00+01:00'),
  );
});

it('has none before everything', () => {
  expect(timeBefore({ kind: 'all' }, berlin, at('2026-11-23T12:00:00Z'), null)).toBeUndefined();
});
