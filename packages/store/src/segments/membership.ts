import type { SegmentChange } from '@touchtrail/contract';
import type { Database } from '../people/database.ts';
import { visibleSql } from '../people/visible.ts';
import type { WatchedSegment } from './segment-store.ts';

/** A query that gives people, as `kind` and `id`, each once; with the values of its places. */
export interface PeopleQuery {
  sql: string;
  params: Readonly<Record<string, unknown>>;
}

/** Changes of one segment that wait to be told together, oldest first. */
export interface WaitingChanges {
  site: string;
  segment: string;
  changes: SegmentChange[];
  /** Times it was tried. */
  attempts: number;
}

/** Who is in watched segments, and what of that is still to be told. In ClickHouse, so that it outlives a kill. */
export interface SegmentMembership {
  /** The time of the engine, epoch ms. */
  now(): Promise<number>;
  /** Whether somebody of a site was touched in a span of the engine's time. */
  isTouched(site: string, from: number, to: number): Promise<boolean>;
  /** SQL of ids that a span's touches may concern: `ids` of rows of events and links, for {@link update}. */
  touchedIds(from: number, to: number): PeopleQuery;
  /** Rows of events that may be read: nobody's who is hidden. */
  visible: string;
  /**
   * Compares who is in a segment now with who was, and keeps the difference: members and, unless it is
   * the first look, changes to be told. Only among some ids where they are named.
   *
   * @returns how many entered or left
   */
  update(segment: WatchedSegment, insiders: PeopleQuery, among?: PeopleQuery): Promise<number>;
  /** Whether it is known who was in a segment; after a webhook is new it is not. */
  isKnown(segment: WatchedSegment): Promise<boolean>;
  /** Forgets who was in segments that nobody is told about any more, so that a new webhook begins anew. */
  forget(watched: readonly WatchedSegment[]): Promise<void>;
  /** Takes up what a kill left between keeping a change and keeping the member. */
  recover(): Promise<void>;
  /**
   * Changes whose time has come, in batches of at most `limit`: those never tried first, of each segment and
   * person in order. What a receiver refused twice comes alone, so that it holds up nobody else. `nextAt`
   * is the first time that any waits for, epoch ms; undefined when none waits.
   */
  waiting(limit: number): Promise<{ due: WaitingChanges[]; nextAt: number | undefined }>;
  /** Notes how telling changes went. `retryAt` is epoch ms; without it they are given up. */
  told(
    changes: WaitingChanges,
    outcome: { delivered: true } | { error: string; retryAt: number | undefined },
  ): Promise<void>;
}

interface ChangeRow {
  site: string;
  segment: string;
  id: string;
  kind: string;
  person: string;
  change: 'entered' | 'left';
  version: number;
  at: number;
  tries: number;
  error: string;
}

/** What a receiver said, as {@link SegmentMembership.told} keeps it; all else is that nobody answered. */
export const answeredBadly = (status: number): string => `It answered ${status}.`;
const isAnswer = (error: string): boolean => error.startsWith('It answered ');

/**
 * Rows that are told together. Who refuses a hundred at once may mind a single one of them: the next time
 * it is asked in tens, then person by person. Nobody there is another matter.
 */
function batchesOf(rows: readonly ChangeRow[], limit: number): WaitingChanges[] {
  const batches: (WaitingChanges & { people: Set<string>; most: number })[] = [];
  const people = new Map<string, (typeof batches)[number]>();
  for (const { site, segment, kind, person, at, tries, error, ...change } of rows) {
    const who = `${kind}:${person}`;
    const refused = isAnswer(error) ? tries : 0;
    const most = refused === 0 ? limit : refused === 1 ? Math.ceil(limit / 10) : 1;
    const key = `${site} ${segment} ${tries} ${most}`;
    let batch = people.get(key);
    if (!batch || (batch.people.size >= batch.most && !batch.people.has(who))) {
      batch = { site, segment, changes: [], attempts: tries, people: new Set(), most };
      batches.push(batch);
      people.set(key, batch);
    }
    batch.people.add(who);
    batch.changes.push({ ...change, segment, person: who, at: new Date(at).toISOString() });
  }
  return batches.map(({ people: _people, most: _most, ...batch }) => batch);
}

