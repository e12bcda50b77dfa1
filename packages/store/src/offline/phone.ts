import type { Database } from '../people/database.ts';
import { createLeaseJoin } from './lease-join.ts';
import type { Lease, LeaseJoin } from './lease-join.ts';

/** Numbers of a site that are shown to one visit at a time. */
export interface PhonePool {
  siteId: string;
  /** With their country: `+4930123456`. */
  numbers: readonly string[];
  /** Shown to everybody who gets none of their own. */
  fallback: string;
  leaseMs: number;
  /** A call this long after a lease still counts for it. */
  graceMs: number;
}

export interface PhoneStore {
  pools(): Promise<PhonePool[]>;
  setPool(pool: PhonePool): Promise<void>;
  /** Makes leases durable; one with the same number and `since` replaces the one before. */
  putLeases(leases: readonly (Lease & { siteId: string })[]): Promise<void>;
  /** Leases of a site that touch this time; kept 90 days. */
  leases(siteId: string, time: { from: number; to: number }): Promise<Lease[]>;
  /** How calls of this time join the visits of a site. */
  join(siteId: string, time: { from: number; to: number }): Promise<LeaseJoin>;
}

const minute = 60_000;
/** What calls wait after a lease, of a site whose pool is gone. */
const usualGraceMs = 10 * minute;

export function createPhoneStore(deps: { database: Database; clock: () => number }): PhoneStore {
  const { database, clock } = deps;
  const store: PhoneStore = {
    async pools() {
      const rows = await database.query<{
        site_id: string;
        numbers: string[];
        fallback: string;
        lease_minutes: number;
        grace_minutes: number;
      }>(
        'SELECT site_id, numbers, fallback, lease_minutes, grace_minutes FROM phone_pools FINAL ORDER BY site_id',
      );
      return rows.map((row) => ({
        siteId: row.site_id,
        numbers: row.numbers,
        fallback: row.fallback,
        leaseMs: row.lease_minutes * minute,
        graceMs: row.grace_minutes * minute,
      }));
    },
    async setPool({ siteId, numbers, fallback, leaseMs, graceMs }) {
      await database.insert('phone_pools', [
        {
          site_id: siteId,
          numbers,
          fallback,
          lease_minutes: Math.round(leaseMs / minute),
          grace_minutes: Math.round(graceMs / minute),
          updated_at: clock(),
        },
      ]);
    },
    putLeases: (leases) =>
      database.insert(
        'phone_leases',
        leases.map(({ siteId, number, since, until, visit, anonymousId }) => ({
          site_id: siteId,
          number,
          since,
          until,
          visit,
          anonymous_id: anonymousId,
          updated_at: clock(),
        })),
      ),
    leases: (siteId, { from, to }) =>
      database.query<Lease>(
        `SELECT number, toUnixTimestamp64Milli(phone_leases.since) AS since,
           toUnixTimestamp64Milli(phone_leases.until) AS until, visit, anonymous_id AS anonymousId
         FROM phone_leases FINAL
         WHERE site_id = {site:String}
           AND phone_leases.until >= fromUnixTimestamp64Milli({from:Int64})
           AND phone_leases.since <= fromUnixTimestamp64Milli({to:Int64})
         ORDER BY phone_leases.since, number LIMIT 2000000`,
        { site: siteId, from: Math.max(0, from), to },
      ),
    async join(siteId, { from, to }) {
      const pool = (await store.pools()).find((one) => one.siteId === siteId);
      const graceMs = pool?.graceMs ?? usualGraceMs;
      return createLeaseJoin(await store.leases(siteId, { from: from - graceMs, to }), graceMs);
    },
  };
  return store;
}
