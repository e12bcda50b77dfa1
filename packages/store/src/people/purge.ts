import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database.ts';

const partsSql = `SELECT table, name FROM system.parts
  WHERE database = currentDatabase() AND NOT active AND table IN {tables:Array(String)}`;

// A table that was just made looks for its old parts after 30 s, whatever its settings say since.
// Without the right to ask, its own time is waited for.
async function askForCleanup(database: Database, tables: Iterable<string>): Promise<void> {
  for (const table of tables)
    await database
      .command('SYSTEM START CLEANUP {table:Identifier}', { table })
      .catch(() => undefined);
}

/**
 * Waits until ClickHouse took the parts that these tables no longer use off its disk: a deleted row
 * stays readable in the file of the old part until then.
 *
 * @returns how many are left after `patienceMs`, with parts that were set aside (detached)
 */
export async function waitUntilPurged(
  database: Database,
  tables: readonly string[],
  options: { patienceMs: number; onProgress?: (share: number) => void },
): Promise<number> {
  const inactive = async () =>
    (await database.query<{ table: string; name: string }>(partsSql, { tables })).map(
      ({ table, name }) => `${table} ${name}`,
    );
  // Merges go on and leave new ones; only those that are there now can hold what was deleted before.
  const old = new Set(await inactive());
  const many = old.size;
  for (let waited = 0; old.size > 0 && waited < options.patienceMs; waited += 250) {
    if (waited % 1_000 === 0)
      await askForCleanup(database, new Set([...old].map((part) => part.split(' ')[0] ?? '')));
    await sleep(250);
    const now = new Set(await inactive());
    for (const part of old) if (!now.has(part)) old.delete(part);
    options.onProgress?.(1 - old.size / many);
  }
  const [detached] = await database.query<{ n: number }>(
    `SELECT toUInt32(count()) AS n FROM system.detached_parts
     WHERE database = currentDatabase() AND table IN {tables:Array(String)}`,
    { tables },
  );
  return old.size + (detached?.n ?? 0);
}
