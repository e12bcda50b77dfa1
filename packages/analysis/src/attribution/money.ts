import type { AttributionResult } from '@touchtrail/contract';
import type { CurrencyRate } from '@touchtrail/store';
import type { Params } from '../base/scope.ts';
import type { Dimension, PathShape } from './journey-paths.ts';
import { valueSql } from './query.ts';
import type { ValueRow } from './query.ts';
import { ratesTo } from './spend.ts';
import type { RateTable } from './spend.ts';
import type { Said } from '../base/words.ts';
import { say } from './say.ts';

type Refusal = NonNullable<AttributionResult['valueRefused']>;

/** What conversions are worth, and how many journeys there are. */
export interface Money {
  won: number;
  lost: number;
  pathless: number;
  value: { currency: string } | null;
  refused: { why: Said; found: Refusal['found'] } | null;
  rates: RateTable;
  /** Values for the places of the rates. */
  params: Params;
}

/**
 * Counts conversions by currency and decides in which one value is shared out: the only one there is,
 * else the site's, when every conversion can be converted to it. Value below 0 is not shared out at all.
 */
export async function readMoney(
  dimension: Dimension,
  shape: PathShape,
  known: readonly CurrencyRate[],
  siteCurrency: string,
  ask: (sql: string, params: Params) => Promise<ValueRow[]>,
): Promise<Money> {
  const read = async (currency: string) => {
    const rates = ratesTo(currency, known);
    const params = {
      currency,
      rateCurrencies: rates.currencies,
      rateDays: rates.days,
      rates: rates.rates,
    };
    return { rates, params, rows: await ask(valueSql(dimension, shape), params) };
  };
  let { rates, params, rows } = await read(siteCurrency);
  const found = rows
    .filter(({ valued, code }) => valued > 0 && code !== '')
    .map(({ code, valued }) => ({ currency: code, conversions: valued }))
    .toSorted((a, b) => b.conversions - a.conversions || (a.currency < b.currency ? -1 : 1));
  const only = found.length === 1 ? found[0]?.currency : undefined;
  let currency = siteCurrency;
  if (only !== undefined && only !== siteCurrency) {
    currency = only;
    ({ rates, params, rows } = await read(only));
  }
  const total = (of: (row: ValueRow) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0);
  const negative = total((row) => row.negative);
  const unrated = total((row) => row.unrated);
  const list = found.map((one) => `${one.conversions} in ${one.currency}`).join(', ');
  const why =
    negative > 0
      ? say(
          '{n} conversions have a value below 0: shares of a sum that cancels out mean nothing. Send refunds as touches of their own.',
          { n: negative },
        )
      : unrated > 0
        ? say(
            'Value comes in several currencies ({list}), and {n} conversions have no rate to {currency}. Load rates: touchtrail rate import FILE.',
            { list, n: unrated, currency },
          )
        : undefined;
  return {
    won: total((row) => row.wins),
    lost: total((row) => row.losses),
    pathless: total((row) => row.pathless),
    value: why === undefined ? { currency } : null,
    refused: why === undefined ? null : { why, found },
    rates,
    params,
  };
}
