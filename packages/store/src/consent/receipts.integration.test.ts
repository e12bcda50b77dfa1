import { randomUUID } from 'node:crypto';
import { eventSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { toEventRow } from '../event-row.ts';
import { openTempStore } from '../testing/open-temp-store.ts';

const t0 = Date.UTC(2026, 10, 1);
const row = (
  fields: Record<string, unknown>,
  more: { sentAt?: number; stripped?: string[] } = {},
) =>
  toEventRow(
    'shop',
    eventSchema.parse({
      id: randomUUID(),
      name: 'page.viewed',
      at: t0,
      anonymousId: 'a',
      ...fields,
    }),
    { receivedAt: t0 + 60_000, source: 'sdk', ...more },
  );
const receipt = { purposes: ['storage', 'measurement'], source: 'api', decidedAt: t0 - 5_000 };

test('every decision is kept once, its signal with it, its time by the clock of the service', async () => {
  const store = await openTempStore();
  await store.insertEvents([
    row({ consent: receipt }),
    row({ consent: { ...receipt, signal: 'TC' } }),
  ]);
  await store.insertEvents([
    row({ consent: { ...receipt, purposes: ['measurement', 'storage'] } }, { sentAt: t0 - 40_000 }),
    row({
      type: 'consent',
      name: 'consent.withdrawn',
      consent: { purposes: [], source: 'api', decidedAt: t0 },
    }),
    row({ anonymousId: 'none' }),
  ]);
  const receipts = await store.reader.query({
    sql: `SELECT anonymous_id, purposes, kind, signal, toUnixTimestamp64Milli(decided_at) AS decided,
            toUnixTimestamp64Milli(effective_at) AS effective
          FROM consent_receipts FINAL ORDER BY decided_at`,
  });
  expect(receipts).toEqual([
    {
      anonymous_id: 'a',
      purposes: ['measurement', 'storage'],
      kind: 'granted',
      signal: 'TC',
      decided: t0 - 5_000,
      effective: t0 - 5_000,
    },
    { anonymous_id: 'a', purposes: [], kind: 'withdrawn', signal: '', decided: t0, effective: t0 },
  ]);
});

test('what was refused or taken away is counted by day and reason', async () => {
  const store = await openTempStore();
  await store.insertEvents([
    row({}, { stripped: ['userId:identification', 'comment:content'] }),
    row({}, { stripped: ['userId:identification'] }),
  ]);
  const refused = { site_id: 'shop', received_at: t0, event_id: '', message: '', raw: '' };
  await store.insertQuarantine([
    { ...refused, code: 'consent_missing', source: 'sdk' },
    { ...refused, code: 'consent_missing', source: 'sdk' },
  ]);
  const counts = await store.reader.query({
    sql: `SELECT kind, reason, field, sum(count) AS n FROM privacy_counts WHERE site_id = {site:String}
          GROUP BY ALL ORDER BY ALL`,
    params: { site: 'shop' },
  });
  expect(counts).toEqual([
    { kind: 'refused', reason: 'consent_missing', field: '', n: 2 },
    { kind: 'stripped', reason: 'content', field: 'comment', n: 1 },
    { kind: 'stripped', reason: 'identification', field: 'userId', n: 2 },
  ]);
});

test('the policy of a site is kept, its parts change alone, and keys rotate with the old one live', async () => {
  const store = await openTempStore();
  const added = await store.sites.add({
    id: 's',
    name: 'S',
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'opt_in',
    isDemo: false,
  });
  expect(added.privacy).toMatchObject({ regime: 'opt_in', maxAgeDays: 395, aggregate: false });
  await store.sites.update('s', { privacy: { aggregate: true, retention: { events: 30 } } });
  await store.sites.update('s', { privacy: { retention: { quarantine: 7 } }, dailyEvents: 5 });
  expect(await store.sites.find('s')).toMatchObject({
    dailyEvents: 5,
    privacy: { aggregate: true, retention: { events: 30, quarantine: 7 } },
  });
  const rotated = await store.sites.rotateWriteKey('s', { keepOld: true });
  expect(rotated.previousWriteKey).toBe(added.writeKey);
  expect((await store.sites.findByWriteKey(added.writeKey))?.id).toBe('s');
  expect((await store.sites.endOldWriteKey('s')).writeKey).toBe(rotated.writeKey);
  expect(await store.sites.findByWriteKey(added.writeKey)).toBeUndefined();
  await store.sites.rotateWriteKey('s');
  expect(await store.sites.findByWriteKey(added.writeKey)).toBeUndefined();
  expect(await store.sites.findByWriteKey(rotated.writeKey)).toBeUndefined();
});
