import path from 'node:path';
import { systemCode } from '../errors.ts';
import type { Disk } from './disk.ts';
import type { SegmentRows } from './segment-rows.ts';

/** Whether a spool may hold rows that are stored already, remembered on the disk. */
export interface Repeats {
  /** Resolves when it is known that such rows may come, and would be known after a kill. */
  expect(): Promise<void>;
  /** Rows of a segment that are not stored yet: all of them, and nobody is asked, unless repeats may come. */
  leftOut(rows: SegmentRows, signal: AbortSignal): Promise<SegmentRows>;
  /** To be called after an insert, with the age of the oldest row that waits. */
  settle(oldestMs: number | null): Promise<void>;
}

export interface RepeatsOptions {
  disk: Disk;
  directory: string;
  clock: () => number;
  /** Which of these ids of a site are stored. */
  known: (
    siteId: string,
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlySet<string>>;
}

/** A row is surely written this long after it was announced, ms. */
const writtenMs = 60_000;

/**
 * Opens it for a directory, in which a file says that repeats may come.
 *
 * A segment's rows may differ from one try to the next, since what an interrupted try stored is left out
 * of the next one. That is safe under one token: ClickHouse keeps a token for each partition, and a part
 * is stored as a whole or not at all.
 */
export async function openRepeats(options: RepeatsOptions): Promise<Repeats> {
  const { disk, directory, clock, known } = options;
  const file = path.join(directory, 'repeats-expected');
  await disk.makeDirectory(directory);
  let marked = (await disk.list(directory)).includes(path.basename(file));
  let announcedAt = clock();
  let marking: Promise<void> | undefined;

  const mark = async (): Promise<void> => {
    await disk.writeSynced(
      file,
      'Rows of this spool are compared with what is stored before they go in.\n',
    );
    await disk.syncDirectory(directory);
    marked = true;
  };

  return {
    async expect() {
      announcedAt = clock();
      if (marked) return;
      marking ??= mark().finally(() => {
        marking = undefined;
      });
      await marking;
    },
    async leftOut(rows, signal) {
      if (!marked) return rows;
      const bySite = new Map<string, string[]>();
      for (const row of rows.each()) {
        const site = String(row['site_id']);
        const ids = bySite.get(site);
        if (ids) ids.push(String(row['event_id']));
        else bySite.set(site, [String(row['event_id'])]);
      }
      const stored = new Set<string>();
      for (const [site, ids] of bySite) {
        for (const id of await known(site, ids, signal)) stored.add(`${site} ${id}`);
      }
      return stored.size === 0
        ? rows
        : rows.filter((row) => !stored.has(`${String(row['site_id'])} ${String(row['event_id'])}`));
    },
    async settle(oldestMs) {
      if (!marked || marking) return;
      const oldest = oldestMs === null ? clock() : clock() - oldestMs;
      if (oldest < announcedAt + writtenMs) return;
      marked = false;
      await disk.remove(file).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') marked = true;
      });
    },
  };
}
