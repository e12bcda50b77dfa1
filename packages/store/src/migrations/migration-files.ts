import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One numbered, forward-only step of the schema. */
export interface Migration {
  /** 1 for `0001_init.sql`. */
  version: number;
  /** `0001_init`. */
  name: string;
  sql: string;
  /** SHA-256 of the text in hex; line ends do not count. */
  checksum: string;
}

/** The folder of this package's migrations. */
const migrationsDirectory = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** Reads the migrations of a folder in order. Other files are ignored. */
export function readMigrations(directory: string = migrationsDirectory): Migration[] {
  const migrations = readdirSync(directory)
    .map((file) => ({ file, match: /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) }))
    .filter(({ match }) => match !== null)
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, match }) => {
      const sql = readFileSync(path.join(directory, file), 'utf8').replaceAll('\r\n', '\n');
      return {
        version: Number(match?.[1]),
        name: file.replace(/\.sql$/, ''),
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    });
  for (const [index, migration] of migrations.entries()) {
    if (migration.version !== index + 1) {
      throw new Error(
        `Migrations must be numbered without gaps: ${migration.name} is out of line.`,
      );
    }
  }
  return migrations;
}
