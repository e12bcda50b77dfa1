import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@touchtrail/store';
import type { EventRow, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runReport } from '../run-report.ts';
import { testSite } from '../testing/test-site.ts';

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-money-')));
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const day = 86_400_000;
const begin = Date.UTC(2026, 9, 5, 12);

/** Sales of one touch each: channel, value, currency, on a day after the fifth of October. */
async function sell(id: string, sales: readonly [string, number, string, number][]): Promise<void> {
  await store.insertEvents(
    sales.map(([channel, value, currency, at], n): EventRow => ({
      site_id: id,
      subject_id: `p${n}`,
      ts: begin + at * day,
      event_id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      seq: 0,
      type: 'conversion',
      name: 'order.completed',
      touchpoint: 'thanks',
      channel,
      anonymous_id: `p${n}`,
      value,
      currency,
      received_at: begin,
      source: 'import',
    })),
  );
}
const ask = (id: string, more: Record<string, unknown> = {}) =>
  runReport(
    'attribution',
    { models: 'last', replicates: 0, ...more },
    { reader: store.reader, site: testSite(id), clock: () => 0 },
  );
const valueOf = (report: Awaited<ReturnType<typeof ask>>, key: string) =>
  report.result.models[0]?.credits.find((credit) => credit.key === key);

test('currencies are refused with the count until there is a rate, then converted by the day', async () => {
  await sell('mixed', [
    ['ads', 100, 'EUR', 0],
    ['ads', 100, 'USD', 0],
    ['email', 100, 'USD', 40],
  ]);
  const refused = await ask('mixed');
  expect(refused.result.value).toBeNull();
  expect(refused.result.valueRefused?.why).toContain('2 in USD, 1 in EUR');
  expect(refused.result.valueRefused?.why).toContain('2 conversions have no rate to EUR');
  expect(valueOf(refused, 'ads')).toMatchObject({ value: null, conversions: { value: 2 } });
  const rate = { from: 'USD', to: 'EUR', firstDay: '2026-10-01', rate: 0.9 };
  await store.costs.putRates('mixed', [rate, { ...rate, firstDay: '2026-11-01', rate: 0.8 }]);
  const converted = await ask('mixed');
  expect(converted.result.value).toEqual({ currency: 'EUR', total: 270 });
  expect(valueOf(converted, 'ads')?.value?.value).toBeCloseTo(190, 10);
  expect(valueOf(converted, 'email')?.value?.value).toBeCloseTo(80, 10);
});

test('one foreign currency stays what it is; value below 0 is refused', async () => {
  await sell('pounds', [
    ['ads', 30, 'GBP', 0],
    ['email', 20, 'GBP', 1],
  ]);
  expect((await ask('pounds')).result.value).toEqual({ currency: 'GBP', total: 50 });
  await sell('refunds', [
    ['ads', 30, 'EUR', 0],
    ['ads', -10, 'EUR', 1],
  ]);
  const { result } = await ask('refunds');
  expect(result.valueRefused?.why).toContain('1 conversions have a value below 0');
  expect(result.conversions).toBe(2);
});

test('spend of the days in the range, and the return on it with its interval', async () => {
  await sell(
    'spend',
    Array.from({ length: 60 }, (_, n) => [n % 3 === 0 ? 'email' : 'ads', 50, 'EUR', n % 20]),
  );
  const october = { firstDay: '2026-10-01', lastDay: '2026-10-31', currency: 'EUR' };
  await store.costs.put('spend', [
    { ...october, dimension: 'channel', key: 'ads', amount: 310 },
    { ...october, dimension: 'channel', key: 'radio', amount: 31 },
    { ...october, dimension: 'campaign', key: 'ads', amount: 9_999 },
  ]);
  const range = { from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 9, 31) };
  const { result } = await ask('spend', { ...range, replicates: 200 });
  // In Berlin the range ends on the 31st already.
  expect(result.costs?.total).toBeCloseTo(341, 8);
  expect(result.costs?.unmatched).toBeCloseTo(31, 8);
  const ads = result.models[0]?.credits.find(({ key }) => key === 'ads');
  expect(ads?.cost).toBeCloseTo(310, 8);
  expect(ads?.returnOnSpend?.value).toBeCloseTo((40 * 50) / 310, 8);
  expect(ads?.returnOnSpend?.low).toBeLessThan((40 * 50) / 310);
  expect(ads?.returnOnSpend?.high).toBeGreaterThan((40 * 50) / 310);
  expect(ads?.costPerConversion?.value).toBeCloseTo(310 / 40, 8);
  const email = result.models[0]?.credits.find(({ key }) => key === 'email');
  expect(email).toMatchObject({ cost: null, returnOnSpend: null });
});

test('a converting touch that is left out leaves some conversions without a path', async () => {
  await sell('alone', [['ads', 30, 'EUR', 0]]);
  const { result, population } = await ask('alone', { conversionTouch: 'exclude' });
  expect(result.conversions).toBe(0);
  expect(population.excluded).toContainEqual({
    why: 'conversions without another touch to credit',
    count: 1,
  });
  expect(result.models[0]).toMatchObject({ status: 'insufficient' });
});
