import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayOf,
  defaultRange,
  fixedRange,
  formatRange,
  parseRange,
  rangeBounds,
  startOfDay,
} from './range.ts';

describe('parseRange', () => {
  it('reads presets, all and two days', () => {
    expect(parseRange('30d')).toEqual({ kind: 'last', days: 30 });
    expect(parseRange('all')).toEqual({ kind: 'all' });
    expect(parseRange('2026-10-01..2026-10-31')).toEqual({
      kind: 'custom',
      from: '2026-10-01',
      to: '2026-10-31',
    });
  });

  it.each(['', '31d', '2026-02-30..2026-03-01', '2026-03-02..2026-03-01', 'x..y', 'a..b..c'])(
    'refuses %j',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );

  it('is the inverse of formatRange', () => {
    const day = fc.integer({ min: 0, max: 30_000 }).map((n) => addDays('1990-01-01', n));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 400 }), (from, length) => {
        const range = { kind: 'custom', from, to: addDays(from, length) } as const;
        expect(parseRange(formatRange(range))).toEqual(range);
      }),
    );
  });
});

describe('startOfDay', () => {
  it('knows both offsets of a zone with summer time', () => {
    expect(startOfDay('2026-07-01', 'Europe/Berlin')).toBe(Date.parse('2026-06-30T22:00:00Z'));
    expect(startOfDay('2026-12-01', 'Europe/Berlin')).toBe(Date.parse('2026-11-30T23:00:00Z'));
  });

  it('is the first instant of its day in every zone tried', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Asia/Beirut',
      'Pacific/Apia',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8_000 }).map((n) => addDays('2012-01-01', n)),
        fc.constantFrom(...zones),
        (day, zone) => {
          const at = startOfDay(day, zone);
          expect(dayOf(at, zone)).toBe(day);
          expect(dayOf(at - 1, zone) < day).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('rangeBounds', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  it('counts today as one of the days and leaves the end open', () => {
    expect(rangeBounds({ kind: 'last', days: 7 }, 'UTC', now)).toEqual({
      from: Date.parse('2026-11-16T00:00:00Z'),
    });
  });
  it('takes the last day of a custom range in full', () => {
    expect(
      rangeBounds({ kind: 'custom', from: '2026-11-01', to: '2026-11-01' }, 'UTC', now),
    ).toEqual({
      from: Date.parse('2026-11-01T00:00:00Z'),
      to: Date.parse('2026-11-02T00:00:00Z'),
    });
  });
});

describe('fixedRange', () => {
  const late = Date.parse('2026-11-22T23:30:00Z');
  it('names the days of a preset as they are in the zone, and counts from the same instant', () => {
    const last = { kind: 'last', days: 7 } as const;
    const fixed = fixedRange(last, 'Europe/Berlin', late);
    expect(fixed).toEqual({ kind: 'custom', from: '2026-11-17', to: '2026-11-23' });
    expect(rangeBounds(fixed, 'Europe/Berlin', late + 86_400_000)).toMatchObject(
      rangeBounds(last, 'Europe/Berlin', late),
    );
  });
  it('leaves what names its days', () => {
    expect(fixedRange({ kind: 'all' }, 'UTC', late)).toEqual({ kind: 'all' });
  });
});

describe('defaultRange', () => {
  it('shows old data in full instead of an empty month', () => {
    expect(defaultRange(1_000, 1_000 + 31 * 86_400_000)).toEqual({ kind: 'all' });
    expect(defaultRange(1_000, 2_000)).toEqual({ kind: 'last', days: 30 });
    expect(defaultRange(null, 2_000)).toEqual({ kind: 'last', days: 30 });
  });
});
