import { errorBody } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { OpenStep, Store, StoreOptions } from '@touchtrail/store';
import { findBuiltFiles } from './built-files.ts';
import { prepareFirstStart } from './first-start.ts';
import { openHttpServer } from './http/http-server.ts';
import type { HttpServer } from './http/http-server.ts';
import { browserUrl, listen } from './http/listen.ts';
import type { Log } from './logs/logs.ts';
import { openParts } from './service-parts.ts';
import type { Fetch, Parts, PartsOptions } from './service-parts.ts';
import { forgetService, noteService } from './service-note.ts';

export const defaultHost = '127.0.0.1';
export const defaultPort = 8787;
export const defaultGraceMs = 10_000;

/** What the service is made with, beside where it listens. */
export interface ServiceOptions extends Partial<
  Omit<PartsOptions, 'files' | 'site' | 'worker' | 'sessions' | 'allMetrics'>
> {
  dataDir: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 8787; 0 takes any free port. */
  port?: number;
  /** A server in place of the embedded engine. */
  clickhouseUrl?: string;
  /** Bytes the embedded engine may use. Default 40 % of the machine's memory. */
  engineMemory?: number;
  /** How long an idle connection is kept, ms. Default 5,000. */
  keepAliveMs?: number;
  /** Bounds of the spool. */
  spool?: NonNullable<StoreOptions['spool']>;
  /** What an acknowledged event outlives. Default `power-loss`. */
  durability?: NonNullable<StoreOptions['durability']>;
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

/** How a store is opened by these options. */
export const storeOptions = (options: ServiceOptions, log: Log): StoreOptions => ({
  dataDir: options.dataDir,
  log,
  ...(options.clock && { clock: options.clock }),
  ...(options.clickhouseUrl !== undefined && { clickhouseUrl: options.clickhouseUrl }),
  ...(options.engineMemory !== undefined && { memoryLimit: options.engineMemory }),
  ...(options.onProgress && { onProgress: options.onProgress }),
  ...(options.spool && { spool: options.spool }),
  ...(options.durability && { durability: options.durability }),
});

/** The options that {@link openParts} takes as they are. */
export const partsOptions = (options: ServiceOptions) => ({
  ...(options.countryFile !== undefined && { countryFile: options.countryFile }),
  ...(options.datacentreFile !== undefined && { datacentreFile: options.datacentreFile }),
  ...(options.ratesFile !== undefined && { ratesFile: options.ratesFile }),
  ...(options.webhookPrivate !== undefined && { webhookPrivate: options.webhookPrivate }),
  ...(options.trustedProxies !== undefined && { trustedProxies: options.trustedProxies }),
  ...(options.rateLimits && { rateLimits: options.rateLimits }),
  ...(options.bodyLimits && { bodyLimits: options.bodyLimits }),
  ...(options.version !== undefined && { version: options.version }),
  ...(options.traces && { traces: options.traces }),
});

const starting: Fetch = (request) => {
  const { pathname } = new URL(request.url);
  const body =
    pathname === '/healthz'
      ? { status: 'starting' }
      : pathname === '/readyz'
        ? {
            ready: false,
            takesEvents: false,
            answersReports: false,
            checks: { service: 'starting' },
          }
        : errorBody('store_unavailable', 'The service is starting.', 'Try again in a moment.');
  return Response.json(body, {
    status: pathname === '/healthz' ? 200 : 503,
    headers: { 'retry-after': '1', 'cache-control': 'no-store' },
  });
};

/** The address of ClickHouse for reading. */
export function readingUrl({ readOnlyConnection, connection }: Store): string {
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

/** Ends a server and what answers behind it, but not the store. */
export async function stopServing(
  http: HttpServer,
  parts: Pick<Parts, 'close'>,
  graceMs: number,
  drain = true,
): Promise<void> {
  const ended = http.closed();
  await parts.close(graceMs, drain);
  const cut = setTimeout(() => http.server.closeAllConnections(), 1_000);
  http.server.closeIdleConnections();
  await ended;
  clearTimeout(cut);
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
  const { dataDir, traces } = options;
  const { host = defaultHost, port: wantedPort = defaultPort } = options;
  const { clock = Date.now, log = () => undefined } = options;
  const files = findBuiltFiles(import.meta.url);
  let answer = starting;
  const http = openHttpServer({
    fetch: (request, env) => answer(request, env),
    log,
    keepAliveMs: options.keepAliveMs,
  });
  const port = await listen(http.server, host, wantedPort);
  let store: Store | undefined;
  try {
    const opened = await openStore({ ...storeOptions(options, log), mode: 'own' });
    store = opened;
    store.onEngineRestart(() => log('The engine ended unexpectedly and is back.', 'warn'));
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { site, adminToken } = await prepareFirstStart(store, host, timeZone);
    const parts = await openParts(store, { ...partsOptions(options), clock, log, files, site });
    answer = parts.fetch;
    const url = browserUrl(host, port);
    noteService(dataDir, url);
    const stop = async (graceMs: number) => {
      forgetService(dataDir);
      await stopServing(http, parts, graceMs);
      await opened.close();
      await traces?.close();
    };
    let closing: Promise<void> | undefined;
    return {
      url,
      clickhouseUrl: readingUrl(store),
      site,
      adminToken,
      store,
      missing: files.missing,
      close: (graceMs = defaultGraceMs) => (closing ??= stop(graceMs)),
    };
  } catch (error) {
    const ended = http.closed();
    http.server.closeAllConnections();
    await ended;
    await store?.close();
    throw error;
  }
}
