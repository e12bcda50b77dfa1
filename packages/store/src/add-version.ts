import { randomUUID } from 'node:crypto';
import { words } from '@touchtrail/contract';
import { bringIn } from './bring-in.ts';
import { StoreError } from './errors.ts';
import type { Database } from './people/database.ts';

const say = words({
  'The segment was changed by {actor}: it is version {version} now.':
    'Das Segment wurde von {actor} geändert: es ist jetzt Version {version}.',
  'The segment is not there any more.': 'Das Segment gibt es nicht mehr.',
  'The journey was changed by {actor}: it is version {version} now.':
    'Die Journey wurde von {actor} geändert: sie ist jetzt Version {version}.',
  'The journey is not there any more.': 'Die Journey gibt es nicht mehr.',
});
const conflicts = {
  segment: {
    changed: 'The segment was changed by {actor}: it is version {version} now.',
    gone: 'The segment is not there any more.',
  },
  journey: {
    changed: 'The journey was changed by {actor}: it is version {version} now.',
    gone: 'The journey is not there any more.',
  },
} as const;

/** Somebody else saved a version meanwhile. */
export class VersionConflict extends StoreError {
  /** What counts now; null: it was removed, or never there. */
  readonly current: object | null;

  constructor(noun: keyof typeof conflicts, current: { version: number; actor: string } | null) {
    super(
      `${noun}_conflict`,
      current
        ? say(conflicts[noun].changed, { actor: current.actor, version: current.version })
        : say(conflicts[noun].gone),
      bringIn,
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
