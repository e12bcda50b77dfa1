import type { Database } from '../people/database.ts';
import type { TouchMapping } from '../types.ts';
import {
  emptiedSql,
  fillParams,
  fillSql,
  idsSql,
  movedSql,
  subjectsSql,
  touchedSql,
  touchesSql,
} from './rows-sql.ts';
import type { SequenceKind } from './rows-sql.ts';

/** Touches that are sorted at one go: what bounds the memory of a run. */
const partTouches = 2_000_000;

/** One run over the tables of a site. */
export interface Run {
  site: string;
  kind: SequenceKind;
  /** Of the rows it makes. */
  version: number;
  mapping: TouchMapping;
}

/** What changed since the last run. */
export interface Change {
  base: number;
  since: number;
  idsSince: number;
  /** Times of batches of events. */
  stamps: readonly number[];
  /** Whether ids were joined anew, or marked: touches may have gone from a subject. */
  moved: boolean;
  marked: boolean;
}

type Progress = (done: number, of: number) => void;

async function fill(
  database: Database,
  { site, kind, version, mapping }: Run,
  only: 'part' | 'work',
  touches: number,
  onProgress: Progress,
  stopped: () => boolean,
): Promise<boolean> {
  const parts = Math.max(1, Math.ceil(touches / partTouches));
  for (let part = 0; part < parts; part++) {
    if (stopped()) return false;
    await database.command(fillSql(kind, mapping, only), {
      ...fillParams(mapping),
      site,
      version,
      run: version,
      part,
      parts,
    });
    onProgress(part + 1, parts);
  }
  return true;
}

/**
 * Makes the rows of every subject of a site; answers how many touches and subjects, or `undefined`
 * when it was stopped.
 */
export async function makeAll(
  database: Database,
  run: Run,
  onProgress: Progress,
  stopped: () => boolean,
): Promise<{ touches: number; subjects: number } | undefined> {
  const { site, kind, version } = run;
  const [counted] = await database.query<{ n: number }>(touchesSql(kind), { site });
  const touches = counted?.n ?? 0;
  if (!(await fill(database, run, 'part', touches, onProgress, stopped))) return undefined;
  const [made] = await database.query<{ n: number }>(
    `SELECT count() AS n FROM journey_sequences
     WHERE site_id = {site:String} AND kind = {kind:String} AND version = {version:UInt64}`,
    { site, kind, version },
  );
  return { touches, subjects: made?.n ?? 0 };
}

/** Makes the rows again that a change touches; answers how many subjects that were. */
export async function makeAgain(database: Database, run: Run, change: Change): Promise<number> {
  const { site, kind, version } = run;
  const { moved, marked } = change;
  const params = { ...change, site, run: version, version, marks: marked ? 1 : 0 };
  try {
    if (change.stamps.length > 0) await database.command(touchedSql, params);
    if (moved || marked) await database.command(movedSql, params);
    await database.command(subjectsSql(kind, moved || marked), params);
    const [found] = await database.query<{ n: number }>(
      `SELECT count() AS n FROM journey_work WHERE run = {run:UInt64} AND what = 'subject'`,
      params,
    );
    if (!found || found.n === 0) return 0;
    if (kind === 'person') await database.command(idsSql, params);
    // A subject may have any number of touches: the ids say how many there are at most.
    const [touches] =
      kind === 'person'
        ? await database.query<{ n: number }>(
            `SELECT count() AS n FROM events WHERE site_id = {site:String}
             AND subject_id IN (SELECT id FROM journey_work WHERE run = {run:UInt64} AND what = 'id')`,
            params,
          )
        : await database.query<{ n: number }>(
            `SELECT count() AS n FROM events WHERE site_id = {site:String}
             AND account_id IN (SELECT id FROM journey_work WHERE run = {run:UInt64} AND what = 'subject')`,
            params,
          );
    await fill(
      database,
      run,
      'work',
      touches?.n ?? 0,
      () => undefined,
      () => false,
    );
    await database.command(emptiedSql(kind), params);
    return found.n;
  } finally {
    await database
      .command('ALTER TABLE journey_work DELETE WHERE run = {run:UInt64}', params)
      .catch(() => undefined);
  }
}
