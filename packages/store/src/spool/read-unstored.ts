import path from 'node:path';
import { systemCode } from '../errors.ts';
import { nodeDisk } from './disk.ts';
import { readSegment } from './segment-rows.ts';
import { segmentName } from './segments.ts';

const listed = (directory: string) =>
  nodeDisk.list(directory).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });

/**
 * Rows in the segments of a directory whose spool another process has open. What it drains meanwhile is
 * left out: it is in ClickHouse.
 */
export async function* readUnstored<Row>(directory: string): AsyncGenerator<Row> {
  for (const name of (await listed(directory)).toSorted()) {
    if (!segmentName.test(name)) continue;
    try {
      const content = await nodeDisk.read(path.join(directory, name));
      const { rows } = readSegment(name, content);
      if (rows) yield* rows.each() as Iterable<Row>;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
}
