import { expect, test } from 'vitest';
import { reEntryResult } from './estimate.ts';
import type { PauseGroupRow } from './query.ts';

const day = 86_400_000;
const group = (fields: Partial<PauseGroupRow>): PauseGroupRow => ({
  part: 'all',
  origin: '0',
  target: '0',
  channel: '',
  seenDays: 0,
  backDays: 0,
  pauses: 0,
  returns: 0,
  returnsFrom: 0,
  observed: 0,
  observedReturns: 0,
  censored: 0,
  delay: [null, null, null, null],
  observedRow: 0,
  convertedRow: 0,
  observedPoint: 0,
  convertedPoint: 0,
  ...fields,
});

test('the curve takes for every day the pauses observed that long', () => {
  const days = [
    { seenDays: 0, backDays: -1, pauses: 5 },
    { seenDays: 1, backDays: 1, pauses: 2 },
    { seenDays: 1, backDays: -1, pauses: 1 },
    { seenDays: 3, backDays: 1, pauses: 1 },
    { seenDays: 3, backDays: 3, pauses: 1 },
    { seenDays: 3, backDays: -1, pauses: 2 },
  ].map((fields) => group({ part: 'day', ...fields }));
  const { curve } = reEntryResult(days, [], new Map(), 3 * day + 5);
  expect(curve.map(({ day: at, returned }) => [at, returned.count, returned.of])).toEqual([
    [1, 3, 7],
    [2, 1, 4],
    [3, 2, 4],
  ]);
});

test('a horizon under a day has no curve, and nothing observed is null', () => {
  const result = reEntryResult([], [], new Map(), day - 1);
  expect(result.curve).toEqual([]);
  expect(result.returned.rate).toBeNull();
  expect(result.delay.p50).toBeNull();
});

test('the ratio compares returns with beginnings, and is null where nobody begins', () => {
  const groups = [
    group({ returns: 10, pauses: 20 }),
    group({
      part: 'point',
      target: '1',
      channel: 'email',
      returns: 8,
      observedPoint: 4,
      convertedPoint: 3,
    }),
    group({ part: 'point', target: '2', channel: 'web', returns: 2 }),
    group({ part: 'row', origin: '3', target: '1', channel: 'email', returns: 6, returnsFrom: 9 }),
  ];
  const first = {
    observedReturned: 0,
    convertedReturned: 0,
    observedStraight: 0,
    convertedStraight: 0,
  };
  const { points, rows } = reEntryResult(
    groups,
    [
      { id: '1', channel: 'email', journeys: 10, ...first },
      { id: '', channel: 'web', journeys: 90, ...first, observedStraight: 5, convertedStraight: 1 },
    ],
    new Map([
      ['1', 'mail'],
      ['2', 'home'],
      ['3', 'cart'],
    ]),
    day,
  );
  expect(points[0]).toMatchObject({ to: 'mail', ratio: 8, convertedAfter: { count: 3, of: 4 } });
  expect(points[1]).toMatchObject({ to: 'home', ratio: null });
  expect(rows[0]).toMatchObject({ from: 'cart', to: 'mail', share: { count: 6, of: 9 } });
});

const first = (id: string, journeys: number) => ({
  id,
  channel: 'web',
  journeys,
  observedReturned: 0,
  convertedReturned: 0,
  observedStraight: 0,
  convertedStraight: 0,
});

test('a re-entry point has clearly more of the returns than of the beginnings', () => {
  const point = (target: string, returns: number) =>
    group({ part: 'point', target, channel: 'web', returns });
  const { points } = reEntryResult(
    [group({ returns: 300 }), point('1', 120), point('2', 165), point('3', 15)],
    [first('1', 40), first('2', 210), first('3', 0), first('', 50)],
    new Map([
      ['1', 'mail'],
      ['2', 'home'],
      ['3', 'rare'],
    ]),
    day,
  );
  const of = (to: string) => points.find((entry) => entry.to === to);
  expect(of('mail')).toMatchObject({ verdict: 're_entry_point', ratio: 3 });
  expect(of('mail')?.ratioLow).toBeGreaterThan(1.2);
  expect(of('mail')?.q).toBeLessThan(0.05);
  expect(of('home')?.verdict).toBe('not_distinguishable');
  expect(of('rare')).toMatchObject({ verdict: 'too_few', q: null, ratio: null });
  expect(of('rare')?.ratioHigh).toBeGreaterThan(1);
});
