import type { Database } from '../people/database.ts';
import type { StoredSequences, TouchMapping } from '../types.ts';
import { makeAgain, makeAll } from './make.ts';
import { layout } from './rows-sql.ts';
import type { SequenceKind } from './rows-sql.ts';
import { readSince, readState, writeState } from './state.ts';
import type { Batch, SequenceState, Since } from './state.ts';
import { shortLists } from '../identity/short-lists.ts';

/** An insert may become visible this long after the time its rows bear, ms. */
const overlapMs = 20_000;
/** Marks are kept for 30 days: what was not looked at for so long is made from the start. */
const mostAgeMs = 29 * 86_400_000;
/** With more of its subjects made again than this, a site's sequences are made from the start. */
const mostAgain = 0.25;
const fewAgain = 5_000;
/** Rows that no report reads any more are kept this long, for reports that began before. */
const graceMs = 10 * 60_000;

export interface JourneyStatus {
  kind: SequenceKind;
  /** Touches when they were last made from the start, and when that was (epoch ms; null: never). */
  touches: number;
  subjects: number;
  /** Subjects that were made again since. */
  again: number;
  until: number | null;
  registry: number;
}

/** The touches of each subject in order, ready for reports. */
export interface Journeys {
  /**
   * Brings in what is new, within a bound of time. `undefined`: reports must read events themselves,
   * because there are few, or because more is new than could be brought in; that goes on alone.
   */
  ready(site: string, kind: SequenceKind): Promise<StoredSequences | undefined>;
  /** Makes all again; answers how many touches of how many subjects. */
  rebuild(
    site: string,
    kind: SequenceKind,
    onProgress?: (done: number, of: number) => void,
  ): Promise<{ touches: number; subjects: number }>;
  /** Says that events of these subject ids were hidden, shown again or deleted. */
  mark(site: string, ids: readonly string[]): Promise<void>;
  /** Says that events of a site were changed: its sequences are made from the start. */
  forget(site: string): Promise<void>;
  status(site: string): Promise<JourneyStatus[]>;
  /** Waits for the statement that runs, and begins no other. */
  close(): Promise<void>;
}

export interface JourneyOptions {
  database: Database;
  /** For statements that take as long as they take. */
  patient: Database;
  clock: () => number;
  log: (line: string) => void;
  mapping: (site: string) => Promise<TouchMapping>;
  /** Sites with fewer touches are read from the events, which is as fast. */
  minTouches?: number;
  /** How long a report waits. */
  waitMs?: number;
}

/** What this process knows of the sequences of a site. */
interface Memo {
  version: number;
  until: number;
  idsUntil: number;
  /** What of the overlap is in them: batches with their rows. */
  known: ReadonlyMap<string, number>;
}

const nameOf = ({ from, at }: Batch): string => `${from} ${at}`;
const knownOf = ({ batches }: Since): Memo['known'] =>
  new Map(batches.map((batch) => [nameOf(batch), batch.rows]));
const newestId = ({ batches }: Since, before: number): number =>
  batches.reduce((most, { from, at }) => (from === 'ids' ? Math.max(most, at) : most), before);

const kinds: readonly SequenceKind[] = ['person', 'account'];

const again = (at: number): Promise<'late'> =>
  new Promise((resolve) => {
    setTimeout(() => resolve('late'), at).unref();
  });

const usable = (state: SequenceState, mapped: TouchMapping, now: number): boolean =>
  state.base > 0 &&
  state.registry === mapped.version &&
  state.layout === layout &&
  now - state.until < mostAgeMs;

const stored = (kind: SequenceKind, state: SequenceState): StoredSequences => ({
  kind,
  base: state.base,
  version: state.version,
  renewed: state.version > state.base,
  registry: state.registry,
  touches: state.touches,
});

