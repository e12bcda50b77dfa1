import { expect, test } from 'vitest';
import { adjustedOdds } from './adjusted.ts';
import type { DropOffCountRow } from './query.ts';

const row = (id: string, channel: string, observed: number, rate: number): DropOffCountRow => ({
  id,
  channel,
  bucket: 1,
  touches: observed,
  observed,
  abandoned: Math.round(observed * rate),
  censored: 0,
  returned: 0,
  lastLost: 0,
  lastSilent: 0,
});
/** A rate with the odds of another times a factor. */
const times = (rate: number, factor: number): number => {
  const odds = (rate / (1 - rate)) * factor;
  return odds / (1 + odds);
};

test('a channel that leaves more often is not held against the touchpoint it comes to', () => {
  // Mail leaves three times as often anywhere; both touchpoints are alike.
  const rows = [
    row('1', 'email', 90_000, times(0.2, 3)),
    row('1', 'web', 10_000, 0.2),
    row('2', 'email', 10_000, times(0.2, 3)),
    row('2', 'web', 90_000, 0.2),
  ];
  const odds = adjustedOdds(rows, ['1', '2']);
  expect(odds.get('1')?.value).toBeCloseTo(1, 3);
  expect(odds.get('2')?.value).toBeCloseTo(1, 3);
});

test('a planted effect comes back, whichever touchpoint the others are measured against', () => {
  const rows = ['email', 'web'].flatMap((channel, index) => [
    row('1', channel, 100_000, [0.3, 0.2][index] ?? 0),
    row('2', channel, 50_000, times([0.3, 0.2][index] ?? 0, 2)),
    row('3', channel, 1_000, [0.3, 0.2][index] ?? 0),
  ]);
  for (const judged of [['1', '2'], ['2'], ['1', '2', '3']]) {
    const two = adjustedOdds(rows, judged).get('2');
    expect(two?.value).toBeCloseTo(2, 2);
    expect(two?.low).toBeLessThan(2);
    expect(two?.high).toBeGreaterThan(2);
  }
});

test('nothing to fit, or nobody who left, is no odds ratio', () => {
  expect(adjustedOdds([], []).size).toBe(0);
  expect(adjustedOdds([row('1', 'web', 100, 0.1)], ['1']).size).toBe(0);
  const odds = adjustedOdds([row('1', 'web', 500, 0), row('2', 'web', 500, 0.5)], ['1', '2']);
  expect(odds.get('1')).toBeUndefined();
});

test('a touchpoint that everybody left says nothing of the others, and widens none of their intervals', () => {
  const known = [
    row('1', 'web', 50_000, 0.2),
    row('2', 'web', 20_000, times(0.2, 2)),
    row('3', 'web', 20_000, 0.2),
  ];
  const alone = adjustedOdds(known, ['1', '2', '3']).get('2');
  const beside = adjustedOdds([...known, row('4', 'web', 400, 1)], ['1', '2', '3', '4']);
  expect(beside.get('2')?.value).toBeCloseTo(alone?.value ?? 0, 3);
  expect(beside.get('2')?.low).toBeCloseTo(alone?.low ?? 0, 2);
  expect(beside.get('2')?.high).toBeCloseTo(alone?.high ?? 0, 2);
});
