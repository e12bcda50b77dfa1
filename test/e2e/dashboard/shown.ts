import { nameIn } from '@touchtrail/contract';
import type { Mention, RegistryNames } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ConsoleApi } from '../browser/console-api.ts';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const three = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

interface Range {
  low: number | null;
  high: number | null;
}

/** How the screens write what a report says, in British English. */
export const written = {
  count: (value: number): string => whole.format(value),
  share({ rate }: { rate: number | null }): string {
    if (rate === null) return '–';
    if (rate > 0 && rate < 0.0005) return '<0.1\u202F%';
    return rate < 1 && rate > 0.9995 ? '>99.9\u202F%' : `${one.format(rate * 100)}\u202F%`;
  },
  signed(value: number | null): string {
    if (value === null) return '–';
    const size = Math.abs(value);
    if (size < 0.05) return '0';
    return `${value < 0 ? '\u2212' : '+'}${(size < 99.95 ? one : whole).format(size)}`;
  },
  figure: (value: number | null | undefined): string =>
    value == null ? '–' : (Math.abs(value) >= 1_000 ? whole : three).format(value),
  q: (q: number | null): string =>
    q === null ? '–' : q < 0.001 ? '<0.001' : three.format(Number(q.toFixed(3))),
  between: (range: Range | null, write: (value: number) => string): string =>
    range?.low == null || range.high === null ? '–' : `${write(range.low)} to ${write(range.high)}`,
  name: (key: string): string => key.replaceAll('_', ' '),
};

/** What the registry of the demo calls its touchpoints, in English; `keyed`: with the key behind it. */
export async function namesOf(api: ConsoleApi) {
  const { touchpoints } = await api.get<RegistryNames>('/api/registry/names?site=demo');
  const named = (key: string) => nameIn(touchpoints[key], 'en', key);
  const keyed = (key: string) => (named(key) === key ? key : `${named(key)} (${key})`);
  /** A sentence with what it mentions by name. */
  const sentence = (text: string, mentions: readonly Mention[]) =>
    mentions.toReversed().reduce((told, { kind, from, to }) => {
      const key = text.slice(from, to);
      const called = kind === 'channel' ? written.name(key) : named(key);
      return told.slice(0, from) + called + told.slice(to);
    }, text);
  return { named, keyed, sentence };
}

/** What a cell says first: a share stands before its interval. */
const lead = (text: string): string =>
  /^[<>]?[\d.,]+\u202F%/.exec(text)?.[0] ?? text.replaceAll(/[^\S\u202F]+/g, ' ').trim();

/** The cells of a table, row by row, cut to the columns asked for. */
export async function cellsOf(
  page: Page,
  caption: string,
  columns: readonly number[],
): Promise<string[][]> {
  const table = page.getByRole('table', { name: caption, exact: true }).first();
  await table.waitFor();
  const rows = await table.locator('tbody tr').evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => {
        // A touchpoint is called by its name; reports know it by its key.
        const { touchpoint } = cell.querySelector<HTMLElement>(':scope > .name')?.dataset ?? {};
        return touchpoint ?? cell.textContent ?? '';
      }),
    ),
  );
  return rows.map((cells) => columns.map((column) => lead(cells[column] ?? 'no such column')));
}

/**
 * Holds a table to what a report says.
 *
 * @param told the columns compared, each with what it should hold of an item of the report.
 * @param limit rows that are shown before one asks for all.
 */
export async function showsAll<Item>(
  page: Page,
  caption: string,
  items: readonly Item[],
  told: Readonly<Record<number, (item: Item) => string>>,
  limit = 12,
): Promise<void> {
  expect(items.length, caption).toBeGreaterThan(0);
  const columns = Object.keys(told).map(Number);
  expect(await cellsOf(page, caption, columns), caption).toEqual(
    items.slice(0, limit).map((item) => columns.map((column) => told[column]?.(item) ?? '')),
  );
}
