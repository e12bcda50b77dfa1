import { StoreError } from '../errors.ts';
import type { Database } from './database.ts';
import { peopleTables } from './duties.ts';
import { needles } from './resolve-person.ts';
import type { Person } from './types.ts';

/** Rows held in memory at a time. */
const pageRows = 5_000;

const typeOf: Readonly<Record<string, string>> = {
  events: 'event',
  id_edges: 'link',
  id_map: 'joined',
  id_withdrawals: 'withdrawal',
  id_rules: 'identity_rule',
  quarantine: 'refused_event',
  consent_receipts: 'consent_receipt',
  account_members: 'account_membership',
  hashed_ids: 'hashed_id',
  segment_members: 'segment_membership',
  segment_changes: 'segment_change',
  segment_touched: 'touched',
};

/** Rows that are kept by the hash of a person. */
const hashed = [
  { table: 'privacy_requests', type: 'request', order: 'requested_at, id' },
  { table: 'audit_log', type: 'audit_entry', order: 'at, id' },
] as const;

async function* pages(
  database: Database,
  table: string,
  where: string,
  order: string,
  params: Record<string, unknown>,
  signal?: AbortSignal,
): AsyncGenerator<Record<string, unknown>> {
  const duplicates = table === 'events' ? 'LIMIT 1 BY event_id' : '';
  for (let offset = 0; ; offset += pageRows) {
    if (signal?.aborted)
      throw new StoreError('cancelled', 'The export was given up.', 'Ask again.');
    const rows = await database.query<Record<string, unknown>>(
      `SELECT * FROM ${table} WHERE ${where} ORDER BY ${order} ${duplicates}
       LIMIT {rows:UInt32} OFFSET {offset:UInt64}
       SETTINGS date_time_output_format = 'iso'`,
      { ...params, rows: pageRows, offset },
    );
    yield* rows;
    if (rows.length < pageRows) return;
  }
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Columns without a value say nothing: most of an event's are empty. */
function filled(row: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(row).filter(
    ([, value]) => value !== '' && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept);
}

/**
 * Everything that is stored about a person, one JSON object a line: who they are, then the rows of
 * every table, then a line `end` with the counts. Holds {@link pageRows} rows at most.
 */
export async function* exportPerson(
  database: Database,
  person: Person,
  hashes: readonly string[],
  at: number,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const { site, id, subjects, sharedDevices } = person;
  const ids = subjects.map((subject) => subject.id);
  yield line({
    type: 'person',
    site,
    id,
    ids: subjects,
    sharedDevices,
    exportedAt: new Date(at).toISOString(),
  });
  const counts: Record<string, number> = {};
  const params = { site, ids, needles: ids.flatMap(needles) };
  for (const { table, mine, order, derived } of peopleTables) {
    if (derived) continue;
    const where = mine({
      ids: '{ids:Array(String)}',
      list: '{ids:Array(String)}',
      needles: '{needles:Array(String)}',
    });
    let count = 0;
    for await (const row of pages(database, table, where, order, params, signal)) {
      count++;
      yield line({ type: typeOf[table] ?? table, ...renamed(filled(row)) });
    }
    counts[table] = count;
  }
  for (const { table, type, order } of hashed) {
    let count = 0;
    const where = 'site_id = {site:String} AND subject_hash IN {hashes:Array(String)}';
    for await (const row of pages(database, table, where, order, { site, hashes }, signal)) {
      count++;
      yield line({ type, ...renamed(filled(row)) });
    }
    counts[table] = count;
  }
  yield line({ type: 'end', counts });
}

/** An event's own type must not stand where the line's is. */
function renamed(row: Record<string, unknown>): Record<string, unknown> {
  if (!('type' in row)) return row;
  const { type, ...rest } = row;
  return { event_type: type, ...rest };
}
