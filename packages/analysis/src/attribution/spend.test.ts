import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayIn, rateOn, ratesTo, spendIn } from './spend.ts';

const ads = {
  dimension: 'channel',
  key: 'ads',
  firstDay: '2026-10-01',
  lastDay: '2026-10-31',
  currency: 'EUR',
  amount: 310,
};
const rates = ratesTo('EUR', [
  { from: 'USD', to: 'EUR', firstDay: '2026-10-01', rate: 0.9 },
  { from: 'USD', to: 'EUR', firstDay: '2026-11-01', rate: 0.8 },
  { from: 'EUR', to: 'GBP', firstDay: '2026-01-01', rate: 0.8 },
  { from: 'EUR', to: 'USD', firstDay: '2020-01-01', rate: 5 },
]);

const on = (code: string, day: string) => rateOn(rates, 'EUR', code, Date.parse(day));

test('a rate holds until the next one; a pair known one way only is turned round', () => {
  expect(on('EUR', '1990-01-01')).toBe(1);
  expect([on('USD', '2026-10-31'), on('USD', '2026-11-01'), on('USD', '2026-09-30')]).toEqual([
    0.9,
    0.8,
    undefined,
  ]);
  expect(on('GBP', '2026-02-01')).toBe(1.25);
  expect(on('CHF', '2026-02-01')).toBeUndefined();
});

test('of a period that reaches out of the span its share of days counts', () => {
  const { byKey, total } = spendIn(
    [ads],
    { first: '2026-10-30', last: '2026-11-30' },
    'EUR',
    rates,
  );
  expect([byKey.get('ads'), total]).toEqual([20, 20]);
  expect(spendIn([ads], { first: '2026-11-01', last: '2026-11-30' }, 'EUR', rates).total).toBe(0);
});

test('other currencies are converted, and left out with the count where nobody said how', () => {
  const spend = spendIn(
    [
      { ...ads, currency: 'USD' },
      { ...ads, currency: 'CHF' },
    ],
    { first: '2026-10-01', last: '2026-10-31' },
    'EUR',
    rates,
  );
  expect(spend.total).toBeCloseTo(279, 10);
  expect(spend.unrated).toBe(1);
});

const day = (n: number) => `2026-10-${String(n).padStart(2, '0')}`;

test('cutting a span in two parts cuts the spend in two parts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(10_000), (cut, amount) => {
      const part = (first: number, last: number) =>
        spendIn([{ ...ads, amount }], { first: day(first), last: day(last) }, 'EUR', rates).total;
      expect(part(1, cut) + part(cut + 1, 31)).toBeCloseTo(amount, 8);
    }),
  );
});

test('the day of an instant is that of the time zone', () => {
  expect(dayIn(Date.parse('2026-10-31T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-01');
  expect(dayIn(Date.parse('2026-10-31T23:30:00Z'), 'America/New_York')).toBe('2026-10-31');
});