/** Sequences of touches over the tables of the store. */
export function openJourneys(options: JourneyOptions): Journeys {
  const { database, patient, clock, log, mapping, minTouches = 20_000, waitMs = 2_000 } = options;
  const memos = new Map<string, Memo>();
  const queues = new Map<string, Promise<unknown>>();
  const cleaned = new Map<string, number>();
  const building = new Set<string>();
  let closing = false;

  const versionAfter = (known: number): number =>
    Math.max(known + 1, clock() * 1_000 + Math.floor(Math.random() * 1_000));

  const build = async (
    site: string,
    kind: SequenceKind,
    state: SequenceState | undefined,
    onProgress: (done: number, of: number) => void = () => undefined,
  ): Promise<{ touches: number; subjects: number } | undefined> => {
    const version = versionAfter(state?.version ?? 0);
    const mapped = await mapping(site);
    const [clocked] = await database.query<{ now: number; ids: number }>(
      `SELECT toUnixTimestamp64Milli(now64(3)) AS now,
         (SELECT max(version) FROM id_map WHERE site_id = {site:String}) AS ids`,
      { site },
    );
    const idsUntil = clocked?.ids ?? 0;
    // What is there before the first part is read is in all of them.
    const before = await readSince(
      database,
      site,
      (clocked?.now ?? 0) - overlapMs,
      idsUntil - overlapMs,
    );
    const run = { site, kind, version, mapping: mapped };
    const key = `${kind} ${site}`;
    building.add(key);
    const made = await makeAll(patient, run, onProgress, () => closing).finally(() =>
      building.delete(key),
    );
    if (!made) return undefined;
    await writeState(database, site, kind, {
      version,
      base: version,
      until: before.now,
      idsUntil,
      registry: mapped.version,
      layout,
      ...made,
    });
    memos.set(key, {
      version,
      until: before.now,
      idsUntil,
      known: knownOf(before),
    });
    return made;
  };

  /** Rows from before the base, once no report can be reading them. */
  const clean = async (site: string, kind: SequenceKind, { base }: SequenceState) => {
    const key = `${kind} ${site}`;
    const now = clock();
    if (now - base / 1_000 < graceMs || now - (cleaned.get(key) ?? 0) < graceMs) return;
    cleaned.set(key, now);
    const params = { site, kind, base };
    const where = 'site_id = {site:String} AND kind = {kind:String} AND version < {base:UInt64}';
    const old = await database.query(
      `SELECT 1 FROM journey_sequences WHERE ${where} LIMIT 1`,
      params,
    );
    if (old.length > 0)
      await database.command(`ALTER TABLE journey_sequences DELETE WHERE ${where}`, params);
  };

  /** One thing at a time for a site and kind: a run reads what the one before wrote. */
  const queued = <Answer>(key: string, work: () => Promise<Answer>): Promise<Answer> => {
    const earlier = queues.get(key) ?? Promise.resolve();
    const next = earlier.catch(() => undefined).then(work);
    queues.set(key, next);
    return next;
  };

  const bringIn = async (
    site: string,
    kind: SequenceKind,
  ): Promise<StoredSequences | undefined> => {
    if (closing) return undefined;
    const key = `${kind} ${site}`;
    let state = await readState(database, site, kind);
    const mapped = await mapping(site);
    // What another process made is another process's knowledge.
    let memo = memos.get(key);
    if (memo && memo.version !== state?.version) memo = undefined;
    const since = (memo?.until ?? state?.until ?? 0) - overlapMs;
    const idsSince = (memo?.idsUntil ?? state?.idsUntil ?? 0) - overlapMs;
    const news = state && (await readSince(database, site, since, idsSince));
    if (!state || !news || !usable(state, mapped, news.now)) {
      const [counted] = await database.query<{ n: number; changing: number }>(countSql, { site });
      if (!counted || counted.n < minTouches || counted.changing > 0) return undefined;
      if (!(await build(site, kind, state))) return undefined;
      return bringIn(site, kind);
    }
    // Ids that were joined well before rows were last made are in them, though no newer ones came since:
    // whoever is new to the site, such as a command, need not make them again.
    const { until, idsUntil } = state;
    const isIn = ({ from, at }: Batch): boolean =>
      from === 'ids' && at <= idsUntil && at < until - overlapMs;
    const open = news.batches.filter(
      (batch) =>
        memo?.known.get(nameOf(batch)) !== batch.rows && (memo !== undefined || !isIn(batch)),
    );
    if (open.length > 0) {
      const version = versionAfter(state.version);
      const made = await makeAgain(
        patient,
        { site, kind, version, mapping: mapped },
        {
          base: state.base,
          since: Math.max(0, since),
          idsSince: Math.max(0, idsSince),
          stamps: open.filter(({ from }) => from === 'events').map(({ at }) => at),
          moved: open.some(({ from }) => from === 'ids'),
          marked: open.some(({ from }) => from === 'marks'),
        },
      );
      // Rows of an erased person are gone already: there is nothing to make, and yet the data are others.
      if (made > 0 || open.some(({ from }) => from === 'marks')) {
        state = { ...state, version, until: news.now, idsUntil: newestId(news, state.idsUntil) };
        await writeState(database, site, kind, state);
        await renewIfMany(site, kind, state);
      }
    }
    memos.set(key, {
      version: state.version,
      until: news.now,
      idsUntil: newestId(news, state.idsUntil),
      known: knownOf(news),
    });
    await clean(site, kind, state);
    return stored(kind, state);
  };

  const renewIfMany = async (site: string, kind: SequenceKind, state: SequenceState) => {
    const [row] = await database.query<{ n: number }>(againSql, { site, kind, base: state.base });
    if ((row?.n ?? 0) < Math.max(fewAgain, state.subjects * mostAgain)) return;
    void queued(`${kind} ${site}`, () => build(site, kind, state)).catch((error: unknown) =>
      log(`The sequences of ${site} could not be made again: ${String(error)}`),
    );
  };

  /** Asked while another waits to begin, it is answered by that one. */
  const waiting = new Map<string, Promise<StoredSequences | undefined>>();

  return {
    async ready(site, kind) {
      const key = `${kind} ${site}`;
      if (building.has(key)) return undefined;
      let work = waiting.get(key);
      if (!work) {
        work = queued(key, () => {
          waiting.delete(key);
          return bringIn(site, kind);
        }).catch((error: unknown) => {
          log(`The sequences of ${site} are left aside: ${String(error)}`);
          return undefined;
        });
        waiting.set(key, work);
      }
      const answer = await Promise.race([work, again(waitMs)]);
      return answer === 'late' ? undefined : answer;
    },
    async rebuild(site, kind, onProgress) {
      const made = await queued(`${kind} ${site}`, async () =>
        build(site, kind, await readState(database, site, kind), onProgress),
      );
      return made ?? { touches: 0, subjects: 0 };
    },
    async mark(site, ids) {
      for (const list of shortLists(ids)) {
        await database.command(markSql, { site, ids: list });
      }
    },
    async forget(site) {
      for (const kind of kinds) {
        const state = await readState(database, site, kind);
        if (state && state.base > 0)
          await writeState(database, site, kind, {
            ...state,
            version: versionAfter(state.version),
            base: 0,
          });
      }
    },
    async status(site) {
      const answers: JourneyStatus[] = [];
      for (const kind of kinds) {
        const state = await readState(database, site, kind);
        const base = state?.base ?? 0;
        const [row] = await database.query<{ n: number }>(againSql, { site, kind, base });
        answers.push({
          kind,
          touches: base > 0 ? (state?.touches ?? 0) : 0,
          subjects: base > 0 ? (state?.subjects ?? 0) : 0,
          again: base > 0 ? (row?.n ?? 0) : 0,
          until: base > 0 ? (state?.until ?? null) : null,
          registry: state?.registry ?? 0,
        });
      }
      return answers;
    },
    async close() {
      closing = true;
      await Promise.allSettled(queues.values());
    },
  };
}

// While events are told again, what is read of them now is old in a moment.
const countSql = `SELECT count() AS n,
    (SELECT count() FROM system.mutations WHERE database = currentDatabase() AND table = 'events'
      AND NOT is_done AND position(command, 'UPDATE') > 0) AS changing
  FROM events WHERE site_id = {site:String}`;

// Hashed by the engine: its hash is the one that rows bear.
const markSql = `INSERT INTO journey_touched (site_id, id)
  SELECT {site:String}, cityHash64(arrayJoin({ids:Array(String)}))`;

const againSql = `SELECT count() AS n FROM journey_sequences
  WHERE site_id = {site:String} AND kind = {kind:String} AND version > {base:UInt64}`;
