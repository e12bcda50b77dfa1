import { words } from '@touchtrail/contract';
import type { Finding, FindingNews, FindingsWatch, FindingsWatchInput } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';
import { changedWebhook, readWebhook, writtenWebhook } from '../kept-webhook.ts';
import type { Database } from '../people/database.ts';

const say = words({
  'Nobody looks for findings on {site}.': 'Auf {site} sieht niemand nach Auffälligem.',
  'Begin with `touchtrail findings watch`.': 'Beginnen Sie mit `touchtrail findings watch`.',
});

/** A watch whose new findings may be told. */
export interface KeptWatch extends FindingsWatch {
  /** What deliveries are signed with: SHA-256 of the secret, hex. Keep it out of answers and logs. */
  signingKey: string;
}

/** New findings of one site that wait to be told, oldest first. */
export interface WaitingNews {
  site: string;
  news: FindingNews[];
  /** Times it was tried. */
  attempts: number;
}

/** What stood out, who looks for it, and who is told. */
export interface FindingStore {
  /** The site's watch; undefined: nobody looks. */
  watch(site: string): Promise<FindingsWatch | undefined>;
  /** Watches of all sites. */
  watches(): Promise<KeptWatch[]>;
  /**
   * Makes or changes a watch.
   *
   * @returns with `secret` when a webhook is new: the one time it is seen, only its SHA-256 is stored
   */
  setWatch(
    site: string,
    input: Omit<FindingsWatchInput, 'site'>,
    actor: string,
  ): Promise<{ watch: FindingsWatch; secret?: string }>;
  /** @throws StoreError `watch_unknown` */
  removeWatch(site: string, actor: string): Promise<void>;
  /**
   * Keeps what a look saw. What none saw for 14 days is new, and waits to be told when `tell` is set;
   * a look that is repeated after a kill gives it the id it had.
   *
   * @param question what was asked, apart from when
   * @param look when it was made (epoch ms), and whether what is new is to be told
   * @returns keys of what is new
   */
  keep(
    site: string,
    question: string,
    findings: readonly Finding[],
    look: { at: number; tell: boolean },
  ): Promise<string[]>;
  /** News whose time has come, at most so many of each site; and whether any wait at all. */
  waiting(limit: number): Promise<{ due: WaitingNews[]; any: boolean }>;
  /** Notes how telling went. `retryAt` is epoch ms; without it the news are given up. */
  told(
    news: WaitingNews,
    outcome: { delivered: true } | { error: string; retryAt: number | undefined },
  ): Promise<void>;
}

/** After so long unseen a finding begins anew. */
const forgottenMs = 14 * 86_400_000;

interface WatchRow {
  site: string;
  settings: string;
  webhook: string;
  actor: string;
  at: number;
  lookedAt: number;
}

type Settings = Pick<FindingsWatch, 'cadence' | 'goal' | 'journey' | 'subject'>;

// The last look of any question is the site's.
const watchSql = (where: string): string => `
  SELECT site_id AS site, settings, webhook, actor, toUnixTimestamp64Milli(finding_watches.at) AS at,
    toUnixTimestamp64Milli(looks.seen) AS lookedAt
  FROM finding_watches FINAL
  LEFT JOIN (
    SELECT site_id AS site, max(last_seen) AS seen FROM findings WHERE key = '' GROUP BY site
  ) AS looks ON looks.site = finding_watches.site_id
  WHERE settings != '' AND ${where}`;

const watchOf = (row: WatchRow): KeptWatch => ({
  site: row.site,
  ...(JSON.parse(row.settings) as Settings),
  ...readWebhook(row.webhook),
  lookedAt: row.lookedAt > 0 ? row.lookedAt : null,
  actor: row.actor,
  at: row.at,
});

const shown = ({ signingKey: _key, ...watch }: KeptWatch): FindingsWatch => watch;

