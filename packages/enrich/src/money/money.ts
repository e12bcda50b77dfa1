import type { Step } from '../step.ts';
import type { Rates } from './rates.ts';

export interface MoneyRaw {
  /** ISO 4217; empty: not said, and then nothing is told. */
  currency: string;
  /** Days since 1970-01-01, UTC. */
  day: number;
}

export interface ToldMoney {
  /** What one unit is worth in the site's currency; undefined: no rate. */
  rate: number | undefined;
  /** The site's currency, and after a colon the table that was asked; empty: nothing to tell. */
  ratesVersion: string;
}

export interface MoneyResources {
  /** Currency of the site. */
  base: string;
  rates?: Rates | undefined;
}

const dayMs = 86_400_000;

/** Day of an instant, UTC. */
export const dayOfInstant = (at: number): number => Math.floor(at / dayMs);

/** Which table and currency money of one currency is told by: a change of either is a new answer. */
const ratesVersionOf = (currency: string, { base, rates }: MoneyResources): string =>
  currency === '' ? '' : currency === base || !rates ? base : `${base}:${rates.version}`;

/** What money of a day was worth in the site's currency. Without a rate it is left as it is. */
export const moneyStep: Step<MoneyRaw, ToldMoney, MoneyResources> = {
  name: 'money',
  version: 1,
  derive({ currency, day }, resources) {
    const { base, rates } = resources;
    const rate =
      currency === '' ? undefined : currency === base ? 1 : rates?.rate(currency, base, day);
    return { rate, ratesVersion: ratesVersionOf(currency, resources) };
  },
};

/** Values from here on do not fit into a decimal of 18 digits, 4 of them after the point. */
const largest = 1e14;

/**
 * A value in the site's currency, rounded to four digits; undefined where that has no room.
 *
 * @example
 * inBase(10, 0.92345); // 9.2345
 */
export function inBase(value: number, rate: number): number | undefined {
  const base = Math.floor(value * rate * 10_000 + 0.5) / 10_000;
  return base < largest ? base : undefined;
}
