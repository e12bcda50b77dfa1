import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { createCollector, openCountryDatabase } from '@touchtrail/collector';
import type { Collector, RateLimits } from '@touchtrail/collector';
import { createConsole } from '@touchtrail/console';
import type { Console } from '@touchtrail/console';
import { errorBody } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import { openReplayGuard, openStore, openWithdrawals, startHousekeeping } from '@touchtrail/store';
import type { Housekeeping, OpenStep, Store } from '@touchtrail/store';
import { findBuiltFiles } from './built-files.ts';
import { demoShop } from './demo-shop.ts';
import { prepareFirstStart } from './first-start.ts';
import { browserUrl, listen } from './listen.ts';
import { buildWall, wallOptions } from './server-wall.ts';

const defaultHost = '127.0.0.1';
const defaultPort = 8787;

export interface ServiceOptions {
  dataDir: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 8787; 0 takes any free port. */
  port?: number;
  /** A server in place of the embedded engine. */
  clickhouseUrl?: string;
  /** A local country database (`.mmdb`): gives each place its rule of consent, and events a country. */
  countryFile?: string;
  /** How many proxies of ours stand before the service; their `X-Forwarded-For` is believed. Default 0. */
  trustedProxies?: number;
  rateLimits?: Partial<RateLimits>;
  /** Epoch ms. Default `Date.now`. */
  clock?: () => number;
  /** Gets one line for each thing an operator should know. */
  log?: (line: string) => void;
  onProgress?: (step: OpenStep) => void;
}

export interface Service {
  url: string;
  /** ClickHouse for reading: with the read-only user of the embedded engine, without a password else. */
  clickhouseUrl: string;
  site: Site;
  /** Only on the first start. */
  adminToken: string | undefined;
  store: Store;
  /** Parts that are not built, in words. */
  missing: readonly string[];
  /**
   * Takes no more requests, finishes the running ones, drains the spool, stops the engine.
   *
   * @param graceMs time until what still runs is cut off. Default 10 s.
   */
  close(graceMs?: number): Promise<void>;
}

type Fetch = (request: Request, env: object) => Response | Promise<Response>;

const starting: Fetch = (request) => {
  const alive = new URL(request.url).pathname === '/healthz';
  return Response.json(
    alive
      ? { status: 'starting' }
      : errorBody('store_unavailable', 'The service is starting.', 'Try again in a moment.'),
    { status: alive ? 200 : 503, headers: { 'retry-after': '1', 'cache-control': 'no-store' } },
  );
};

function readingUrl({ readOnlyConnection, connection }: Store): string {
  const { url, username, password, database } = readOnlyConnection ?? {
    ...connection,
    password: '',
  };
  const full = new URL(url);
  full.username = username;
  full.password = password;
  full.pathname = `/${database}`;
  return full.href;
}

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

interface Parts {
  store: Store;
  collector: Collector;
  console: Console;
  housekeeping: Housekeeping;
}

async function stop(server: Server, parts: Parts, graceMs: number) {
  const { store, collector, console, housekeeping } = parts;
  const ended = closed(server);
  // Live streams never end by themselves.
  console.close();
  await housekeeping.stop();
  await collector.close(graceMs);
  const cut = setTimeout(() => server.closeAllConnections(), 1_000);
  server.closeIdleConnections();
  await ended;
  clearTimeout(cut);
  await store.close();
}

/**
 * Starts everything on one port: collector, console, dashboard, demo shop, and the embedded engine.
 * The port is opened first, so that a second start fails before it changes anything.
 *
 * @throws ServiceError when the port cannot be opened; StoreError when the store cannot
 * @example
 * const service = await startService({ dataDir: '.touchtrail', port: 0 });
 * await fetch(`${service.url}/healthz`);
 * await service.close();
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { dataDir, clickhouseUrl, onProgress } = options;
  const { host = defaultHost, port: wantedPort = defaultPort } = options;
  const { clock = Date.now, log = () => undefined } = options;
  const files = findBuiltFiles(import.meta.url);
  let answer = starting;
  const server = createAdaptorServer({
    fetch: (request, env) => answer(request, env),
    serverOptions: wallOptions,
  }) as Server;
  buildWall(server, { log });
  const port = await listen(server, host, wantedPort);
  let store: Store | undefined;
  try {
    store = await openStore({
      dataDir,
      mode: 'own',
      clock,
      log,
      ...(clickhouseUrl !== undefined && { clickhouseUrl }),
      ...(onProgress && { onProgress }),
    });
    store.onEngineRestart(() => log('the engine ended unexpectedly and is back'));
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { site, adminToken } = await prepareFirstStart(store, host, timeZone);
    const parts = await openParts(store, { ...options, clock, log, files });
    const shop = demoShop({ ...files, writeKey: () => site.writeKey });
    const { collector, console } = parts;
    answer = (request, env) => {
      const { pathname } = new URL(request.url);
      if (collector.handles(pathname)) return collector.app.fetch(request, env);
      if (pathname === '/demo' || pathname.startsWith('/demo/')) return shop.fetch(request, env);
      return console.app.fetch(request, env);
    };
    let closing: Promise<void> | undefined;
    return {
      url: browserUrl(host, port),
      clickhouseUrl: readingUrl(store),
      site,
      adminToken,
      store,
      missing: files.missing,
      close: (graceMs = 10_000) => (closing ??= stop(server, parts, graceMs)),
    };
  } catch (error) {
    const ended = closed(server);
    server.closeAllConnections();
    await ended;
    await store?.close();
    throw error;
  }
}

async function openParts(
  store: Store,
  options: Pick<ServiceOptions, 'countryFile' | 'trustedProxies' | 'rateLimits'> & {
    clock: () => number;
    log: (line: string) => void;
    files: ReturnType<typeof findBuiltFiles>;
  },
): Promise<Parts> {
  const { clock, log, files, countryFile, trustedProxies, rateLimits } = options;
  const [events, quarantine, counts] = await Promise.all([
    store.openEventSpool(),
    store.openQuarantineSpool(),
    store.openCountSpool(),
  ]);
  const housekeeping = startHousekeeping({ people: store.people, retention: store.retention, log });
  const console = createConsole({
    reader: store.reader,
    sites: store.sites,
    tokens: store.tokens,
    people: store.people,
    suppressions: store.suppressions,
    audit: store.audit,
    erase: housekeeping.erase,
    clock,
    log,
    ...(files.dashboardDir !== undefined && { dashboardDir: files.dashboardDir }),
  });
  const collector = createCollector({
    sites: store.sites,
    events,
    quarantine,
    counts,
    replay: await openReplayGuard({ store, spool: events, clock, log }),
    withdrawals: await openWithdrawals({ reader: store.reader, spool: events, clock, log }),
    suppressions: store.suppressions,
    keys: store.keys,
    secrets: store.secrets,
    links: store.links,
    hooks: store.hooks,
    phone: store.phone,
    ping: () => store.ping(),
    clock,
    log,
    ...(countryFile !== undefined && { country: await openCountryDatabase(countryFile) }),
    ...(trustedProxies !== undefined && { trustedProxies }),
    ...(rateLimits && { rateLimits }),
    onAccepted: (siteId, rows) => console.publish(siteId, rows),
    onEraseAsked: housekeeping.eraseAsked,
    ...(files.sdkDir !== undefined && { sdkDir: files.sdkDir }),
  });
  return { store, collector, console, housekeeping };
}
