import { describe, expect, test } from 'vitest';
import { dayOfInstant, inBase, moneyStep } from './money.ts';
import { parseRates } from './rates.ts';

const day = (text: string) => dayOfInstant(Date.parse(text));
const rates = parseRates(
  [
    'date,from,to,rate',
    '2026-11-13,EUR,USD,1.25',
    '2026-11-20,EUR,USD,1.6',
    '2026-11-20,EUR,CHF,0.8',
    '',
  ].join('\r\n'),
);

describe('a rate', () => {
  test.each([
    ['EUR', 'USD', '2026-11-20', 1.6],
    ['USD', 'EUR', '2026-11-20', 0.625],
    ['USD', 'EUR', '2026-11-19', 0.8],
    ['EUR', 'USD', '2026-11-27', 1.6],
    ['EUR', 'USD', '2026-11-28', undefined],
    ['EUR', 'USD', '2026-11-12', undefined],
    ['USD', 'CHF', '2026-11-20', 0.5],
    ['USD', 'CHF', '2026-11-19', undefined],
    ['GBP', 'EUR', '2026-11-20', undefined],
    ['GBP', 'GBP', '1999-01-01', 1],
  ] as const)('from %s to %s on %s is %s', (from, to, on, expected) => {
    expect(rates.rate(from, to, day(on))).toBe(expected);
  });

  test('of a table that changed has another version', () => {
    const other = parseRates('date,from,to,rate\n2026-11-13,EUR,USD,1.26');
    expect(other.version).not.toBe(rates.version);
    expect(rates.version).toMatch(/^[0-9a-f]{12}$/);
  });
});

test.each([
  ['day,from,to,rate', 1, 'must be the header'],
  ['date,from,to,rate\n2026-11-31,EUR,USD,1', 2, 'has no date'],
  ['date,from,to,rate\n20.11.2026,EUR,USD,1', 2, 'has no date'],
  ['date,from,to,rate\n2026-11-20,EUR,usd,1', 2, 'has no ISO 4217'],
  ['date,from,to,rate\n\n2026-11-20,EUR,USD,0', 3, 'has no rate above 0'],
  ['date,from,to,rate\n2026-11-20,EUR,USD,NaN', 2, 'has no rate above 0'],
  ['date,from,to,rate\n2026-11-20,EUR,USD', 2, 'has no rate above 0'],
])('%j is refused with its line', (text, line, message) => {
  expect(() => parseRates(text)).toThrow(expect.objectContaining({ line, code: 'invalid_rates' }));
  expect(() => parseRates(text)).toThrow(message);
});

test('which table and currency were asked is told with the rate', () => {
  const on = day('2026-11-20');
  const told = (currency: string, table = true) =>
    moneyStep.derive({ currency, day: on }, { base: 'EUR', ...(table && { rates }) });
  expect(told('EUR')).toEqual({ rate: 1, ratesVersion: 'EUR' });
  expect(told('USD')).toEqual({ rate: 0.625, ratesVersion: `EUR:${rates.version}` });
  expect(told('GBP')).toEqual({ rate: undefined, ratesVersion: `EUR:${rates.version}` });
  expect(told('GBP', false)).toEqual({ rate: undefined, ratesVersion: 'EUR' });
  expect(told('')).toEqual({ rate: undefined, ratesVersion: '' });
});

test('values are rounded to what is stored, and left where there is no room', () => {
  expect(inBase(10, 0.92345)).toBe(9.2345);
  expect(inBase(0.00005, 1)).toBe(0.0001);
  expect(inBase(9e13, 2)).toBeUndefined();
});
