import { sitePrivacySchema } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import type {
  ConsentIds,
  CountRow,
  EventRow,
  Hook,
  Lease,
  PhonePool,
  PhoneStore,
  QuarantineRow,
  SecretKey,
  Spool,
} from '@touchtrail/store';
import { createLeaseJoin } from '@touchtrail/store';
import { createCollector } from '../collector.ts';
import type { Collector, CollectorDeps } from '../collector.ts';

const now = Date.parse('2026-11-22T10:00:05Z');

export const testSite: Site = {
  id: 'shop',
  name: 'Shop',
  writeKey: 'wk_test',
  origins: ['https://shop.example'],
  timezone: 'UTC',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
  privacy: sitePrivacySchema.parse({}),
};

interface MemorySpool<Row> extends Spool<Row> {
  rows: Row[];
  /** The next append rejects with this. */
  failNext: (error: Error) => void;
  closedWith: number | undefined;
}

function memorySpool<Row>(): MemorySpool<Row> {
  let failure: Error | undefined;
  const spool: MemorySpool<Row> = {
    rows: [],
    closedWith: undefined,
    failNext: (error) => {
      failure = error;
    },
    async append(rows) {
      const error = failure;
      failure = undefined;
      if (error) throw error;
      // As they are stored: what is undefined is not said.
      spool.rows.push(...rows.map((row) => JSON.parse(JSON.stringify(row)) as Row));
    },
    flush: async () => undefined,
    async close(graceMs) {
      spool.closedWith = graceMs;
    },
    stats: () => ({ segments: 1, bytes: 10, oldestMs: 2_000, lastError: null }),
  };
  return spool;
}

/** Remembers ids for ever: what the real guard promises, without a store. */
function memoryReplay(): CollectorDeps['replay'] {
  const seen = new Set<string>();
  return {
    async once(rows, write) {
      const fresh = rows.filter(({ event_id }, index) => {
        const first = rows.findIndex((row) => row.event_id === event_id) === index;
        return first && !seen.has(event_id);
      });
      if (fresh.length > 0) await write(fresh);
      for (const { event_id } of fresh) seen.add(event_id);
      return { accepted: fresh.length, duplicates: rows.length - fresh.length };
    },
  };
}

const keysOf = (siteId: string, { anonymousId, userId }: ConsentIds) => [
  ...(anonymousId === undefined ? [] : [`${siteId} a ${anonymousId}`]),
  ...(userId === undefined ? [] : [`${siteId} u ${userId}`]),
];

/** Withdrawals in a map: what the real list promises, without a store. */
export function memoryWithdrawals(): CollectorDeps['withdrawals'] {
  const known = new Map<string, number>();
  return {
    at(siteId, ids) {
      const found = keysOf(siteId, ids).flatMap((key) => known.get(key) ?? []);
      return found.length > 0 ? Math.max(...found) : undefined;
    },
    add(siteId, ids, at) {
      for (const key of keysOf(siteId, ids)) known.set(key, Math.max(at, known.get(key) ?? at));
    },
  };
}

/** Leases in a list: what the real store promises, without one. */
export function memoryPhone(pools: readonly PhonePool[]): PhoneStore {
  const leases = new Map<string, Lease & { siteId: string }>();
  const of = (siteId: string, { from, to }: { from: number; to: number }) =>
    [...leases.values()].filter(
      (one) => one.siteId === siteId && one.until >= from && one.since <= to,
    );
  return {
    pools: async () => [...pools],
    setPool: () => Promise.reject(new Error('not here')),
    async putLeases(added) {
      for (const one of added) leases.set(`${one.siteId} ${one.number} ${one.since}`, one);
    },
    leases: async (siteId, time) => of(siteId, time),
    async join(siteId, { from, to }) {
      const graceMs = pools.find((one) => one.siteId === siteId)?.graceMs ?? 0;
      return createLeaseJoin(of(siteId, { from: from - graceMs, to }), graceMs);
    },
  };
}

export interface Harness {
  collector: Collector;
  site: Site;
  events: MemorySpool<EventRow>;
  quarantine: MemorySpool<QuarantineRow>;
  counts: MemorySpool<CountRow>;
  /** Live keys of back ends. */
  keys: SecretKey[];
  /** Live webhooks. */
  hooks: Hook[];
  /** Numbers of sites. */
  pools: PhonePool[];
  phone: PhoneStore;
  withdrawals: CollectorDeps['withdrawals'];
  log: string[];
  /** Posts text, bytes or a value as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** A collector over memory, with one site that asks for consent unless told otherwise. */
export function harness(change: Partial<CollectorDeps> & { site?: Partial<Site> } = {}): Harness {
  const { site, ...deps } = change;
  const events = memorySpool<EventRow>();
  const quarantine = memorySpool<QuarantineRow>();
  const counts = memorySpool<CountRow>();
  const keys: SecretKey[] = [];
  const hooks: Hook[] = [];
  const pools: PhonePool[] = [];
  const phone = memoryPhone(pools);
  const withdrawals = memoryWithdrawals();
  const log: string[] = [];
  const collector = createCollector({
    sites: { list: async () => [{ ...testSite, ...site }] },
    events,
    quarantine,
    counts,
    replay: memoryReplay(),
    withdrawals,
    suppressions: { has: () => undefined },
    keys: { live: async () => keys, used: async () => undefined },
    links: { find: async () => [] },
    hooks: { live: async () => hooks },
    phone,
    secrets: { hashKey: async () => Buffer.alloc(32, 7) },
    ping: async () => true,
    clock: () => now,
    log: (line) => void log.push(line),
    ...deps,
  });
  return {
    collector,
    site: { ...testSite, ...site },
    events,
    quarantine,
    counts,
    keys,
    hooks,
    pools,
    phone,
    withdrawals,
    log,
    post: async (body, headers = {}) =>
      collector.app.request('/v1/events', {
        method: 'POST',
        headers: { 'content-type': 'text/plain', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
  };
}

export const receipt = (...purposes: string[]) => ({
  purposes,
  source: 'api',
  decidedAt: '2026-11-22T09:00:00Z',
});

let lastId = 0;

/** A fresh, right event of a person who allowed measurement. */
export const someEvent = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: `0193bd4e-7c2a-7d3e-9f00-${String(++lastId).padStart(12, '0')}`,
  name: 'page.viewed',
  at: '2026-11-22T10:00:00Z',
  anonymousId: 'a-1',
  consent: receipt('storage', 'measurement'),
  ...fields,
});

export const batchOf = (...events: unknown[]) => ({ v: 1, site: 'wk_test', events });
