import { randomUUID } from 'node:crypto';
import { eventSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { toEventRow } from '../event-row.ts';
import { isStoreError } from '../errors.ts';
import { signingKeyOf } from '../keys.ts';
import { openTempStore } from '../testing/open-temp-store.ts';
import { privacyCounts } from './refused-counts.ts';
import { openWithdrawals } from './withdrawals.ts';

const t0 = Date.UTC(2026, 10, 1);
const choice = (fields: Record<string, unknown>, purposes: string[], decidedAt: number) =>
  toEventRow(
    'shop',
    eventSchema.parse({
      id: randomUUID(),
      type: 'consent',
      name: 'consent.withdrawn',
      at: decidedAt,
      consent: { purposes, source: 'api', decidedAt },
      ...fields,
    }),
    { receivedAt: t0, source: 'sdk' },
  );

test('knows who took consent back: from the table, the spool, and others since', async () => {
  const store = await openTempStore();
  await store.insertEvents([
    choice({ anonymousId: 'stored' }, [], t0 - 9_000),
    choice({ anonymousId: 'stored' }, ['storage'], t0 - 5_000),
    choice({ userId: 'u' }, [], t0 - 7_000),
    choice({ anonymousId: 'granted' }, ['measurement'], t0 - 5_000),
    // Stated for the future: counts from its receipt on.
    choice({ anonymousId: 'ahead' }, [], t0 + 99_000),
  ]);
  const left = [
    choice({ anonymousId: 'spooled' }, [], t0 - 1_000),
    choice({ anonymousId: 'granted' }, ['measurement'], t0),
  ];
  let now = t0;
  const withdrawals = await openWithdrawals({
    reader: store.reader,
    clock: () => now,
    spool: {
      async *unstored() {
        yield* left;
      },
    },
  });
  const at = (anonymousId?: string, userId?: string) =>
    withdrawals.at('shop', { anonymousId, userId });
  expect([at('stored'), at('spooled'), at(undefined, 'u'), at('ahead')]).toEqual([
    t0 - 5_000,
    t0 - 1_000,
    t0 - 7_000,
    t0,
  ]);
  expect(at('stored', 'u')).toBe(t0 - 5_000);
  expect([at('granted'), at('u'), at(undefined, 'stored'), at()]).toEqual(Array(4).fill(undefined));
  expect(withdrawals.at('other', { anonymousId: 'stored' })).toBeUndefined();
  expect(withdrawals.size()).toBe(4);

  withdrawals.add('shop', { anonymousId: 'stored' }, t0 - 8_000);
  expect(at('stored')).toBe(t0 - 5_000);
  await store.insertEvents([choice({ anonymousId: 'elsewhere' }, [], t0 - 3_000)]);
  now += 61_000;
  at('elsewhere');
  await withdrawals.refresh();
  expect(at('elsewhere')).toBe(t0 - 3_000);
});

test('keys: two live, a secret seen once and stored nowhere, none after revoking', async () => {
  const store = await openTempStore();
  const { id, secret } = await store.keys.create({
    siteId: 'shop',
    scopes: ['events:write', 'identify:write'],
    purposes: ['measurement'],
    basis: 'contract',
  });
  await store.keys.create({ siteId: 'shop' });
  const third = store.keys.create({ siteId: 'shop' });
  await expect(third).rejects.toSatisfy((error) => isStoreError(error, 'key_limit'));
  await store.keys.create({ siteId: 'other' });
  const found = (await store.keys.live()).find((key) => key.id === id);
  expect(found).toMatchObject({
    siteId: 'shop',
    signingKey: signingKeyOf(secret),
    scopes: ['events:write', 'identify:write'],
    purposes: ['measurement'],
    basis: 'contract',
  });
  const [row] = await store.reader.query<Record<string, unknown>>({
    sql: 'SELECT * FROM keys WHERE id = {id:String}',
    params: { id },
  });
  expect(JSON.stringify(row)).not.toContain(secret.slice(3));

  await store.keys.used([id], '2026-11-01');
  await store.keys.revoke(id);
  await store.keys.used([id], '2026-11-02');
  expect((await store.keys.live()).map((key) => key.siteId).toSorted()).toEqual(['other', 'shop']);
  const listed = (await store.keys.list('shop')).find((key) => key.id === id);
  expect(listed).toMatchObject({ lastUsed: '2026-11-02', revokedAt: expect.any(Number) });
  expect(JSON.stringify(listed)).not.toContain(signingKeyOf(secret));
  await store.keys.create({ siteId: 'shop' });
  await expect(store.keys.revoke('key_none')).rejects.toSatisfy((error) =>
    isStoreError(error, 'key_unknown'),
  );
});

test('each site has its own hash key, the same each time', async () => {
  const store = await openTempStore();
  const [one, again, other] = [
    await store.secrets.hashKey('one'),
    await store.secrets.hashKey('one'),
    await store.secrets.hashKey('other'),
  ];
  expect(one.length).toBe(32);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test('counts of what was refused, by day', async () => {
  const store = await openTempStore();
  const row = { site_id: 'shop', event_id: '', message: '', raw: '', source: 'sdk' as const };
  await store.insertQuarantine([
    { ...row, received_at: t0, code: 'withdrawn' },
    { ...row, received_at: t0, code: 'withdrawn' },
    { ...row, received_at: t0 + 86_400_000, code: 'withdrawn' },
  ]);
  const range = { site: 'shop', from: '2026-11-01', to: '2026-11-01' };
  expect(await privacyCounts(store.reader, range)).toEqual([
    { day: '2026-11-01', kind: 'refused', reason: 'withdrawn', field: '', source: 'sdk', count: 2 },
  ]);
});
