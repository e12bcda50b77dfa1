import type { CurrencyRate, MarketingCost } from '@touchtrail/store';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { cellNumber, readTable, rowProblems } from './read-table.ts';

const isCurrency = (text: string): boolean => /^[A-Z]{3}$/.test(text);

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/**
 * First and last day of a period: a day, a month or a year.
 *
 * @example
 * periodOf('2026-02'); // ['2026-02-01', '2026-02-28']
 */
export function periodOf(text: string): [string, string] | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!match) return undefined;
  const [, year = '', month, day] = match;
  const first = Date.parse(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`);
  // A date that does not exist (2026-02-30) is read as another one.
  if (!Number.isFinite(first)) return undefined;
  if (day !== undefined) return dayOf(first) === text ? [text, text] : undefined;
  const after =
    month === undefined ? Date.UTC(Number(year) + 1, 0) : Date.UTC(Number(year), Number(month));
  return [dayOf(first), dayOf(after - 86_400_000)];
}

const costColumns = {
  period: { names: ['period', 'day', 'date', 'month'] },
  to: { names: ['to', 'last_day', 'end', 'until'], optional: true },
  channel: { names: ['channel'], optional: true },
  campaign: { names: ['campaign'], optional: true },
  key: { names: ['key', 'name'], optional: true },
  amount: { names: ['amount', 'cost', 'spend'] },
  currency: { names: ['currency'], optional: true },
} as const;

/**
 * Reads spend: period (a day, a month, a year, or a first day with a last day in `to`), channel or
 * campaign (or key, with `dimension`), amount, currency. Rows of the same period and key are added up.
 *
 * @param dimension what `key` names: `touchpoint` or `props.NAME`
 * @param currency of rows that name none
 * @throws CliError what {@link readTable} throws, `missing_columns`, `file_damaged`
 */
export async function readCosts(
  context: Pick<Context, 'stdin'>,
  file: string,
  dimension: string | undefined,
  currency: string,
): Promise<MarketingCost[]> {
  const rows = await readTable(context, file, costColumns);
  const problems = rowProblems(file === '-' ? 'The input' : file);
  const first = rows[0]?.cells;
  if (first && first.channel === undefined && first.campaign === undefined && !dimension) {
    throw new CliError(
      'missing_columns',
      `${file} has no column channel or campaign.`,
      'Name what the money was spent on, or a column key with --by touchpoint or --by props.NAME.',
    );
  }
  const costs = new Map<string, MarketingCost>();
  for (const { line, cells } of rows) {
    const begin = periodOf(cells.period ?? '');
    const end = cells.to ? periodOf(cells.to) : begin;
    const named: [string, string | undefined] = dimension
      ? [dimension, cells.key]
      : cells.campaign
        ? ['campaign', cells.campaign]
        : ['channel', cells.channel];
    const amount = cellNumber(cells.amount);
    const code = (cells.currency || currency).toUpperCase();
    if (!begin || !end)
      problems.add(line, `no period: ${JSON.stringify(cells.to ?? cells.period)}`);
    else if (end[1] < begin[0]) problems.add(line, 'the period ends before it begins');
    if (!named[1]) problems.add(line, `no ${dimension ? 'key' : 'channel or campaign'}`);
    if (amount === undefined || amount < 0) {
      problems.add(line, `amount is no number from 0: ${JSON.stringify(cells.amount ?? '')}`);
    }
    if (!isCurrency(code)) problems.add(line, `no currency: ${JSON.stringify(code)}`);
    if (!begin || !end || !named[1] || amount === undefined) continue;
    const key = JSON.stringify([named, begin[0], end[1], code]);
    costs.set(key, {
      dimension: named[0],
      key: named[1],
      firstDay: begin[0],
      lastDay: end[1],
      currency: code,
      amount: amount + (costs.get(key)?.amount ?? 0),
    });
  }
  problems.throwIfAny(
    'A line is such as 2026-10,ads,1200.50,EUR under period,channel,amount,currency.',
  );
  return [...costs.values()];
}

const rateColumns = {
  day: { names: ['day', 'date', 'period', 'first_day'] },
  from: { names: ['from', 'from_currency', 'currency'] },
  to: { names: ['to', 'to_currency'], optional: true },
  rate: { names: ['rate'] },
} as const;

/**
 * Reads rates: the day from which one holds, a currency, what a unit of it is worth.
 *
 * @param target currency that rows without `to` are in
 */
export async function readRates(
  context: Pick<Context, 'stdin'>,
  file: string,
  target: string,
): Promise<CurrencyRate[]> {
  const rows = await readTable(context, file, rateColumns);
  const problems = rowProblems(file === '-' ? 'The input' : file);
  const rates = rows.map(({ line, cells }): CurrencyRate => {
    const day = periodOf(cells.day ?? '')?.[0];
    const rate = cellNumber(cells.rate);
    const [from, to] = [(cells.from ?? '').toUpperCase(), (cells.to || target).toUpperCase()];
    if (day === undefined) problems.add(line, `no day: ${JSON.stringify(cells.day ?? '')}`);
    if (!isCurrency(from) || !isCurrency(to) || from === to) {
      problems.add(line, `no pair of currencies: ${from} to ${to}`);
    }
    if (rate === undefined || rate <= 0) {
      problems.add(line, `rate is no number above 0: ${JSON.stringify(cells.rate ?? '')}`);
    }
    return { from, to, firstDay: day ?? '', rate: rate ?? 0 };
  });
  problems.throwIfAny('A line is such as 2026-10-01,USD,EUR,0.92 under day,from,to,rate.');
  return rates;
}
