import { limits } from '@touchtrail/contract';
import { errorSummary } from '@touchtrail/store';
import type {
  ConsentIds,
  CountRow,
  EventRow,
  HookStore,
  Inserted,
  KeyStore,
  LinkStore,
  PhoneStore,
  QuarantineRow,
  QuarantineStore,
  ReplayGuard,
  SiteSecrets,
  SiteStore,
  Spool,
  Withdrawals,
} from '@touchtrail/store';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { errorAnswer, jsonAnswer } from './answer.ts';
import { createBoundedNames } from './count/bounded-names.ts';
import { postCount } from './count/count-route.ts';
import type { CountryLookup } from './country/database.ts';
import { createPace } from './enrich/pace.ts';
import type { EnrichResources } from './enrich/told.ts';
import { postEvents, preflight, wrongMethod } from './events-route.ts';
import type { EventsRouteDeps, NodeEnv } from './events-route.ts';
import type { Suppressions } from './gate/gate.ts';
import { postImport } from './import/import-route.ts';
import type { Importer } from './import/import-route.ts';
import { createLimits, defaultRateLimits } from './limits/limits.ts';
import type { RateLimits } from './limits/limits.ts';
import { createLinkDesk } from './links/link-desk.ts';
import { createLeaseDesk } from './phone/lease-desk.ts';
import { postPhone } from './phone/phone-route.ts';
import { metricsType } from './metrics.ts';
import type { Metrics, MetricsSnapshot } from './metrics.ts';
import { createQuarantineReplay } from './quarantine/replay.ts';
import type { QuarantineReplay } from './quarantine/replay.ts';
import type { BodyLimits } from './read-body.ts';
import { readiness } from './readiness.ts';
import { countInserted, createServiceMetrics } from './service-metrics.ts';
import { scriptPath, scriptRoutes } from './script-routes.ts';
import { postHook } from './hooks/hook-route.ts';
import { createLiveList } from './live-list.ts';
import { segmentPath, segmentRoutes } from './segment/segment-routes.ts';
import { createKeyCache } from './server/key-cache.ts';
import { postServerEvents } from './server/server-route.ts';
import { createSiteCache } from './site-cache.ts';

export interface CollectorDeps {
  sites: Pick<SiteStore, 'list'>;
  events: Spool<EventRow>;
  quarantine: Spool<QuarantineRow>;
  /** Refused events as they are kept, for checking them again; without it none can be. */
  refused?: Pick<QuarantineStore, 'replayable' | 'markReplayed'>;
  /** Page views of people who are not measured. */
  counts: Spool<CountRow>;
  replay: Pick<ReplayGuard, 'once'> & Partial<Pick<ReplayGuard, 'knows'>>;
  /** Who took consent back. */
  withdrawals: Pick<Withdrawals, 'at' | 'add'>;
  /** Erased and restricted subjects. */
  suppressions: Suppressions;
  /** Keys of back ends. */
  keys: Pick<KeyStore, 'live' | 'used'>;
  secrets: Pick<SiteSecrets, 'hashKey'>;
  /** Links with a token. */
  links: Pick<LinkStore, 'find'>;
  /** Webhooks of other systems. */
  hooks: Pick<HookStore, 'live'>;
  /** Phone numbers by visit. */
  phone: PhoneStore;
  /** Loads files; without it `/v1/import` is not there. */
  importer?: Importer;
  /** Whether ClickHouse answers. */
  ping: () => Promise<boolean>;
  clock: () => number;
  log?: (line: string, level?: 'warn' | 'error') => void;
  /** Version of the product, for the metrics. */
  version?: string;
  /** Whether the metrics tell about this process, too: CPU, memory, event loop. */
  processMetrics?: boolean;
  /** The metrics of all processes of the service; default: of this one. */
  allMetrics?: () => Promise<string>;
  /** Folder with the built SDK; without it `/t.js` says what to run. */
  sdkDir?: string;
  onAccepted?: (siteId: string, rows: readonly EventRow[]) => void;
  /** Called when somebody who took consent back asked to be erased too. */
  onEraseAsked?: (siteId: string, ids: ConsentIds) => void;
  bodyLimits?: Partial<BodyLimits>;
  rateLimits?: Partial<RateLimits>;
  /** Country of an address; without it every place is unknown and gets the strictest rule. */
  country?: CountryLookup | undefined;
  /** Addresses of data centres and rates of currencies, where the operator gives any. */
  enrich?: EnrichResources | undefined;
  /** How many proxies of ours stand before the service; their `X-Forwarded-For` is believed. Default 0. */
  trustedProxies?: number;
}

