import { createHash } from 'node:crypto';

/** Exchange rates by day. */
export interface Rates {
  /** Changes with the content: the first 12 hex digits of its SHA-256. */
  version: string;
  /**
   * What one unit of `from` was worth in `to` on a day: the newest rate of that day or of the seven
   * before it, because there are none on holidays. Read from the table as it is, turned round, or over
   * one currency that both have a rate with.
   *
   * @param day days since 1970-01-01, UTC
   * @returns undefined when there is none: never a guess.
   */
  rate(from: string, to: string, day: number): number | undefined;
}

/** A table of rates that cannot be read. `line` counts from 1. */
export class RatesError extends Error {
  override name = 'RatesError';
  readonly code = 'invalid_rates';
  readonly line: number;
  readonly hint =
    'Write CSV with the columns date,from,to,rate; 2026-11-20,USD,EUR,0.92 says that one USD is 0.92 EUR.';
  constructor(line: number, message: string) {
    super(`Line ${line} of the rates ${message}`);
    this.line = line;
  }
}

const dayMs = 86_400_000;
const reachDays = 7;
const columns = ['date', 'from', 'to', 'rate'];

/** Rates of one pair, oldest first. */
type Series = { day: number; rate: number }[];

function latest(series: Series | undefined, day: number): number | undefined {
  if (!series) return undefined;
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((series[middle]?.day ?? Infinity) <= day) low = middle + 1;
    else high = middle;
  }
  const found = series[low - 1];
  return found && day - found.day <= reachDays ? found.rate : undefined;
}

function dayOf(text: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // A month of thirty days has no 31st, whatever Date makes of it.
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text) ? undefined : at / dayMs;
}

/**
 * Reads a table of rates: CSV with the columns `date,from,to,rate`, one unit of `from` being `rate`
 * units of `to`.
 *
 * @throws RatesError at the first line that is wrong
 * @example
 * parseRates('date,from,to,rate\n2026-11-20,USD,EUR,0.92\n').rate('USD', 'EUR', 20_777);
 */
export function parseRates(text: string): Rates {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (head.trim().toLowerCase() !== columns.join(',')) {
    throw new RatesError(1, `must be the header ${columns.join(',')}`);
  }
  const pairs = new Map<string, Series>();
  const partners = new Map<string, Set<string>>();
  const add = (from: string, to: string, day: number, rate: number) => {
    const key = `${from}>${to}`;
    const series = pairs.get(key);
    if (series) series.push({ day, rate });
    else pairs.set(key, [{ day, rate }]);
    const known = partners.get(from);
    if (known) known.add(to);
    else partners.set(from, new Set([to]));
  };
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [date = '', from = '', to = '', amount = ''] = line.split(',').map((each) => each.trim());
    const day = dayOf(date);
    const rate = Number(amount);
    const problem =
      day === undefined
        ? 'has no date such as 2026-11-20'
        : !/^[A-Z]{3}$/.test(from) || !/^[A-Z]{3}$/.test(to)
          ? 'has no ISO 4217 codes such as USD and EUR'
          : !(rate > 0 && rate < 1e12)
            ? 'has no rate above 0'
            : undefined;
    if (problem !== undefined || day === undefined) throw new RatesError(index + 2, problem ?? '');
    add(from, to, day, rate);
    add(to, from, day, 1 / rate);
  }
  for (const series of pairs.values()) series.sort((a, b) => a.day - b.day);
  return {
    version: createHash('sha256').update(text).digest('hex').slice(0, 12),
    rate(from, to, day) {
      if (from === to) return 1;
      const direct = latest(pairs.get(`${from}>${to}`), day);
      if (direct !== undefined) return direct;
      for (const middle of [...(partners.get(from) ?? [])].toSorted()) {
        const first = latest(pairs.get(`${from}>${middle}`), day);
        const second = latest(pairs.get(`${middle}>${to}`), day);
        if (first !== undefined && second !== undefined) return first * second;
      }
      return undefined;
    },
  };
}
