import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { localTime } from './local-time.ts';

it.each([
  ['2026-10-31 14:05', '2026-10-31T13:05:00Z'],
  ['2026-10-31T14:05:09.5', '2026-10-31T13:05:09.500Z'],
  ['31.10.2026 14:05', '2026-10-31T13:05:00Z'],
  ['1.7.2026', '2026-06-30T22:00:00Z'],
  // The hour that the change to summer time skips, and the one that comes twice.
  ['2026-03-29 02:30', '2026-03-29T01:30:00Z'],
  ['2026-10-25 02:30', '2026-10-25T00:30:00Z'],
])('%s in Berlin is %s', (text, utc) => {
  expect(new Date(localTime(text, 'Europe/Berlin') ?? Number.NaN).toISOString()).toBe(
    new Date(utc).toISOString(),
  );
});

it.each(['', 'yesterday', '31.02.2026', '2026-13-01', '10/31/2026', '2026-10-31 14'])(
  '%s is no local time',
  (text) => {
    expect(localTime(text, 'Europe/Berlin')).toBeUndefined();
  },
);

it('shows the same wall time again wherever that exists', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC');
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
      zones,
      (date, zone) => {
        const wall = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        });
        const text = wall.format(date);
        const ms = localTime(text, zone);
        expect(ms === undefined ? undefined : wall.format(ms)).toBe(text);
      },
    ),
  );
});
