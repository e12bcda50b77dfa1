import { expect, it } from 'vitest';
import { tooYoung } from './young.ts';

const day = 86_400_000;
const report = (days: number, limitDays: number, open = 5) => ({
  parameters: { from: 0, inactivityLimit: limitDays * day },
  population: { open },
  dataUntil: days * day,
});

it('notices that nothing can be abandoned yet and proposes a limit that fits', () => {
  expect(tooYoung(report(29, 90))).toEqual({ watchedMs: 29 * day, instead: '7d' });
  expect(tooYoung(report(2, 90))).toEqual({ watchedMs: 2 * day, instead: undefined });
});

it('counts from the first touch where the data begin later than the period', () => {
  expect(tooYoung(report(29, 90), 19 * day)).toEqual({ watchedMs: 10 * day, instead: '3d' });
});

it('is silent once journeys can close, and where none is open', () => {
  expect(tooYoung(report(29, 7))).toBeUndefined();
  expect(tooYoung(report(29, 90, 0))).toBeUndefined();
  expect(tooYoung({ ...report(29, 90), dataUntil: null })).toBeUndefined();
});
