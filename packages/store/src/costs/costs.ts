import type { Database } from '../people/database.ts';

/** What was spent in a period on one channel, campaign, touchpoint or value of a property. */
export interface MarketingCost {
  /** `channel`, `campaign`, `touchpoint` or `props.NAME`. */
  dimension: string;
  key: string;
  /** `2026-11-01`; both days belong to the period, in the site's time zone. */
  firstDay: string;
  lastDay: string;
  /** ISO 4217. */
  currency: string;
  amount: number;
}

/** What a unit of a currency is worth in another, from a day on until the next one of the pair. */
export interface CurrencyRate {
  from: string;
  to: string;
  /** `2026-11-01`. */
  firstDay: string;
  rate: number;
}

/** Spend and rates of a site. One of the same key and period replaces the one before. */
export interface CostStore {
  put(siteId: string, costs: readonly MarketingCost[]): Promise<void>;
  list(siteId: string): Promise<MarketingCost[]>;
  /** Takes costs out again: those of a dimension, or all. */
  remove(siteId: string, dimension?: string): Promise<number>;
  putRates(siteId: string, rates: readonly CurrencyRate[]): Promise<void>;
  rates(siteId: string): Promise<CurrencyRate[]>;
}

export function createCostStore(deps: { database: Database; clock: () => number }): CostStore {
  const { database, clock } = deps;
  const rows = (siteId: string, costs: readonly MarketingCost[], removed: 0 | 1) =>
    costs.map(({ dimension, key, firstDay, lastDay, currency, amount }) => ({
      site_id: siteId,
      dimension,
      key,
      first_day: firstDay,
      last_day: lastDay,
      currency,
      amount,
      updated_at: clock(),
      removed,
    }));
  const store: CostStore = {
    put: (siteId, costs) => database.insert('marketing_costs', rows(siteId, costs, 0)),
    list: (siteId) =>
      database.query<MarketingCost>(
        `SELECT dimension, key, toString(first_day) AS firstDay, toString(last_day) AS lastDay, currency, amount
         FROM marketing_costs FINAL WHERE site_id = {site:String}
         ORDER BY dimension, key, first_day, last_day, currency LIMIT 1000000`,
        { site: siteId },
      ),
    async remove(siteId, dimension) {
      const all = await store.list(siteId);
      const gone = all.filter((cost) => dimension === undefined || cost.dimension === dimension);
      await database.insert('marketing_costs', rows(siteId, gone, 1));
      return gone.length;
    },
    putRates: (siteId, rates) =>
      database.insert(
        'currency_rates',
        rates.map(({ from, to, firstDay, rate }) => ({
          site_id: siteId,
          from_currency: from,
          to_currency: to,
          first_day: firstDay,
          rate,
          updated_at: clock(),
        })),
      ),
    rates: (siteId) =>
      database.query<CurrencyRate>(
        `SELECT from_currency AS from, to_currency AS to, toString(first_day) AS firstDay, rate
         FROM currency_rates FINAL WHERE site_id = {site:String}
         ORDER BY from_currency, to_currency, first_day LIMIT 1000000`,
        { site: siteId },
      ),
  };
  return store;
}