/** Findings over the tables of the store. */
export function createFindingStore({
  database,
  clock,
}: {
  database: Database;
  clock: () => number;
}): FindingStore {
  let lastVersion = 0;
  const version = (): number => (lastVersion = Math.max(lastVersion + 1, clock()));
  const read = async (site: string): Promise<KeptWatch | undefined> => {
    const [row] = await database.query<WatchRow>(watchSql('site_id = {site:String}'), { site });
    return row && watchOf(row);
  };
  const write = (site: string, settings: string, webhook: string, actor: string) =>
    database.insert('finding_watches', [
      { site_id: site, settings, webhook, actor, at: clock(), version: version() },
    ]);

  return {
    async watch(site) {
      const found = await read(site);
      return found && shown(found);
    },
    watches: async () => (await database.query<WatchRow>(watchSql('true'))).map(watchOf),
    async setWatch(site, { webhook, cadence, goal, journey, subject }, actor) {
      const { kept, secret } = changedWebhook(await read(site), webhook);
      await write(
        site,
        JSON.stringify({ cadence, goal, journey, subject } satisfies Settings),
        writtenWebhook(kept),
        actor,
      );
      const watch = await read(site);
      if (!watch) throw new TypeError('What was just written is not there.');
      return { watch: shown(watch), ...(secret !== undefined && { secret }) };
    },
    async removeWatch(site, actor) {
      if (!(await read(site))) {
        throw new StoreError(
          'watch_unknown',
          say('Nobody looks for findings on {site}.', { site }),
          say('Begin with `touchtrail findings watch`.'),
        );
      }
      await write(site, '', '', actor);
    },
    async keep(site, question, findings, { at: now, tell }) {
      const known = await database.query<{ key: string; first: number; last: number }>(
        `SELECT key, toUnixTimestamp64Milli(first_seen) AS first, toUnixTimestamp64Milli(last_seen) AS last
         FROM findings FINAL WHERE site_id = {site:String} AND question = {question:String}`,
        { site, question },
      );
      const byKey = new Map(known.map((row) => [row.key, row]));
      const since = (key: string): number => {
        const before = byKey.get(key);
        return before && (key === '' || now - before.last <= forgottenMs) ? before.first : now;
      };
      const fresh = findings.filter(({ key }) => {
        const before = byKey.get(key);
        return !before || now - before.last > forgottenMs;
      });
      // First what is to be told: a kill between the two tells it again under the same id.
      if (tell && fresh.length > 0) {
        const ids = await database.query<{ key: string; id: string }>(
          `SELECT key, toString(reinterpretAsUUID(sipHash128({site:String}, {question:String}, key, last))) AS id
           FROM (SELECT arrayJoin(arrayZip({keys:Array(String)}, {last:Array(Int64)})) AS pair, pair.1 AS key, pair.2 AS last)`,
          {
            site,
            question,
            keys: fresh.map(({ key }) => key),
            last: fresh.map(({ key }) => byKey.get(key)?.last ?? 0),
          },
        );
        const idOf = new Map(ids.map(({ key, id }) => [key, id]));
        await database.insert(
          'finding_news',
          fresh.map((finding) => ({
            site_id: site,
            news_id: idOf.get(finding.key),
            finding: JSON.stringify(finding),
            at: now,
            state: 'pending',
            attempts: 0,
            next_at: now,
            error: '',
            updated_at: now,
          })),
        );
      }
      const seen = version();
      const row = (key: string, finding?: Finding) => ({
        site_id: site,
        question,
        key,
        kind: finding?.kind ?? '',
        touchpoint: finding?.touchpoint ?? '',
        statement: finding?.statement ?? '',
        first_seen: since(key),
        last_seen: now,
        version: seen,
      });
      await database.insert('findings', [
        row(''),
        ...findings.map((finding) => row(finding.key, finding)),
      ]);
      return fresh.map(({ key }) => key);
    },
    async waiting(limit) {
      const rows = await database.query<{
        site: string;
        id: string;
        finding: string;
        at: number;
        attempts: number;
        next: number;
      }>(
        `SELECT site_id AS site, toString(news_id) AS id, finding, attempts,
           toUnixTimestamp64Milli(finding_news.at) AS at, toUnixTimestamp64Milli(next_at) AS next
         FROM finding_news FINAL WHERE state = 'pending'
         ORDER BY site_id, finding_news.at, news_id LIMIT {limit:UInt32} BY site_id`,
        { limit },
      );
      const bySite = new Map<string, WaitingNews & { next: number }>();
      for (const { site, id, finding, at, attempts, next } of rows) {
        const news = bySite.get(site) ?? { site, news: [], attempts, next };
        // What failed holds up what came after it.
        news.attempts = Math.max(news.attempts, attempts);
        news.next = Math.max(news.next, next);
        news.news.push({
          id,
          at: new Date(at).toISOString(),
          finding: JSON.parse(finding) as Finding,
        });
        bySite.set(site, news);
      }
      const now = clock();
      const due = [...bySite.values()].filter(({ next }) => next <= now);
      return { due: due.map(({ next: _next, ...news }) => news), any: rows.length > 0 };
    },
    async told({ site, news, attempts }, outcome) {
      const failed = 'error' in outcome;
      const state = !failed ? 'delivered' : outcome.retryAt === undefined ? 'failed' : 'pending';
      const now = version();
      await database.insert(
        'finding_news',
        news.map(({ id, at, finding }) => ({
          site_id: site,
          news_id: id,
          finding: JSON.stringify(finding),
          at: Date.parse(at),
          state,
          attempts: attempts + 1,
          next_at: failed ? (outcome.retryAt ?? now) : now,
          error: failed ? outcome.error.slice(0, 500) : '',
          updated_at: now,
        })),
      );
    },
  };
}
