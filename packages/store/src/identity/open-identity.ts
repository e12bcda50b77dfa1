import { words } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';
import { findPath } from './find-path.ts';
import { shortLists } from './short-lists.ts';
import { readNews } from './news.ts';
import type { Seen } from './news.ts';
import { joinPlain } from './plain.ts';
import { createRules } from './rules.ts';
import type { IdentityRule } from './rules.ts';
import { createIdentityTables } from './tables.ts';
import type { Edge, Guards, IdKey } from './types.ts';
import { updateIdentity } from './update.ts';
import { isWellKnown } from './well-known-ids.ts';

/** Ids without a user id that may hang together. */
const maxGroup = 50;
/** Ids joined again at one go. */
const batch = 10_000;
/** An insert may become visible this long after the time its rows bear, ms. */
const overlapMs = 20_000;

/** How ids are joined to people. */
export interface Identity {
  /** Joins what was stored until now; answers how many ids changed. Cheap while nothing is new. */
  settle(site: string): Promise<number>;
  /**
   * Settles, and answers whether who is who stood still meanwhile: what was read of it beside this is
   * what would be read after it.
   */
  stands(site: string): Promise<boolean>;
  /** Edges that lead from one id to another, if they are one person's. */
  why(site: string, a: IdKey, b: IdKey): Promise<Edge[] | undefined>;
  /**
   * Takes a link apart, until {@link Identity.relink}: events that show it again do not bring it back.
   *
   * @throws StoreError `not_linked` when no edge joins the two directly
   */
  unlink(site: string, a: IdKey, b: IdKey, by: { actor: string; reason?: string }): Promise<void>;
  /** Lets a link count again that was taken apart. @throws StoreError `not_linked` */
  relink(site: string, a: IdKey, b: IdKey, by: { actor: string }): Promise<void>;
  /** Lets an id join nothing, until {@link Identity.unblock}. */
  block(site: string, id: IdKey, by: { actor: string; reason?: string }): Promise<void>;
  /** @throws StoreError `not_blocked` */
  unblock(site: string, id: IdKey, by: { actor: string }): Promise<void>;
  rules(site: string): Promise<IdentityRule[]>;
  /** Computes these ids again, after rows of theirs were deleted. */
  again(site: string, keys: readonly IdKey[]): Promise<number>;
  /** Makes the whole map of a site again from its edges; answers how many ids differed. */
  rebuild(site: string, onProgress?: (done: number, of: number) => void): Promise<number>;
  /** Ids by what became of them. */
  status(site: string): Promise<{ edges: number; joined: number; shared: number; crowded: number }>;
}

export interface IdentityOptions {
  database: Database;
  clock: () => number;
}

/** What a site's edges came to, as far as this process knows. */
interface Progress {
  /** When they were last read, by the engine's clock. */
  until: number;
  /** What was read of the overlap. */
  seen: Seen;
}

const say = words({
  'No link joins {a} and {b} directly.': 'Keine Verknüpfung verbindet {a} und {b} unmittelbar.',
  'See which links join them with `touchtrail identity why`, and take one of those apart.':
    'Sehen Sie mit `touchtrail identity why`, was sie verbindet, und trennen Sie davon etwas.',
  '{id} is not blocked.': '{id} ist nicht gesperrt.',
  'See `touchtrail identity rules`.': 'Siehe `touchtrail identity rules`.',
});

const notLinked = (a: IdKey, b: IdKey) =>
  new StoreError(
    'not_linked',
    say('No link joins {a} and {b} directly.', { a, b }),
    say('See which links join them with `touchtrail identity why`, and take one of those apart.'),
  );

