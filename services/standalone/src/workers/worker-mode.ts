import { openReplayGuard } from '@touchtrail/store';
import type {
  CountRow,
  EventRow,
  QuarantineRow,
  ReplayGuard,
  Spool,
  Store,
} from '@touchtrail/store';
import { createRemoteSpools } from './shared-spool/remote-spools.ts';
import { serveSpools } from './shared-spool/serve-spools.ts';
import type { WorkerLink } from './worker-link.ts';

/** Where a process writes what it took. */
export interface WritePath {
  events: Spool<EventRow>;
  quarantine: Spool<QuarantineRow>;
  counts: Spool<CountRow>;
  replay: ReplayGuard;
  /** Rows that are accepted and may not be in ClickHouse yet. */
  unstored(): AsyncIterable<EventRow>;
  /** Answers what other workers asked and takes no more of it; before the spools are closed. */
  release(): Promise<void>;
  /** After the last request. */
  close(): void;
}

export interface WritePathOptions {
  /** Absent: there is one process. */
  worker?: WorkerLink | undefined;
  clock: () => number;
  log: (line: string) => void;
}

/** The worker that has the spools and knows the ids. */
const owner = 0;

type News = { spool: 'where' } | { spool: 'here'; address: string };

const newsOf = (body: unknown): News | undefined => {
  const news = body as Partial<News> | null;
  return news?.spool === 'where' || news?.spool === 'here' ? (news as News) : undefined;
};

async function* each<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

async function openOwn(store: Store, options: WritePathOptions): Promise<WritePath> {
  const { worker, clock, log } = options;
  const [events, quarantine, counts] = await Promise.all([
    store.openEventSpool(),
    store.openQuarantineSpool(),
    store.openCountSpool(),
  ]);
  const replay = await openReplayGuard({ store, spool: events, clock, log });
  const path = { events, quarantine, counts, replay, unstored: () => events.unstored() };
  if (!worker || worker.workers < 2)
    return { ...path, release: async () => undefined, close: () => undefined };
  const served = await serveSpools(path);
  const here = { spool: 'here', address: served.address } as const;
  worker.onRelay((from, body) => {
    if (newsOf(body)?.spool === 'where') worker.relay(from, here);
  });
  return { ...path, release: () => served.close(), close: () => undefined };
}

async function openRemote(store: Store, worker: WorkerLink): Promise<WritePath> {
  let heard: ((address: string) => void) | undefined;
  worker.onRelay((_from, body) => {
    const news = newsOf(body);
    if (news?.spool === 'here') heard?.(news.address);
  });
  const remote = createRemoteSpools({
    locate: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no answer')), 1_000);
        heard = (address) => {
          clearTimeout(timer);
          resolve(address);
        };
        worker.relay(owner, { spool: 'where' });
      }),
  });
  // Before the table is read: what is drained meanwhile is then found there.
  const rows: EventRow[] = [];
  for await (const row of store.unstoredEvents()) if (row.type === 'consent') rows.push(row);
  return { ...remote, unstored: () => each(rows), release: async () => undefined };
}

/**
 * Opens where accepted rows go. One process has the spools and the replay guard, so that an event is
 * stored once whichever worker it is sent to, and however often; the other workers send it their rows.
 *
 * @throws StoreError `spool_in_use`
 */
export const openWritePath = (store: Store, options: WritePathOptions): Promise<WritePath> =>
  options.worker && options.worker.slot !== owner
    ? openRemote(store, options.worker)
    : openOwn(store, options);
