import { createCollector, openCountryDatabase } from '@touchtrail/collector';
import type { BodyLimits, Collector, RateLimits } from '@touchtrail/collector';
import { createConsole, watchFindings, watchSegments } from '@touchtrail/console';
import type { Console, SessionShelf } from '@touchtrail/console';
import type { Site } from '@touchtrail/contract';
import { openWithdrawals, startHousekeeping } from '@touchtrail/store';
import type { ConsentIds, Housekeeping, Store } from '@touchtrail/store';
import type { BuiltFiles } from './built-files.ts';
import { createImporter } from './importer.ts';
import { readEnrichFiles } from './enrich-files.ts';
import type { EnrichFiles } from './enrich-files.ts';
import { demoShop } from './demo-shop.ts';
import type { Log } from './logs/logs.ts';
import type { Traces } from './traces.ts';
import type { WorkerLink } from './workers/worker-link.ts';
import { openWritePath } from './workers/worker-mode.ts';

/** What both the one process and each worker are made with. */
export interface PartsOptions extends EnrichFiles {
  countryFile?: string;
  trustedProxies?: number;
  /** Whether webhooks may have addresses of private networks. */
  webhookPrivate?: boolean;
  rateLimits?: Partial<RateLimits>;
  bodyLimits?: Partial<BodyLimits>;
  version?: string;
  clock: () => number;
  log: Log;
  files: BuiltFiles;
  site: Site;
  /** Absent: there is one process. */
  worker?: WorkerLink | undefined;
  /** Logins that outlive this process. */
  sessions?: SessionShelf | undefined;
  /** The metrics of all processes. */
  allMetrics?: (() => Promise<string>) | undefined;
  traces?: Traces | undefined;
}

export type Fetch = (request: Request, env: object) => Response | Promise<Response>;

/** Collector, console, demo shop and housekeeping over a store. */
export interface Parts {
  collector: Collector;
  console: Console;
  fetch: Fetch;
  /**
   * Ends live streams and background work, finishes requests, and closes the spools.
   *
   * @param drain false: leaves what is in the spools to the next process.
   */
  close(graceMs: number, drain?: boolean): Promise<void>;
}

/** Erasures are run by the first worker alone; the others only note that one was asked for. */
const noteOnly = ({ people, retention }: Pick<Store, 'people' | 'retention'>) => ({
  people: {
    ...people,
    missedErasures: async () => [],
    waitingErasures: async () => [],
    runErasure: (id: string) => people.requests({ id, limit: 1 }).then(() => undefined),
  } as unknown as Store['people'],
  retention: { ...retention, run: async () => [] },
});

/** What workers tell each other: consent taken back counts everywhere at once. */
interface WithdrawalNews {
  news: 'withdrawn';
  site: string;
  ids: ConsentIds;
  at: number;
}

const isWithdrawal = (body: unknown): body is WithdrawalNews =>
  (body as Partial<WithdrawalNews> | null)?.news === 'withdrawn';

/**
 * Opens the spools of a store and everything over them.
 *
 * @throws StoreError `spool_in_use`
 */