export interface Collector {
  app: Hono<NodeEnv>;
  metrics: Metrics;
  /** What the drain says of a table's spool, for the metrics. */
  inserted(table: string, inserted: Inserted): void;
  /** The metrics of this process, for one that adds up those of several. */
  snapshot(): Promise<MetricsSnapshot>;
  /** Whether a path is one of the collector's: the rest belongs to the console. */
  handles(path: string): boolean;
  /** Checks refused events again; undefined without `refused`. */
  replayRefused: QuarantineReplay | undefined;
  /**
   * Takes no more events, finishes what it is taking, then syncs and drains the spools.
   *
   * @param graceMs time for all of it; what is not drained by then stays on disk for the next start.
   * @param drain false: leaves all that is in the spools to the next start.
   */
  close(graceMs: number, drain?: boolean): Promise<void>;
}

const defaultBodyLimits: BodyLimits = {
  maxBytes: limits.requestBytes,
  maxInflatedBytes: 8 * limits.requestBytes,
  timeoutMs: 15_000,
};

/** Bytes that all bodies on their way may hold: thousands of slow senders must not fill the memory. */
const bodiesTogether = 128 * 1024 * 1024;

/** How long a refusal is shown by the readiness, and its line is not logged again. */
const refusalMs = 10_000;

/**
 * The write path: `POST /v1/events`, the SDK's files, health and metrics.
 *
 * @example
 * const collector = createCollector({ sites: store.sites, events, quarantine, replay, … });
 * serve({ fetch: collector.app.fetch, port: 8787 });
 */
