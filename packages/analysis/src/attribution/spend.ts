import type { CurrencyRate, MarketingCost } from '@touchtrail/store';

/** Rates into one currency, as lists of equal length: by currency, then rising by day. */
export interface RateTable {
  currencies: string[];
  /** Epoch ms at which a rate begins, midnight UTC. */
  days: number[];
  rates: number[];
}

const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Rates to a currency; of a pair that is only known the other way round, the inverse. */
export function ratesTo(target: string, known: readonly CurrencyRate[]): RateTable {
  const direct = known
    .filter(({ to, from }) => to === target && from !== target)
    .map(({ from, firstDay, rate }) => ({ code: from, day: midnight(firstDay), rate }));
  const named = new Set(direct.map(({ code }) => code));
  const inverse = known
    .filter(({ from, to }) => from === target && to !== target && !named.has(to))
    .map(({ to, firstDay, rate }) => ({ code: to, day: midnight(firstDay), rate: 1 / rate }));
  const rows = [...direct, ...inverse].toSorted((a, b) =>
    a.code === b.code ? a.day - b.day : a.code < b.code ? -1 : 1,
  );
  return {
    currencies: rows.map(({ code }) => code),
    days: rows.map(({ day }) => day),
    rates: rows.map(({ rate }) => rate),
  };
}

/** What a unit of a currency was worth on a day; undefined where nobody said. */
export function rateOn(
  { currencies, days, rates }: RateTable,
  target: string,
  code: string,
  at: number,
): number | undefined {
  if (code === target) return 1;
  const found = currencies.findLastIndex((one, i) => one === code && (days[i] ?? 0) <= at);
  return found < 0 ? undefined : rates[found];
}

/** Spend by key in a span of days. */
export interface Spend {
  byKey: Map<string, number>;
  total: number;
  /** Entries left out because nobody said what their currency is worth. */
  unrated: number;
}

/**
 * What was spent in a span of days: of a period that reaches beyond the span the share of its days that
 * lie inside, converted at the rate of its first day.
 *
 * @param span first and last day, both included: `2026-11-01`
 */
export function spendIn(
  costs: readonly MarketingCost[],
  span: { first: string; last: string },
  target: string,
  table: RateTable,
): Spend {
  const dayMs = 86_400_000;
  const byKey = new Map<string, number>();
  let total = 0;
  let unrated = 0;
  for (const { key, firstDay, lastDay, currency, amount } of costs) {
    const first = Math.max(midnight(firstDay), midnight(span.first));
    const last = Math.min(midnight(lastDay), midnight(span.last));
    if (last < first) continue;
    const rate = rateOn(table, target, currency, midnight(firstDay));
    if (rate === undefined) {
      unrated++;
      continue;
    }
    const length = (midnight(lastDay) - midnight(firstDay)) / dayMs + 1;
    const inside = (last - first) / dayMs + 1;
    const spent = (amount * rate * inside) / length;
    byKey.set(key, (byKey.get(key) ?? 0) + spent);
    total += spent;
  }
  return { byKey, total, unrated };
}

/** The day of an instant in a time zone: `2026-11-01`. */
export const dayIn = (ms: number, timezone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(ms);