export async function openParts(store: Store, options: PartsOptions): Promise<Parts> {
  const { clock, log, files, countryFile, worker, traces } = options;
  const writePath = await openWritePath(store, { worker, clock, log });
  const { events, quarantine, counts, replay } = writePath;
  const isFirst = worker === undefined || worker.slot === 0;
  const housekeeping: Housekeeping = startHousekeeping({
    ...(isFirst ? { people: store.people, retention: store.retention } : noteOnly(store)),
    log,
  });
  const known = await openWithdrawals({ reader: store.reader, spool: writePath, clock, log });
  const withdrawals: typeof known = {
    ...known,
    add(site, ids, at) {
      known.add(site, ids, at);
      if (!worker) return;
      const { workers, slot: own } = worker;
      for (let slot = 0; slot < workers; slot++) {
        if (slot !== own) worker.relay(slot, { news: 'withdrawn', site, ids, at });
      }
    },
  };
  worker?.onRelay((_from, body) => {
    if (isWithdrawal(body)) known.add(body.site, body.ids, body.at);
  });
  const collector = createCollector({
    sites: store.sites,
    events: traces ? traces.spool(events) : events,
    quarantine,
    counts,
    refused: store.quarantine,
    replay: traces ? traces.replay(replay) : replay,
    withdrawals,
    suppressions: store.suppressions,
    keys: store.keys,
    secrets: store.secrets,
    links: store.links,
    hooks: store.hooks,
    phone: store.phone,
    importer: createImporter(store, clock),
    ping: () => store.ping(),
    clock,
    log,
    processMetrics: true,
    ...(options.version !== undefined && { version: options.version }),
    ...(options.allMetrics && { allMetrics: options.allMetrics }),
    ...(countryFile !== undefined && { country: await openCountryDatabase(countryFile) }),
    enrich: await readEnrichFiles(options),
    ...(options.trustedProxies !== undefined && { trustedProxies: options.trustedProxies }),
    ...(options.rateLimits && { rateLimits: options.rateLimits }),
    ...(options.bodyLimits && { bodyLimits: options.bodyLimits }),
    onAccepted: (siteId, rows) => console.publish(siteId, rows),
    onEraseAsked: housekeeping.eraseAsked,
    ...(files.sdkDir !== undefined && { sdkDir: files.sdkDir }),
  });
  const stopCounting = store.onInserted((table, inserted) => {
    collector.inserted(table, inserted);
    traces?.inserted(table, inserted);
  });
  const console = createConsole({
    reader: store.reader,
    sites: store.sites,
    tokens: store.tokens,
    members: store.tokens,
    writeKeys: store.sites,
    siteSettings: store.sites,
    retention: store.retention,
    people: store.people,
    identity: store.identity,
    journeyDefinitions: store.journeyDefinitions,
    search: store.search,
    accounts: store.accounts,
    registry: store.registry,
    segments: store.segments,
    findings: store.findings,
    personas: store.personas,
    foundTopics: store.foundTopics,
    actions: store.actions,
    views: store.views,
    annotations: store.annotations,
    allowPrivate: options.webhookPrivate ?? false,
    streams: store.streams,
    suppressions: store.suppressions,
    audit: store.audit,
    erase: housekeeping.erase,
    quarantine: store.quarantine,
    ...(collector.replayRefused && { replayRefused: collector.replayRefused }),
    clock,
    log,
    ...(options.sessions && { sessions: options.sessions }),
    ...(files.dashboardDir !== undefined && { dashboardDir: files.dashboardDir }),
  });
  const watch = isFirst
    ? watchSegments({
        reader: store.reader,
        identity: store.identity,
        segments: store.segments,
        membership: store.membership,
        clock,
        log,
        allowPrivate: options.webhookPrivate ?? false,
      })
    : undefined;
  const look = isFirst
    ? watchFindings({
        reader: store.reader,
        sites: store.sites,
        findings: store.findings,
        foundTopics: store.foundTopics,
        clock,
        log,
        allowPrivate: options.webhookPrivate ?? false,
      })
    : undefined;
  const shop = demoShop({ ...files, writeKey: () => options.site.writeKey });
  const route: Fetch = (request, env) => {
    const { pathname } = new URL(request.url);
    if (collector.handles(pathname)) return collector.app.fetch(request, env);
    if (pathname === '/demo' || pathname.startsWith('/demo/')) return shop.fetch(request, env);
    return console.app.fetch(request, env);
  };
  return {
    collector,
    console,
    fetch: traces ? traces.requests(route) : route,
    async close(graceMs, drain) {
      // Live streams never end by themselves.
      console.close();
      await Promise.all([watch?.stop(), look?.stop()]);
      await housekeeping.stop();
      // First the other workers', whose rows are on their way; then our own.
      await writePath.release();
      await collector.close(graceMs, drain);
      writePath.close();
      stopCounting();
    },
  };
}
