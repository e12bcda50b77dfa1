import { randomUUID } from 'node:crypto';
import { StoreError } from './errors.ts';
import type { Database } from './people/database.ts';

/** Somebody else saved a version meanwhile. */
export class VersionConflict extends StoreError {
  /** What counts now; null: it was removed, or never there. */
  readonly current: object | null;

  constructor(noun: 'segment' | 'journey', current: { version: number; actor: string } | null) {
    super(
      `${noun}_conflict`,
      current
        ? `The ${noun} was changed by ${current.actor}: it is version ${current.version} now.`
        : `The ${noun} is not there any more.`,
      'Read it, bring your change into it, and save again with its version.',
    );
    this.name = 'VersionConflict';
    this.current = current;
  }
}

/** Of so many who save at the same moment the last is told to try again. */
const tries = 20;

/**
 * Writes a version of a definition. Of two who write the same version the first wins, because the engine
 * takes a block of one token once.
 *
 * @param key column and value that name the definition on its site
 * @returns whether it became this version: false when somebody else's did
 */
export async function addVersion(
  database: Pick<Database, 'query' | 'insert'>,
  table: 'segments' | 'journey_definitions',
  key: readonly ['key' | 'name', string],
  row: Readonly<Record<string, unknown>> & { site_id: string; version: number },
): Promise<boolean> {
  const writeId = randomUUID();
  const [column, value] = key;
  await database.insert(
    table,
    [{ ...row, [column]: value, write_id: writeId }],
    JSON.stringify([row.site_id, value, row.version]),
  );
  const [found] = await database.query<{ writeId: string }>(
    `SELECT toString(write_id) AS writeId FROM ${table} FINAL
     WHERE site_id = {site:String} AND ${column} = {value:String} AND version = {version:UInt32}`,
    { site: row.site_id, value, version: row.version },
  );
  return found?.writeId === writeId;
}

/**
 * Saves after the version that is there, or after the one that is named and no other.
 *
 * @param save reads what is there, and writes the version after it; undefined when somebody else's became it
 * @param refused says what is there now
 */
export async function saveVersion<Saved>(
  save: () => Promise<Saved | undefined>,
  refused: () => Promise<VersionConflict>,
  isNamed: boolean,
): Promise<Saved> {
  for (let round = 0; round < (isNamed ? 1 : tries); round++) {
    const saved = await save();
    if (saved !== undefined) return saved;
  }
  throw await refused();
}
