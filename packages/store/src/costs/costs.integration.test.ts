import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../open-store.ts';
import type { Store } from '../types.ts';
import { withTables } from '../testing/with-tables.ts';

let store: Store;
let dataDir: string;
let now = 1_000;

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-costs-')));
  store = await openStore({ dataDir, clock: () => now++ });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const ads = {
  dimension: 'channel',
  key: 'ads',
  firstDay: '2026-10-01',
  lastDay: '2026-10-31',
  currency: 'EUR',
  amount: 1_200.5,
};

test('the same key and period is replaced, sites are apart, what is removed is gone', async () => {
  const email = { ...ads, key: 'email', amount: 80 };
  const brand = { ...ads, dimension: 'campaign', key: "brand's", amount: 5 };
  await store.costs.put('shop', [ads, email, brand]);
  await store.costs.put('other', [{ ...ads, amount: 9 }]);
  await store.costs.put('shop', [{ ...ads, amount: 1_300 }]);
  expect(await store.costs.list('shop')).toEqual([brand, { ...ads, amount: 1_300 }, email]);
  expect(await store.costs.remove('shop', 'channel')).toBe(2);
  expect(await store.costs.list('shop')).toEqual([brand]);
  expect(await store.costs.list('other')).toEqual([{ ...ads, amount: 9 }]);
  await store.costs.put('shop', [ads]);
  expect(await store.costs.list('shop')).toContainEqual(ads);
});

test('rates are kept by pair and day', async () => {
  const rate = { from: 'USD', to: 'EUR', firstDay: '2026-10-01', rate: 0.9 };
  await store.costs.putRates('shop', [rate, { ...rate, firstDay: '2026-11-01', rate: 0.8 }]);
  await store.costs.putRates('shop', [{ ...rate, rate: 0.91 }]);
  expect(await store.costs.rates('shop')).toEqual([
    { ...rate, rate: 0.91 },
    { ...rate, firstDay: '2026-11-01', rate: 0.8 },
  ]);
  expect(await store.costs.rates('other')).toEqual([]);
});
