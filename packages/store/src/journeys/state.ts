import type { Database } from '../people/database.ts';
import type { SequenceKind } from './rows-sql.ts';

/** Up to where a site's sequences are made. Times are epoch ms by the engine's clock. */
export interface SequenceState {
  version: number;
  /** 0: they must be made from the start. */
  base: number;
  until: number;
  idsUntil: number;
  registry: number;
  layout: number;
  touches: number;
  subjects: number;
}

const stateSql = `
  SELECT version, base, toUnixTimestamp64Milli(until) AS until, ids_until AS idsUntil, registry, layout, touches, subjects
  FROM journey_state FINAL WHERE site_id = {site:String} AND kind = {kind:String}`;

/** What is written of a site, by whichever process. */
export async function readState(
  database: Pick<Database, 'query'>,
  site: string,
  kind: SequenceKind,
): Promise<SequenceState | undefined> {
  const [row] = await database.query<SequenceState>(stateSql, { site, kind });
  return row;
}

export const writeState = (
  database: Pick<Database, 'insert'>,
  site: string,
  kind: SequenceKind,
  { idsUntil, ...state }: SequenceState,
): Promise<void> =>
  database.insert('journey_state', [{ site_id: site, kind, ...state, ids_until: idsUntil }]);

/** What came in by one write: where it is from, the time or version it bears, and how many rows. */
export interface Batch {
  from: 'events' | 'ids' | 'marks';
  at: number;
  rows: number;
}

/** What came in since, and what time it is there. */
export interface Since {
  now: number;
  batches: Batch[];
}

// One question: most reports find that nothing is new.
const sinceSql = `
  SELECT
    toUnixTimestamp64Milli(now64(3)) AS now,
    (SELECT groupArray((at, n)) FROM (
      SELECT toUnixTimestamp64Milli(inserted_at) AS at, toFloat64(count()) AS n FROM events
      WHERE site_id = {site:String} AND inserted_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      GROUP BY at)) AS events,
    (SELECT groupArray((version, n)) FROM (
      SELECT version, toFloat64(count()) AS n FROM id_map
      WHERE site_id = {site:String} AND version > {idsSince:UInt64}
      GROUP BY version)) AS ids,
    (SELECT groupArray((at, n)) FROM (
      SELECT toUnixTimestamp64Milli(touched_at) AS at, toFloat64(count()) AS n FROM journey_touched
      WHERE site_id = {site:String} AND touched_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      GROUP BY at)) AS marks`;

type Pairs = [number, number][];

/** Asks what came in since a time of the engine's clock and a version of `id_map`. */
export async function readSince(
  database: Pick<Database, 'query'>,
  site: string,
  since: number,
  idsSince: number,
): Promise<Since> {
  const [row] = await database.query<{ now: number; events: Pairs; ids: Pairs; marks: Pairs }>(
    sinceSql,
    { site, since: Math.max(0, since), idsSince: Math.max(0, idsSince) },
  );
  const batches = (from: Batch['from'], pairs: Pairs | undefined) =>
    (pairs ?? []).map(([at, rows]): Batch => ({ from, at, rows }));
  return {
    now: row?.now ?? 0,
    batches: [
      ...batches('events', row?.events),
      ...batches('ids', row?.ids),
      ...batches('marks', row?.marks),
    ],
  };
}
