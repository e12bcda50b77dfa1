import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data directory whose tables are made and empty. */
    emptyTables: string;
  }
}

/**
 * Gives a data directory the tables that its first start would make: a hundred statements take five
 * times as long as a start that finds them done. Tests of the first start leave it out.
 *
 * @example
 * const store = await openStore({ dataDir: withTables(await mkdtemp(prefix)) });
 */
export function withTables(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  // Benches and pictures use the same rooms as tests, and nobody made tables for them.
  if (process.env['VITEST'] === undefined) return dataDir;
  execFileSync('cp', ['-R', `${inject('emptyTables')}/.`, dataDir]);
  return dataDir;
}
