import type { Site } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import type { Store } from '../types.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 22);
const site = (id: string): Omit<Site, 'writeKey' | 'privacy'> => ({
  id,
  name: id,
  origins: [],
  timezone: 'UTC',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
});

const daysAgo = (n: number, days: number, more: Record<string, unknown> = {}) =>
  row(n, {
    received_at: now - days * dayMs,
    ts: now - days * dayMs,
    subject_id: `user-${n}`,
    user_id: `user-${n}`,
    anonymous_id: `device-${n}`,
    consent_purposes: ['measurement'],
    consent_decided_at: now - days * dayMs,
    ...more,
  });

const left = async (store: Store, sql: string): Promise<unknown[]> => {
  const rows = await store.reader.query<{ v: unknown }>({ sql: `${sql} ORDER BY v` });
  return rows.map(({ v }) => v);
};

describe('retention', () => {
  test('deletes what is older than each site allows, by the day it was received', async () => {
    const store = await openTempStore({ clock: () => now });
    await store.sites.add({ ...site('default') });
    await store.sites.add({
      ...site('short'),
      privacy: { retention: { events: 30, receipts: 60 } },
    });
    await store.sites.add({ ...site('for-ever'), privacy: { retention: { events: null } } });
    for (const site_id of ['default', 'short', 'for-ever']) {
      await store.insertEvents([
        daysAgo(1, 761, { site_id }),
        daysAgo(2, 759, { site_id }),
        daysAgo(3, 31, { site_id }),
        daysAgo(4, 29, { site_id }),
        // Old, but received today.
        daysAgo(5, 1_000, { site_id, received_at: now }),
      ]);
    }
    const refused = { event_id: '', code: 'c', message: '', raw: '{}', source: 'sdk' as const };
    await store.insertQuarantine(
      [13, 15].map((days) => ({
        ...refused,
        site_id: 'default',
        received_at: now - days * dayMs,
      })),
    );
    expect(
      await store.retention.wouldRemove('default', [
        { part: 'events', days: 30 },
        { part: 'quarantine', days: 14 },
      ]),
    ).toEqual([
      { part: 'events', days: 30, rows: 3 },
      { part: 'quarantine', days: 14, rows: 1 },
    ]);
    const expired = await store.retention.run();
    const events = (id: string) =>
      left(store, `SELECT subject_id AS v FROM events WHERE site_id = '${id}'`);
    expect(await events('default')).toEqual(['user-2', 'user-3', 'user-4', 'user-5']);
    expect(await events('short')).toEqual(['user-4', 'user-5']);
    expect(await events('for-ever')).toEqual([1, 2, 3, 4, 5].map((n) => `user-${n}`));
    expect(
      await left(store, `SELECT DISTINCT to_id AS v FROM id_edges WHERE site_id = 'short'`),
    ).toEqual(['user-4', 'user-5']);
    expect(
      await left(
        store,
        `SELECT DISTINCT user_id AS v FROM consent_receipts WHERE site_id = 'short'`,
      ),
    ).toEqual(['user-3', 'user-4', 'user-5']);
    expect(await left(store, 'SELECT count() AS v FROM quarantine')).toEqual([1]);
    expect(expired).toEqual(
      expect.arrayContaining([
        { site: 'default', table: 'events', rows: 1 },
        { site: 'short', table: 'events', rows: 3 },
      ]),
    );
    // Nothing is left to do, and what was done is on record.
    expect(await store.retention.run()).toEqual([]);
    const entries = await store.audit.list({ action: 'retention' });
    expect(entries).toHaveLength(expired.length);
  });
});