export function createCollector(deps: CollectorDeps): Collector {
  const { clock, events, quarantine, counts, replay, ping, log = () => undefined } = deps;
  let checks: Readonly<Record<string, string>> = {};
  const metrics = createServiceMetrics({
    spools: { events, quarantine, counts },
    checks: () => checks,
    version: deps.version,
    process: deps.processMetrics,
  });
  const sites = createSiteCache({
    load: () => deps.sites.list(),
    hashKey: (siteId) => deps.secrets.hashKey(siteId),
    clock,
    log,
  });
  // Now ClickHouse has just answered: who comes first may find that it hangs.
  void sites.warm();
  const app = new Hono<NodeEnv>();
  let inFlight = 0;
  let closing = false;
  let idle: (() => void) | undefined;

  // On a full disk every request is refused: the log and the readiness say it, not each time.
  let refusal = { why: '', at: -Infinity, loggedAt: -Infinity };
  const onRefused = (why: string) => {
    const at = clock();
    const isNews = why !== refusal.why || at - refusal.loggedAt > refusalMs;
    if (isNews) log(`Events are refused for now, their senders keep them: ${why}`, 'warn');
    refusal = { why, at, loggedAt: isNews ? at : refusal.loggedAt };
  };

  const routeDeps: EventsRouteDeps = {
    sites,
    metrics,
    clock,
    events,
    quarantine,
    replay,
    withdrawals: deps.withdrawals,
    suppressions: deps.suppressions,
    linkDesk: createLinkDesk({ links: deps.links, clock }),
    country: deps.country,
    enrich: deps.enrich,
    pace: createPace(),
    trustedProxies: deps.trustedProxies ?? 0,
    limits: createLimits({ ...defaultRateLimits, ...deps.rateLimits }, clock),
    onRefused,
    bodyLimits: { ...defaultBodyLimits, together: { left: bodiesTogether }, ...deps.bodyLimits },
    onAccepted: deps.onAccepted,
    onEraseAsked: deps.onEraseAsked,
  };
  const takers = {
    '/v1/events': postEvents(routeDeps),
    '/v1/server/events': postServerEvents({
      ...routeDeps,
      keys: createKeyCache({ keys: deps.keys, clock, log }),
      startedAt: clock(),
    }),
    '/v1/hooks/:id': postHook({
      ...routeDeps,
      hooks: createLiveList({
        load: () => deps.hooks.live(),
        idOf: (hook) => hook.id,
        what: 'webhooks',
        clock,
        log,
      }),
      phone: deps.phone,
    }),
    '/v1/phone': postPhone({
      ...routeDeps,
      desk: createLeaseDesk({ phone: deps.phone, clock, log }),
    }),
    '/v1/count': postCount({
      ...routeDeps,
      counts,
      paths: createBoundedNames(5_000, clock),
      referrers: createBoundedNames(2_000, clock),
    }),
  };

  app.use('/v1/*', async (c, next) => {
    const startedAt = performance.now();
    await next();
    metrics.observe('touchtrail_http_request_seconds', (performance.now() - startedAt) / 1_000);
    metrics.add('touchtrail_http_requests_total', 1, { status: String(c.res.status) });
  });
  const whileOpen =
    (take: (c: Context<NodeEnv>) => Promise<Response>) => async (c: Context<NodeEnv>) => {
      if (closing) {
        return errorAnswer(
          'store_unavailable',
          'The service is stopping.',
          'Keep the events and send them again in a moment.',
          { headers: { connection: 'close', 'access-control-allow-origin': '*' } },
        );
      }
      inFlight++;
      try {
        return await take(c);
      } finally {
        if (--inFlight === 0) idle?.();
      }
    };
  for (const [path, take] of Object.entries(takers)) {
    app.post(path, whileOpen(take));
    // Back ends send no preflight, and no page may sign.
    if (path !== '/v1/server/events' && path !== '/v1/hooks/:id')
      app.options(path, preflight(sites));
    app.all(path, wrongMethod);
  }
  if (deps.importer) {
    app.post('/v1/import', whileOpen(postImport(deps.importer)));
    app.all('/v1/import', wrongMethod);
  }
  segmentRoutes(app, routeDeps, whileOpen);
  scriptRoutes(app, deps.sdkDir);

  app.get('/healthz', () => jsonAnswer(200, { status: 'ok' }));
  const state = async (patienceMs?: number) => {
    const found = await readiness({
      ping,
      spools: { events, quarantine, counts },
      closing,
      refusal: clock() - refusal.at <= refusalMs ? refusal.why : undefined,
      ...(patienceMs !== undefined && { patienceMs }),
    });
    ({ checks } = found);
    return found;
  };
  app.get('/readyz', async (c) => {
    const found = await state();
    // A balancer before the write path must not take it away because reports cannot be answered.
    const fit = c.req.query('for') === 'events' ? found.takesEvents : found.ready;
    return jsonAnswer(fit ? 200 : 503, found, fit ? {} : { 'retry-after': '5' });
  });
  app.get('/metrics', async (c) => {
    await state(1_000);
    c.header('cache-control', 'no-store');
    const text = deps.allMetrics ? await deps.allMetrics() : await metrics.text();
    return c.body(text, 200, { 'content-type': metricsType });
  });

  app.notFound(() =>
    errorAnswer('not_found', 'There is nothing here.', 'Events go to POST /v1/events.'),
  );
  app.onError((error) => {
    log(`Unexpected, answered with 500: ${errorSummary(error)}`, 'error');
    return errorAnswer('internal', 'Something went wrong here.', 'Try again; see the log.');
  });

  const idleWithin = (ms: number) =>
    new Promise<void>((resolve) => {
      if (inFlight === 0) return resolve();
      const timer = setTimeout(resolve, ms);
      idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    app,
    metrics,
    inserted: (table, inserted) => countInserted(metrics, table, inserted),
    snapshot: async () => {
      await state(1_000);
      return metrics.snapshot();
    },
    replayRefused: deps.refused && createQuarantineReplay({ ...routeDeps, entries: deps.refused }),
    handles: (path) =>
      path.startsWith('/v1/') ||
      segmentPath.test(path) ||
      path === '/healthz' ||
      path === '/readyz' ||
      path === '/metrics' ||
      scriptPath.test(path),
    async close(graceMs, drain = true) {
      closing = true;
      const until = clock() + graceMs;
      await idleWithin(graceMs);
      const left = drain ? Math.max(0, until - clock()) : 0;
      await Promise.all([events, quarantine, counts].map((spool) => spool.close(left)));
    },
  };
}
