import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CurrencyRate, MarketingCost, Store } from '@touchtrail/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryStore, runCli } from '../testing/run-cli.ts';
import { periodOf } from './read-costs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchtrail-costs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function setUp() {
  const costs: MarketingCost[] = [];
  const rates: CurrencyRate[] = [];
  const store = memoryStore();
  await store.sites.add({ id: 'shop', name: 'Shop', currency: 'EUR' } as never);
  const withCosts = {
    ...store,
    close: async () => undefined,
    costs: {
      put: async (_: string, given: readonly MarketingCost[]) => void costs.push(...given),
      list: async () => costs,
      remove: async () => costs.splice(0).length,
      putRates: async (_: string, given: readonly CurrencyRate[]) => void rates.push(...given),
      rates: async () => rates,
    },
  } as unknown as Store;
  const run = async (argv: string[], text?: string) => {
    const file = path.join(folder, 'table.csv');
    if (text !== undefined) await writeFile(file, text);
    const words = argv.map((word) => (word === 'FILE' ? file : word));
    return runCli([...words, '--site', 'shop'], { openStore: async () => withCosts });
  };
  return { run, costs, rates };
}

test('periods', () => {
  expect(periodOf('2026-02')).toEqual(['2026-02-01', '2026-02-28']);
  expect(periodOf('2024-02')).toEqual(['2024-02-01', '2024-02-29']);
  expect(periodOf('2026')).toEqual(['2026-01-01', '2026-12-31']);
  expect(periodOf('2026-02-28')).toEqual(['2026-02-28', '2026-02-28']);
  for (const wrong of ['2026-02-30', '2026-13', '26-01', 'May', ''])
    expect(periodOf(wrong)).toBeUndefined();
});

test('spend by channel and campaign, added up, listed and removed', async () => {
  const { run, costs } = await setUp();
  const text =
    'Period;Channel;Campaign;Amount;Currency\n2026-10;ads;;100;usd\n2026-10;ads;;20.5;USD\n2026-10-03;;autumn;7;\n';
  const loaded = await run(['cost', 'import', 'FILE'], text);
  expect(loaded, loaded.err).toMatchObject({ code: 0 });
  expect(costs).toEqual([
    {
      dimension: 'channel',
      key: 'ads',
      firstDay: '2026-10-01',
      lastDay: '2026-10-31',
      currency: 'USD',
      amount: 120.5,
    },
    {
      dimension: 'campaign',
      key: 'autumn',
      firstDay: '2026-10-03',
      lastDay: '2026-10-03',
      currency: 'EUR',
      amount: 7,
    },
  ]);
  expect((await run(['cost', 'list'])).out).toContain('autumn');
  expect((await run(['cost', 'remove'])).err).toContain('2 entries of spend removed');
});

test('spend by anything else names what its key is', async () => {
  const { run, costs } = await setUp();
  const text = 'period,to,key,amount\n2026-10-01,2026-10-14,store.berlin,9\n';
  expect((await run(['cost', 'import', 'FILE'], text)).err).toContain(
    'no column channel or campaign',
  );
  expect(await run(['cost', 'import', 'FILE', '--by', 'touchpoint'], text)).toMatchObject({
    code: 0,
  });
  expect(costs).toMatchObject([
    { dimension: 'touchpoint', key: 'store.berlin', lastDay: '2026-10-14' },
  ]);
});

test('what cannot be spend is refused with the line, nothing is stored', async () => {
  const { run, costs } = await setUp();
  const text =
    'period,channel,amount,currency\n2026-10,ads,1,EUR\nsoon,ads,1,EUR\n2026-10,,1,EUR\n2026-10,ads,-1,EUR\n2026-10,ads,1,euros\n';
  const refused = await run(['cost', 'import', 'FILE'], text);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(
    'line 3: no period: "soon"; line 4: no channel or campaign; line 5: amount',
  );
  expect(refused.err).toContain('and 1 lines more');
  expect(costs).toEqual([]);
});

test('rates', async () => {
  const { run, rates } = await setUp();
  expect(
    await run(['rate', 'import', 'FILE'], 'day,from,rate\n2026-10-01,usd,0.9\n'),
  ).toMatchObject({ code: 0 });
  expect(rates).toEqual([{ from: 'USD', to: 'EUR', firstDay: '2026-10-01', rate: 0.9 }]);
  expect((await run(['rate', 'list'])).out).toContain('USD');
  const refused = await run(['rate', 'import', 'FILE'], 'day,from,to,rate\n2026-10-01,EUR,EUR,0\n');
  expect(refused.err).toContain('no pair of currencies: EUR to EUR');
});