/** Joins ids over the tables of the store. */
export function openIdentity({ database, clock }: IdentityOptions): Identity {
  let lastVersion = 0;
  const version = (): number => (lastVersion = Math.max(lastVersion + 1, clock()));
  const tablesOf = (site: string) => createIdentityTables(database, site, version);
  const rules = createRules(database, version);
  const progress = new Map<string, Progress>();
  const working = new Map<string, Promise<number>>();

  const guardsOf =
    (site: string) =>
    async (keys: ReadonlySet<IdKey>): Promise<Guards> => {
      const { blocked, unlinked } = await rules.active(site);
      const withdrawnAt = await withdrawals(database, site, keys);
      return {
        blocked: (key) => blocked.has(key) || isWellKnown(key.slice(key.indexOf(':') + 1)),
        unlinked: (from, to) => unlinked.has(`${from} ${to}`) || unlinked.has(`${to} ${from}`),
        withdrawnAt: (key) => withdrawnAt.get(key),
        maxGroup,
      };
    };
  const update = (site: string, touched: readonly IdKey[], users: boolean): Promise<number> => {
    stir(site);
    return updateIdentity(touched, users, tablesOf(site), guardsOf(site));
  };

  const progressOf = async (site: string): Promise<Progress> => {
    const known = progress.get(site);
    if (known) return known;
    const [row] = await database.query<{ until: number }>(
      `SELECT toUnixTimestamp64Milli(max(until)) AS until FROM id_progress WHERE site_id = {site:String}`,
      { site },
    );
    const fresh: Progress = { until: row?.until ?? 0, seen: new Map() };
    progress.set(site, fresh);
    return fresh;
  };

  /** How often something of a site was joined again: this process's, for no other knows what it has seen. */
  const stirs = new Map<string, number>();
  const stir = (site: string): void => void stirs.set(site, (stirs.get(site) ?? 0) + 1);

  const joinNew = async (site: string): Promise<number> => {
    const state = await progressOf(site);
    const newsSince = (time: number) =>
      readNews(database, site, Math.max(0, time - overlapMs), state.seen);
    // Side by side: every report and every profile waits for these.
    const [[clocked], early] = await Promise.all([
      database.query<{ now: number }>('SELECT toUnixTimestamp64Milli(now64(3)) AS now'),
      newsSince(state.until),
    ]);
    const now = clocked?.now ?? clock();
    let changed = 0;
    // The engine's clock was set back: what came since bears earlier times.
    const news = now < state.until ? await newsSince(now) : early;
    if (news.any) stir(site);
    // Before the others: an alias among those may concern some of these.
    if (news.many) changed += await joinPlain(database, site, news.many, version);
    for await (const { keys, users } of news.pages()) changed += await update(site, keys, users);
    state.seen = news.seen;
    state.until = now;
    // Without news an earlier time is as good, and a report writes nothing.
    if (news.any)
      await database.insert('id_progress', [{ site_id: site, until: now, version: version() }]);
    return changed;
  };

  /** Works of a site that run or wait. */
  const busy = new Map<string, number>();
  /** One thing at a time for a site: a change reads what the one before wrote. */
  const queued = (site: string, work: () => Promise<number>): Promise<number> => {
    const earlier = working.get(site) ?? Promise.resolve(0);
    busy.set(site, (busy.get(site) ?? 0) + 1);
    const next = earlier
      .catch(() => 0)
      .then(work)
      .finally(() => busy.set(site, (busy.get(site) ?? 1) - 1));
    working.set(site, next);
    return next;
  };
  /** Asked while another waits to begin, it is answered by that one. */
  const waiting = new Map<string, Promise<number>>();
  const settle = (site: string): Promise<number> => {
    const already = waiting.get(site);
    if (already) return already;
    const next = queued(site, () => {
      waiting.delete(site);
      return joinNew(site);
    });
    waiting.set(site, next);
    return next;
  };

  const directly = async (site: string, a: IdKey, b: IdKey): Promise<Edge[]> => {
    const around = await tablesOf(site).edgesFrom([a, b]);
    return around.filter(({ from, to }) => (from === a && to === b) || (from === b && to === a));
  };
  const all = (site: string): Promise<{ key: IdKey }[]> =>
    database.query<{ key: IdKey }>(
      `SELECT DISTINCT key FROM (
         SELECT concat(from_kind, ':', from_id) AS key FROM id_edges WHERE site_id = {site:String}
         UNION ALL SELECT concat(to_kind, ':', to_id) FROM id_edges WHERE site_id = {site:String}
         UNION ALL SELECT concat(kind, ':', id) FROM id_map FINAL WHERE site_id = {site:String})
       ORDER BY key`,
      { site },
    );

  return {
    settle,
    async stands(site) {
      const before = stirs.get(site);
      // What runs already may have begun to write.
      const wasBusy = (busy.get(site) ?? 0) > 0;
      await settle(site);
      return !wasBusy && stirs.get(site) === before;
    },
    async why(site, a, b) {
      const guards = guardsOf(site);
      return findPath(a, b, tablesOf(site), guards);
    },
    async unlink(site, a, b, by) {
      const edges = await directly(site, a, b);
      const [edge] = edges;
      if (!edge) throw notLinked(a, b);
      await rules.set(site, edge.from, edge.to, true, by);
      await queued(site, () => update(site, [a, b], true));
    },
    async relink(site, a, b, by) {
      const { unlinked } = await rules.active(site);
      const pair = [
        [a, b],
        [b, a],
      ].find((ends) => unlinked.has(ends.join(' ')));
      if (!pair) throw notLinked(a, b);
      await rules.set(site, pair[0] ?? a, pair[1] ?? b, false, by);
      await queued(site, () => update(site, [a, b], true));
    },
    async block(site, id, by) {
      await rules.set(site, id, '', true, by);
      await queued(site, () => update(site, [id], true));
    },
    async unblock(site, id, by) {
      const { blocked } = await rules.active(site);
      if (!blocked.has(id)) {
        throw new StoreError(
          'not_blocked',
          say('{id} is not blocked.', { id }),
          say('See `touchtrail identity rules`.'),
        );
      }
      await rules.set(site, id, '', false, by);
      await queued(site, () => update(site, [id], true));
    },
    rules: (site) => rules.list(site),
    again: (site, keys) => queued(site, () => update(site, keys, true)),
    async rebuild(site, onProgress = () => undefined) {
      const keys = (await all(site)).map(({ key }) => key);
      let changed = 0;
      for (let start = 0; start < keys.length; start += batch) {
        const part = keys.slice(start, start + batch);
        changed += await queued(site, () => update(site, part, true));
        onProgress(Math.min(keys.length, start + batch), keys.length);
      }
      return changed;
    },
    async status(site) {
      const [edges] = await database.query<{ n: number }>(
        `SELECT uniqExact(from_kind, from_id, to_kind, to_id) AS n FROM id_edges WHERE site_id = {site:String}`,
        { site },
      );
      const rows = await database.query<{ state: string; n: number }>(
        `SELECT state, count() AS n FROM id_map FINAL WHERE site_id = {site:String} GROUP BY state`,
        { site },
      );
      const count = (state: string) => rows.find((row) => row.state === state)?.n ?? 0;
      return {
        edges: edges?.n ?? 0,
        joined: count('joined'),
        shared: count('shared'),
        crowded: count('crowded'),
      };
    },
  };
}

async function withdrawals(
  database: Pick<Database, 'query'>,
  site: string,
  keys: ReadonlySet<IdKey>,
): Promise<Map<IdKey, number>> {
  const found = new Map<IdKey, number>();
  const [any] = await database.query<{ n: number }>(
    `SELECT count() AS n FROM (SELECT 1 FROM id_withdrawals WHERE site_id = {site:String} LIMIT 1)`,
    { site },
  );
  if (!any || any.n === 0 || keys.size === 0) return found;
  for (const list of shortLists(keys)) {
    const rows = await database.query<{ key: IdKey; at: number }>(
      `SELECT concat(kind, ':', id) AS key, toUnixTimestamp64Milli(max(withdrawn_at)) AS at
       FROM id_withdrawals
       WHERE site_id = {site:String} AND concat(kind, ':', id) IN {keys:Array(String)}
       GROUP BY kind, id`,
      { site, keys: list },
    );
    for (const { key, at } of rows) found.set(key, at);
  }
  return found;
}
