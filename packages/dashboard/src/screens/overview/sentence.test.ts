import type { Proportion, ReportTypes } from '@touchtrail/contract';
import { expect, it } from 'vitest';
import { overviewSentence } from './sentence.ts';

const share = (count: number, of: number): Proportion => ({
  count,
  of,
  rate: of === 0 ? null : count / of,
  low: of === 0 ? null : 0,
  high: of === 0 ? null : 1,
});
const journeys = (
  converted: number,
  abandoned: number,
  open: number,
  watched = converted + abandoned,
) => {
  const all = converted + abandoned + open;
  return {
    result: {
      outcomes: {
        converted: share(converted, all),
        abandoned: share(abandoned, all),
        open: share(open, all),
      },
      convertedOfClosed: share(converted, converted + abandoned),
      convertedWithin: share(converted, watched),
      horizonMs: 14 * 86_400_000,
    },
  } as ReportTypes['journeys'];
};
const dropOff = (verdict: 'drop_off' | 'too_few') =>
  ({
    result: {
      rows: [{ touchpoint: '<b>pay</b>', verdict, excess: { value: 38.4, low: 20, high: 56 } }],
    },
  }) as ReportTypes['drop-off'];
const reEntry = (count: number, of: number) =>
  ({
    result: { returned: share(count, of), horizonMs: 14 * 86_400_000 },
  }) as ReportTypes['re-entry'];
const said = (...args: Parameters<typeof overviewSentence>) =>
  overviewSentence(...args)
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u202F', ' ');

it('says what happened, where it breaks and who comes back', () => {
  expect(said(journeys(100, 800, 50), dropOff('drop_off'), reEntry(210, 1_000))).toBe(
    '1 in 9 journeys convert within 14 d; the clearest leak is <b>pay</b> (38 more abandonments than expected), and 21.0 % of pauses ended in a return within 14 d.',
  );
});

it('blames no touchpoint without evidence, and keeps quiet about returns from few pauses', () => {
  expect(said(journeys(60, 40, 0), dropOff('too_few'), reEntry(2, 10))).toBe(
    '60 % of journeys convert within 14 d; no touchpoint loses clearly more than the others.',
  );
});

it('never turns open journeys into losses', () => {
  expect(said(journeys(0, 0, 12), undefined, undefined)).toBe(
    'No journey has ended yet: 12 are open, so nobody counts as lost.',
  );
});

it('says "so far" while nobody was watched for the whole horizon', () => {
  expect(said(journeys(1_046, 0, 5_687, 0), undefined, undefined)).toBe(
    '1 in 6 journeys converted so far and 84.5 % are open.',
  );
});

it('names no rate from too few journeys, and says how many are missing', () => {
  expect(said(journeys(2, 8, 5), dropOff('too_few'), undefined)).toBe(
    '2 of 10 journeys converted: too few to name a rate, 20 more are needed.',
  );
});

it('tells how to get conversions where there are none', () => {
  expect(said(journeys(0, 90, 5), undefined, undefined)).toContain(
    'Send an event of type conversion',
  );
});
