/**
 * The write path in a process of its own: HTTP, collector, spool and embedded engine, or less of them.
 *
 * @module
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createCollector } from '@touchtrail/collector';
import type { CollectorDeps } from '@touchtrail/collector';
import type { Site } from '@touchtrail/contract';
import { keepMemoryLean, openReplayGuard, openStore, openWithdrawals } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';

/**
 * What the service does with a good event: everything; everything without waiting for the disk; acknowledge
 * before anything is written; or nothing at all.
 */
export type ServiceKind = 'durable' | 'unsynced' | 'before-write' | 'nothing';

export interface ServiceOrder {
  kind: ServiceKind;
  dataDir: string;
}

export interface ServiceReady {
  port: number;
  writeKey: string;
  enginePid: number;
  clickhouse: { url: string; username: string; password: string; database: string } | undefined;
}

const site = {
  id: 'bench',
  name: 'Bench',
  origins: [],
  timezone: 'UTC',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
} as const;

const nowhere = {
  append: async () => undefined,
  flush: async () => undefined,
  close: async () => undefined,
  stats: () => ({ segments: 0, bytes: 0, oldestMs: null, lastError: null }),
};

/** All that the collector asks for beside sites, spools and the guard: empty lists. */
const nobody = {
  withdrawals: { at: () => undefined, add: () => undefined },
  suppressions: { has: () => undefined },
  keys: { live: async () => [], used: () => undefined },
  secrets: { hashKey: async () => new Uint8Array(32) },
  links: { find: async () => new Map() },
  hooks: { live: async () => [] },
  phone: {},
  ping: async () => true,
  clock: Date.now,
};

async function listen(deps: CollectorDeps): Promise<number> {
  const { app } = createCollector(deps);
  const server = createServer(getRequestListener(app.fetch));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** The pipeline without store: what it costs to read, check, gate and make rows. */
async function startWithout(): Promise<ServiceReady> {
  const { sitePrivacySchema } = await import('@touchtrail/contract');
  const only: Site = {
    ...site,
    origins: [],
    writeKey: 'wk_bench',
    privacy: sitePrivacySchema.parse({}),
  };
  const deps = {
    ...nobody,
    sites: { list: async () => [only] },
    events: nowhere,
    quarantine: nowhere,
    counts: nowhere,
    replay: {
      once: async (rows: readonly unknown[], write: (rows: never) => Promise<void>) => {
        await write(rows as never);
        return { accepted: rows.length, duplicates: 0 };
      },
    },
  } as unknown as CollectorDeps;
  return {
    port: await listen(deps),
    writeKey: only.writeKey,
    enginePid: 0,
    clickhouse: undefined,
  };
}

async function startWith({ kind, dataDir }: ServiceOrder): Promise<{
  ready: ServiceReady;
  store: Store;
}> {
  await keepMemoryLean(process.env);
  const store = await openStore({
    dataDir,
    // Hours of backlog at the rate of the bench are more than the default bound.
    spool: { maxBytes: 16 * 1024 ** 3 },
    ...(kind === 'unsynced' && { durability: 'process' as const }),
  });
  const added =
    (await store.sites.find(site.id)) ?? (await store.sites.add({ ...site, origins: [] }));
  const [events, quarantine, counts] = await Promise.all([
    store.openEventSpool(),
    store.openQuarantineSpool(),
    store.openCountSpool(),
  ]);
  store.onInserted((table, { rows, ms, oldestMs }) => {
    // What is left in the spool may go in after the bench let go.
    if (process.connected) process.send?.({ inserted: { table, rows, ms, oldestMs } });
  });
  const replay = await openReplayGuard({ store, spool: events });
  const hurried: typeof events = {
    ...events,
    append(rows) {
      void events.append(rows);
      return Promise.resolve();
    },
  };
  const port = await listen({
    ...nobody,
    sites: store.sites,
    events: kind === 'before-write' ? hurried : events,
    quarantine,
    counts,
    replay,
    withdrawals: await openWithdrawals({ reader: store.reader, spool: events, clock: Date.now }),
    suppressions: store.suppressions,
    keys: store.keys,
    secrets: store.secrets,
    links: store.links,
    hooks: store.hooks,
    phone: store.phone,
  });
  process.on('message', (message) => {
    if (message !== 'flush') return;
    events.flush().then(
      () => process.send?.({ flushed: true }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  const ready = {
    port,
    writeKey: added.writeKey,
    enginePid: store.enginePid(),
    clickhouse: store.connection,
  };
  return { ready, store };
}

let opened: Store | undefined;

process.once('message', (order: ServiceOrder) => {
  const started =
    order.kind === 'nothing'
      ? startWithout()
      : startWith(order).then(({ ready, store }) => {
          opened = store;
          return ready;
        });
  started.then(
    (ready) => process.send?.({ ready }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => {
  void (opened?.close() ?? Promise.resolve()).finally(() => process.exit());
});
