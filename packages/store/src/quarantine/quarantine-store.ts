import type { Database } from '../people/database.ts';
import type { EventSource } from '../types.ts';

/** A refused event as it is kept. Times are epoch ms. */
export interface QuarantineEntry {
  /** From the content; the same in every process. */
  id: string;
  site: string;
  receivedAt: number;
  code: string;
  message: string;
  /** JSON of what was kept; empty where nothing may be kept, as without consent. */
  raw: string;
  source: EventSource;
  sentAt: number | null;
  sdk: string;
  /** `DE`, `US-CA`; empty: unknown. */
  place: string;
  /** JSON receipt of the back end's key; empty: none. */
  basis: string;
  /** When it went in after all; null: it has not. */
  replayedAt: number | null;
}

/** Which entries; what is absent does not narrow. */
export interface QuarantineFilter {
  site: string;
  codes?: readonly string[];
  /** Received at or after this, epoch ms. */
  since?: number;
  /** Received before this, epoch ms. */
  until?: number;
  ids?: readonly string[];
}

/** One line of the overview: how many were refused for one reason. */
export interface QuarantineSummary {
  site: string;
  code: string;
  /** The reason most often given. */
  message: string;
  events: number;
  /** Of them: kept with their content, and not replayed yet. */
  replayable: number;
  replayed: number;
  firstAt: number;
  lastAt: number;
  /** Id of the newest one that has content; empty: none has. */
  sample: string;
}

/** Refused events and what became of them. */
export interface QuarantineStore {
  /** By reason, the most frequent first. */
  summary(filter: Partial<QuarantineFilter>): Promise<QuarantineSummary[]>;
  /** Newest first. */
  list(filter: QuarantineFilter, limit: number): Promise<QuarantineEntry[]>;
  /** Those with content that have not been replayed, oldest first, in pages. */
  replayable(filter: QuarantineFilter, pageRows?: number): AsyncIterable<QuarantineEntry[]>;
  /** Notes that these went in. */
  markReplayed(
    site: string,
    entries: readonly { id: string; outcome: 'accepted' | 'duplicate' }[],
  ): Promise<void>;
}

const narrowed = `({site:String} = '' OR site_id = {site:String})
  AND (empty({codes:Array(String)}) OR code IN {codes:Array(String)})
  AND received_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
  AND (empty({ids:Array(String)}) OR entry_id IN {ids:Array(String)})`;

const replays = `(SELECT site_id, entry_id, max(quarantine_replays.replayed_at) AS at
  FROM quarantine_replays GROUP BY site_id, entry_id)`;

const columns = `entry_id AS id, site_id AS site, toUnixTimestamp64Milli(received_at) AS receivedAt,
  code, message, raw, source, toUnixTimestamp64Milli(sent_at) AS sentAt, sdk, place, basis`;

/** Year 2200: what "until" is when nobody says. */
const farMs = 7_258_118_400_000;

const parametersOf = (filter: Partial<QuarantineFilter>) => ({
  site: filter.site ?? '',
  codes: filter.codes ?? [],
  since: filter.since ?? 0,
  until: filter.until ?? farMs,
  ids: filter.ids ?? [],
});

export function createQuarantineStore(deps: {
  database: Database;
  clock: () => number;
}): QuarantineStore {
  const { database, clock } = deps;
  return {
    summary: (filter) =>
      database.query<QuarantineSummary>(
        `SELECT q.site AS site, q.code AS code, topK(1)(q.message)[1] AS message,
           toUInt32(count()) AS events,
           toUInt32(countIf(q.raw != '' AND r.at IS NULL)) AS replayable,
           toUInt32(countIf(r.at IS NOT NULL)) AS replayed,
           min(q.receivedAt) AS firstAt, max(q.receivedAt) AS lastAt,
           argMaxIf(q.id, q.receivedAt, q.raw != '') AS sample
         FROM (SELECT ${columns} FROM quarantine WHERE ${narrowed}) AS q
         LEFT JOIN ${replays} AS r ON r.site_id = q.site AND r.entry_id = q.id
         GROUP BY site, code ORDER BY events DESC, site, code
         SETTINGS join_use_nulls = 1`,
        parametersOf(filter),
      ),
    list: (filter, limit) =>
      database.query<QuarantineEntry>(
        `SELECT q.*, toUnixTimestamp64Milli(r.at) AS replayedAt
         FROM (SELECT ${columns} FROM quarantine WHERE ${narrowed}
               ORDER BY received_at DESC LIMIT {limit:UInt32}) AS q
         LEFT JOIN ${replays} AS r ON r.site_id = q.site AND r.entry_id = q.id
         ORDER BY receivedAt DESC, id
         SETTINGS join_use_nulls = 1`,
        { ...parametersOf(filter), limit },
      ),
    async *replayable(filter, pageRows = 1_000) {
      // By time and name: what is marked meanwhile, or comes in, moves no page.
      let after = { receivedAt: -1, id: '' };
      for (;;) {
        const page: QuarantineEntry[] = await database.query<QuarantineEntry>(
          `SELECT DISTINCT ${columns}, NULL AS replayedAt FROM quarantine
           WHERE ${narrowed} AND raw != ''
             AND (toUnixTimestamp64Milli(received_at), entry_id) > ({afterMs:Int64}, {afterId:String})
             AND (site_id, entry_id) NOT IN (SELECT site_id, entry_id FROM quarantine_replays)
           ORDER BY receivedAt, id LIMIT {rows:UInt32}`,
          {
            ...parametersOf(filter),
            afterMs: after.receivedAt,
            afterId: after.id,
            rows: pageRows,
          },
        );
        const last = page.at(-1);
        if (!last) return;
        yield page;
        after = last;
      }
    },
    markReplayed: (site, entries) =>
      database.insert(
        'quarantine_replays',
        entries.map(({ id, outcome }) => ({
          site_id: site,
          entry_id: id,
          outcome,
          replayed_at: clock(),
        })),
      ),
  };
}
