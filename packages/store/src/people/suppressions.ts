import { errorSummary } from '../error-summary.ts';
import type { Database } from './database.ts';
import type { SubjectHash } from './subject-hash.ts';
import type { PersonIds, Suppression, Suppressions } from './types.ts';

export interface SuppressionsDeps {
  database: Pick<Database, 'query' | 'insert'>;
  hash: SubjectHash;
  /** Epoch ms. */
  clock: () => number;
  log: (line: string) => void;
  /** How often {@link Suppressions.watch} refreshes. Default 1 s. */
  everyMs?: number;
  /** Entries held in memory at most, about 150 bytes each; beyond it the oldest give way. */
  maxEntries?: number;
}

/** The list together with what changes it. */
export interface SuppressionList extends Suppressions {
  /** Makes a state durable and holds it here at once. */
  set(
    siteId: string,
    subjectIds: readonly string[],
    state: Suppression | 'lifted',
    requestId: string,
  ): Promise<void>;
  /** Epoch ms of the newest erasure known here; -Infinity without one. */
  newestErasure(): number;
}

interface Row {
  site_id: string;
  id_hash: string;
  state: Suppression | 'lifted';
  at: number;
}

/** A refresh looks back this far: writers' clocks differ, and an insert takes a moment to be seen. */
const lookBackMs = 60_000;

/**
 * The list of ids that must not come in, over the table `suppressions`.
 *
 * An erased id stays refused for ever; a later restriction of it changes nothing.
 */
export function createSuppressions(deps: SuppressionsDeps): SuppressionList {
  const { database, hash, clock, log, everyMs = 1_000, maxEntries = 1_000_000 } = deps;
  const bySite = new Map<string, Map<string, { state: Suppression; at: number }>>();
  let entries = 0;
  let newest = -Infinity;
  let newestErased = -Infinity;
  let running: Promise<void> | undefined;
  let warned = false;

  const apply = ({ site_id, id_hash, state, at }: Row): void => {
    newest = Math.max(newest, at);
    if (state === 'erased') newestErased = Math.max(newestErased, at);
    let site = bySite.get(site_id);
    if (!site) bySite.set(site_id, (site = new Map()));
    const before = site.get(id_hash);
    if (before && (before.at > at || before.state === 'erased')) return;
    if (state === 'lifted') {
      if (site.delete(id_hash)) entries--;
      return;
    }
    site.set(id_hash, { state, at });
    if (before) return;
    if (++entries <= maxEntries) return;
    const oldest = site.keys().next();
    if (!oldest.done && site.delete(oldest.value)) entries--;
    if (!warned) log(`More than ${maxEntries} suppressed ids: the oldest are no longer refused.`);
    warned = true;
  };

  const read = async (): Promise<void> => {
    const rows = await database.query<Row>(
      `SELECT site_id, id_hash, argMax(s.state, (s.state = 'erased', s.at)) AS state,
         toUnixTimestamp64Milli(max(s.at)) AS at
       FROM suppressions AS s
       WHERE s.at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
       GROUP BY site_id, id_hash ORDER BY at DESC LIMIT {limit:UInt32}`,
      { since: Math.max(0, newest - lookBackMs), limit: maxEntries },
    );
    for (const row of rows.toReversed()) apply(row);
  };

  const lookUp = (siteId: string, subjectId: string | undefined): Suppression | undefined => {
    const site = bySite.get(siteId);
    if (!site || site.size === 0 || !subjectId) return undefined;
    return site.get(hash(siteId, subjectId))?.state;
  };

  const refresh = (): Promise<void> =>
    (running ??= read().finally(() => {
      running = undefined;
    }));

  return {
    has(siteId, { anonymousId, userId, accountId }: PersonIds) {
      if (!userId && !anonymousId) return lookUp(siteId, accountId && `account:${accountId}`);
      const user = lookUp(siteId, userId);
      return user === 'erased' ? user : (lookUp(siteId, anonymousId) ?? user);
    },
    hasSubject: lookUp,
    refresh,
    watch() {
      let failing = false;
      const timer = setInterval(() => {
        refresh().then(
          () => (failing = false),
          (error: unknown) => {
            if (!failing)
              log(`The list of suppressed ids cannot be refreshed: ${errorSummary(error)}`);
            failing = true;
          },
        );
      }, everyMs);
      timer.unref();
      return () => clearInterval(timer);
    },
    size: () => entries,
    newestErasure: () => newestErased,
    async set(siteId, subjectIds, state, requestId) {
      // A clock that went back must not make an older state the newest.
      const at = Math.max(clock(), newest + 1);
      const rows = subjectIds.map((id) => ({
        site_id: siteId,
        id_hash: hash(siteId, id),
        state,
        at,
      }));
      await database.insert(
        'suppressions',
        rows.map((row) => ({ ...row, request_id: requestId })),
      );
      for (const row of rows) apply(row);
    },
  };
}
