import { errorSummary } from '../error-summary.ts';
import type { Database } from '../people/database.ts';
import type { Query, Reader } from '../types.ts';

/** ClickHouse takes a parameter of at most 128 KiB (`http_max_field_value_size`). */
const idsPerQuery = 2_000;

/** How often ids are taken over while a service runs, ms. */
const everyMs = 10_000;

/** Between the two halves of asking for a moment, an insert may begin: what came in this last ms waits. */
const slackMs = 1_000;

/** An event that is stored, by its ids. */
interface StoredId {
  site_id: string;
  id: string;
  /** Epoch ms of its receipt. */
  at: number;
}

/**
 * Ids of stored events of the last 31 days. Most are in `event_ids`, ordered for look-ups; those of the
 * last half minute are only in `events`, from where they are taken over all at once: a view would write a
 * part for every insert. Every question is asked of both.
 */
export interface EventIds {
  /** Which of these ids of a site are stored. */
  known(
    siteId: string,
    ids: readonly string[],
    limits?: Pick<Query, 'timeoutMs' | 'signal'>,
  ): Promise<Set<string>>;
  /** What was received since, the newest first. */
  since(at: number, limit: number): Promise<StoredId[]>;
  /** Takes over what can be taken over by now; answers whether anything was. */
  fill(): Promise<boolean>;
  /** Takes over every few seconds until called off. */
  watch(log: (line: string) => void): () => void;
}

interface Moment {
  /** Epoch ms by the engine's clock. */
  now: number;
  /** Inserts into events that were running then. */
  running: string[];
  /** Whether a part of events changed since what was taken over. */
  news: 0 | 1;
}

const momentSql = `
  SELECT toUnixTimestamp64Milli(now64(3)) AS now,
    (SELECT groupArray(query_id) FROM system.processes WHERE query ILIKE 'INSERT INTO%events%') AS running,
    (SELECT max(modification_time) FROM system.parts WHERE database = currentDatabase() AND table = 'events' AND active)
      >= toDateTime(intDiv({until:Int64}, 1000)) - INTERVAL 2 SECOND AS news`;

// Receipts older than the table keeps would be removed again at once. Doing a span twice is harmless.
const fillSql = `
  INSERT INTO event_ids (site_id, event_id, received_at)
  SELECT site_id, event_id, received_at FROM events
  WHERE inserted_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND inserted_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND received_at > now() - INTERVAL 31 DAY`;

/**
 * The ids over a store's tables.
 *
 * A row bears the time at which its insert met it, and can be seen only when that insert has ended. So a
 * moment counts as complete once every insert that ran at it is gone; no clock has to be trusted with how
 * long one may take.
 */
export function createEventIds({
  database,
  reader,
}: {
  database: Pick<Database, 'query' | 'command' | 'insert'>;
  reader: Pick<Reader, 'query'>;
}): EventIds {
  let until: number | undefined;
  let earlier: Moment | undefined;
  let filling: Promise<boolean> | undefined;

  /** An older answer than another process would give only asks `events` about more than is needed. */
  const progress = async (): Promise<number> => {
    if (until !== undefined) return until;
    const [row] = await database.query<{ until: number }>(
      'SELECT toUnixTimestamp64Milli(max(until)) AS until FROM event_ids_progress',
    );
    until ??= row?.until ?? 0;
    return until;
  };

  const take = async (): Promise<boolean> => {
    const from = await progress();
    const [moment] = await database.query<Moment>(momentSql, { until: from });
    if (!moment) return false;
    const known = moment.running.length === 0 ? moment : earlier;
    const isComplete = known?.running.every((id) => !moment.running.includes(id)) === true;
    if (!known || !isComplete) {
      earlier ??= moment;
      return false;
    }
    earlier = moment;
    const complete = known.now - slackMs;
    if (complete <= from || moment.news === 0) return false;
    await database.command(fillSql, { from, to: complete });
    await database.insert('event_ids_progress', [{ key: 0, until: complete }]);
    until = complete;
    return true;
  };
  const fill = (): Promise<boolean> =>
    (filling ??= take().finally(() => {
      filling = undefined;
    }));

  return {
    async known(siteId, ids, limits = {}) {
      const found = new Set<string>();
      if (ids.length === 0) return found;
      const from = await progress();
      for (let start = 0; start < ids.length; start += idsPerQuery) {
        const rows = await reader.query<{ id: string }>({
          sql: `SELECT DISTINCT toString(event_id) AS id FROM (
                  SELECT event_id FROM event_ids
                  WHERE site_id = {site:String} AND event_id IN {ids:Array(UUID)}
                  UNION ALL
                  SELECT event_id FROM events
                  WHERE site_id = {site:String} AND event_id IN {ids:Array(UUID)}
                    AND inserted_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC'))`,
          params: { site: siteId, ids: ids.slice(start, start + idsPerQuery), from },
          ...limits,
        });
        for (const { id } of rows) found.add(id);
      }
      return found;
    },
    async since(at, limit) {
      const from = await progress();
      return reader.query<StoredId>({
        sql: `SELECT site_id, toString(event_id) AS id, toUnixTimestamp64Milli(received_at) AS at FROM (
                SELECT site_id, event_id, received_at FROM event_ids
                WHERE received_at >= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
                UNION ALL
                SELECT site_id, event_id, received_at FROM events
                WHERE received_at >= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
                  AND inserted_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC'))
              ORDER BY at DESC LIMIT {limit:UInt32}`,
        params: { at, from, limit },
        maxRows: limit,
      });
    },
    fill,
    watch(log) {
      let failing = false;
      let isOver = false;
      const attempt = async (): Promise<void> => {
        try {
          await fill();
          failing = false;
        } catch (error) {
          if (!failing && !isOver)
            log(`Ids of events are taken over later: ${errorSummary(error)}`);
          failing = true;
        }
      };
      const timer = setInterval(() => void attempt(), everyMs);
      timer.unref();
      return () => {
        isOver = true;
        clearInterval(timer);
      };
    },
  };
}
