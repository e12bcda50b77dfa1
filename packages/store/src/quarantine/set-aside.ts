import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { StoreError, isStoreError, systemCode } from '../errors.ts';
import type { EventRow, QuarantineRow } from '../types.ts';

/** Rows that were acknowledged and that ClickHouse refused for their content. */
export interface SetAside {
  /** Unique among all: the table and the name of the segment. */
  name: string;
  table: string;
  rows: number;
  /** What ClickHouse said. */
  reason: string;
}

/** What became of rows that were sent again. */
export interface Resent {
  name: string;
  /** Stored now. */
  stored: number;
  /** Stored before, by id. */
  duplicates: number;
  /** Why they were refused again; undefined: they were not, and the file is gone. */
  refused: string | undefined;
}

/** Rows of the spool that ClickHouse refused, kept beside it. */
export interface SetAsideStore {
  list(): Promise<SetAside[]>;
  /**
   * Sends rows again, for example after an upgrade of ClickHouse or a migration. Each goes in once.
   *
   * @throws StoreError `set_aside_unknown`
   */
  resend(name: string): Promise<Resent>;
}

export interface SetAsideDeps {
  spoolDir: string;
  insertEvents: (rows: readonly EventRow[], token: string) => Promise<void>;
  insertQuarantine: (rows: readonly QuarantineRow[], token: string) => Promise<void>;
  knownEventIds: (siteId: string, ids: readonly string[]) => Promise<Set<string>>;
}

const listed = async (directory: string): Promise<string[]> => {
  try {
    return await readdir(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return [];
    throw error;
  }
};

const ending = '.ndjson';

const rowsOf = async <Row>(file: string): Promise<Row[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);

export function createSetAsideStore(deps: SetAsideDeps): SetAsideStore {
  const { spoolDir } = deps;
  const fileOf = (table: string, segment: string) =>
    path.join(spoolDir, table, 'failed', `${segment}${ending}`);
  const list = async (): Promise<SetAside[]> => {
    const found: SetAside[] = [];
    for (const table of await listed(spoolDir)) {
      for (const name of (await listed(path.join(spoolDir, table, 'failed'))).toSorted()) {
        if (!name.endsWith(ending)) continue;
        const segment = name.slice(0, -ending.length);
        const file = fileOf(table, segment);
        const reason = await readFile(`${file}.reason.txt`, 'utf8').catch(() => '');
        const { length: rows } = await rowsOf(file);
        found.push({ name: `${table}/${segment}`, table, rows, reason: reason.trim() });
      }
    }
    return found;
  };

  const unstored = async (rows: readonly EventRow[]): Promise<EventRow[]> => {
    const fresh: EventRow[] = [];
    for (const site of new Set(rows.map((row) => row.site_id))) {
      const some = rows.filter((row) => row.site_id === site);
      const known = await deps.knownEventIds(
        site,
        some.map((row) => row.event_id),
      );
      fresh.push(...some.filter((row) => !known.has(row.event_id)));
    }
    return fresh;
  };

  return {
    list,
    async resend(name) {
      const one = (await list()).find((entry) => entry.name === name);
      if (!one || !['events', 'quarantine'].includes(one.table)) {
        throw new StoreError(
          'set_aside_unknown',
          `Nothing named ${name} was set aside.`,
          'See `touchtrail quarantine rows` for what was.',
        );
      }
      const file = fileOf(one.table, name.slice(one.table.length + 1));
      // A crash between the insert and the removal sends them again: the token drops them then.
      const token = `again/${name}`;
      try {
        let stored = one.rows;
        if (one.table === 'events') {
          const fresh = await unstored(await rowsOf<EventRow>(file));
          stored = fresh.length;
          await deps.insertEvents(fresh, token);
        } else await deps.insertQuarantine(await rowsOf<QuarantineRow>(file), token);
        await rm(file);
        await rm(`${file}.reason.txt`, { force: true });
        return { name, stored, duplicates: one.rows - stored, refused: undefined };
      } catch (error) {
        if (!isStoreError(error, 'insert_refused')) throw error;
        return { name, stored: 0, duplicates: 0, refused: error.message };
      }
    },
  };
}
