import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { openReplayGuard, openStore, openWithdrawals } from '@touchtrail/store';
import type { Site } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { createCollector } from '../collector.ts';
import type { Collector, CollectorDeps } from '../collector.ts';
import { testSite } from './harness.ts';

/** A site that needs no consent. */
export const openSite: Site = { ...testSite, id: 'open', writeKey: 'wk_open', consentMode: 'none' };

export interface Served {
  url: string;
  store: Store;
  collector: Collector;
  log: string[];
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Resolves when all that was acknowledged is in ClickHouse. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A folder for one test, and how to take it away again. */
export function temporaryDir(): { dir: string; remove: () => void } {
  const dir = withTables(mkdtempSync(path.join(os.tmpdir(), 'touchtrail-collector-')));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A collector over the real store and a real socket. */
export async function serve(dataDir: string, deps: Partial<CollectorDeps> = {}): Promise<Served> {
  const log: string[] = [];
  const store = await openStore({ dataDir, log: (line) => void log.push(line) });
  if ((await store.sites.list()).length === 0) {
    await store.sites.add(testSite);
    await store.sites.add(openSite);
  }
  const [events, quarantine] = [await store.openEventSpool(), await store.openQuarantineSpool()];
  const counts = await store.openCountSpool();
  const collector = createCollector({
    sites: store.sites,
    events,
    quarantine,
    counts,
    refused: store.quarantine,
    replay: await openReplayGuard({ store, spool: events }),
    withdrawals: await openWithdrawals({ reader: store.reader, spool: events, clock: Date.now }),
    suppressions: store.suppressions,
    keys: store.keys,
    secrets: store.secrets,
    links: store.links,
    hooks: store.hooks,
    phone: store.phone,
    ping: () => store.ping(),
    clock: Date.now,
    log: (line) => void log.push(line),
    ...deps,
  });
  const server = createAdaptorServer({ fetch: collector.app.fetch }) as Server;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    store,
    collector,
    log,
    post: (body, headers = {}) =>
      fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async flush() {
      await events.flush();
      await quarantine.flush();
      await counts.flush();
    },
    async stop() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      await collector.close(5_000);
      server.closeAllConnections();
      await closed;
      await store.close();
    },
  };
}