/** Rows of a member table that stand for the segment itself: it is known who was in it. */
const markerKind = '';

// What another look noted while this one went on is newer than what this one reads.
const differenceSql = (insiders: string, among: string): string => `
  SELECT kind, id, max(isIn) AS entered, max(changed) AS last FROM (
    SELECT kind, id, 1 AS isIn, 0 AS wasIn, toUInt64(0) AS changed FROM (${insiders})
    UNION ALL
    SELECT kind, id, 0 AS isIn, toUInt8(member) AS wasIn, version AS changed FROM segment_members FINAL
    WHERE site_id = {site:String} AND segment = {segment:String} AND kind != '' ${among}
  )
  GROUP BY kind, id HAVING max(isIn) != max(wasIn) AND max(changed) < {at:UInt64}`;

/** Who is in watched segments, over the tables of the store. */
export function createSegmentMembership({
  database,
  clock,
}: {
  database: Database;
  clock: () => number;
}): SegmentMembership {
  let lastVersion = 0;
  const version = (): number => (lastVersion = Math.max(lastVersion + 1, clock()));

  const mark = (site: string, segment: string, known: boolean): Promise<void> =>
    database.insert('segment_members', [
      {
        site_id: site,
        segment,
        kind: markerKind,
        id: '',
        member: known,
        since: clock(),
        version: version(),
      },
    ]);
  const isKnown = async ({ site, key }: Pick<WatchedSegment, 'site' | 'key'>): Promise<boolean> => {
    const rows = await database.query(
      `SELECT 1 AS one FROM segment_members FINAL
       WHERE site_id = {site:String} AND segment = {segment:String} AND kind = '' AND member`,
      { site, segment: key },
    );
    return rows.length > 0;
  };

  return {
    async now() {
      const [row] = await database.query<{ now: number }>(
        'SELECT toUnixTimestamp64Milli(now64(3)) AS now',
      );
      return row?.now ?? clock();
    },
    async isTouched(site, from, to) {
      const rows = await database.query(
        `SELECT 1 AS one FROM segment_touched
         WHERE site_id = {site:String} AND added_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC')
           AND added_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC') LIMIT 1`,
        { site, from, to },
      );
      return rows.length > 0;
    },
    touchedIds(from, to) {
      const span = `site_id = {site:String} AND added_at > fromUnixTimestamp64Milli({touchedFrom:Int64}, 'UTC')
          AND added_at <= fromUnixTimestamp64Milli({touchedTo:Int64}, 'UTC')`;
      // What is said about an account concerns its people.
      const touched = `SELECT id FROM segment_touched WHERE ${span} AND kind != 'account'
        UNION ALL SELECT id FROM account_members WHERE site_id = {site:String} AND kind IN ('user', 'anonymous')
          AND account_id IN (SELECT substring(id, 9) FROM segment_touched WHERE ${span} AND kind = 'account')`;
      const people = `SELECT person FROM id_map WHERE site_id = {site:String} AND kind IN ('user', 'anonymous', 'email')
        AND id IN (${touched})`;
      // Their own ids, those of the people they belong to, and the ids those people bear.
      return {
        sql: `SELECT id FROM (
          ${touched}
          UNION ALL SELECT id FROM id_map WHERE site_id = {site:String} AND person IN (${people})
          UNION ALL SELECT substring(person, position(person, ':') + 1) AS id FROM (${people}))`,
        params: { touchedFrom: from, touchedTo: to },
      };
    },
    visible: visibleSql,
    isKnown,
    async update({ site, key, version: segmentVersion }, insiders, among) {
      const first = !among && !(await isKnown({ site, key }));
      const now = version();
      const params = { ...insiders.params, ...among?.params, site, segment: key, at: now };
      const only = among ? `AND id IN (${among.sql})` : '';
      const difference = differenceSql(insiders.sql, only);
      const time = `fromUnixTimestamp64Milli({at:Int64}, 'UTC')`;
      if (first) {
        await database.command(
          `INSERT INTO segment_members (site_id, segment, kind, id, member, since, version)
           SELECT {site:String}, {segment:String}, kind, id, entered = 1, ${time}, {at:UInt64} FROM (${difference})`,
          params,
        );
        await mark(site, key, true);
        return 0;
      }
      // A change found again after a kill has the id it had: it is made of what was known before.
      await database.command(
        `INSERT INTO segment_changes (site_id, segment, change_id, kind, id, change, segment_version, at, state,
           attempts, next_at, error, updated_at)
         SELECT {site:String}, {segment:String},
           reinterpretAsUUID(sipHash128({site:String}, {segment:String}, kind, id, entered, last)),
           kind, id, if(entered = 1, 'entered', 'left'), {segmentVersion:UInt32}, ${time}, 'pending', 0, ${time}, '', ${time}
         FROM (${difference})`,
        { ...params, segmentVersion },
      );
      await database.command(
        `INSERT INTO segment_members (site_id, segment, kind, id, member, since, version)
         SELECT site_id, segment, kind, id, change = 'entered', segment_changes.at, {at:UInt64} FROM segment_changes
         WHERE site_id = {site:String} AND segment = {segment:String} AND segment_changes.at = ${time}`,
        params,
      );
      const [row] = await database.query<{ n: number }>(
        `SELECT count() AS n FROM segment_changes
         WHERE site_id = {site:String} AND segment = {segment:String} AND segment_changes.at = ${time}`,
        { site, segment: key, at: now },
      );
      return row?.n ?? 0;
    },
    async forget(watched) {
      const known = await database.query<{ site: string; segment: string }>(
        `SELECT site_id AS site, segment FROM segment_members FINAL WHERE kind = '' AND member`,
      );
      const names = new Set(watched.map(({ site, key }) => `${site} ${key}`));
      for (const { site, segment } of known) {
        if (!names.has(`${site} ${segment}`)) await mark(site, segment, false);
      }
    },
    async recover() {
      await database.command(
        `INSERT INTO segment_members (site_id, segment, kind, id, member, since, version)
         SELECT site_id, segment, kind, id, argMax(change, segment_changes.at) = 'entered', max(segment_changes.at),
           toUnixTimestamp64Milli(max(segment_changes.at))
         FROM segment_changes
         WHERE segment_changes.at > now64(3) - INTERVAL 1 DAY
         GROUP BY site_id, segment, kind, id`,
      );
    },
    async waiting(limit) {
      const [first] = await database.query<{ at: number }>(
        `SELECT toUnixTimestamp64Milli(min(next_at)) AS at FROM segment_changes FINAL
         WHERE state = 'pending' HAVING count() > 0`,
      );
      const now = clock();
      if (!first || first.at > now) return { due: [], nextAt: first?.at };
      // All changes of a person wait for the one that failed, and go with it: nobody hears "left" before "entered".
      const rows = await database.query<ChangeRow>(
        `SELECT site, segment, id, kind, person, change, version, at, tries, error FROM (
           SELECT site_id AS site, segment, toString(change_id) AS id, kind, segment_changes.id AS person, change,
             segment_version AS version, toUnixTimestamp64Milli(segment_changes.at) AS at,
             argMax(segment_changes.error, attempts) OVER theirs AS error, max(attempts) OVER theirs AS tries, max(next_at) OVER theirs AS nextAt
           FROM segment_changes FINAL WHERE state = 'pending'
           WINDOW theirs AS (PARTITION BY site_id, segment, kind, segment_changes.id)
         )
         WHERE nextAt <= fromUnixTimestamp64Milli({now:Int64}, 'UTC')
         ORDER BY site, segment, tries, at, id
         LIMIT {limit:UInt32} BY site, segment, tries`,
        { limit, now },
      );
      return { due: batchesOf(rows, limit), nextAt: first.at };
    },
    async told({ site, segment, changes, attempts }, outcome) {
      const failed = 'error' in outcome;
      const state = !failed ? 'delivered' : outcome.retryAt === undefined ? 'failed' : 'pending';
      const now = version();
      await database.insert(
        'segment_changes',
        changes.map(({ id, change, person, version: segmentVersion, at }) => ({
          site_id: site,
          segment,
          change_id: id,
          kind: person.slice(0, person.indexOf(':')),
          id: person.slice(person.indexOf(':') + 1),
          change,
          segment_version: segmentVersion,
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
