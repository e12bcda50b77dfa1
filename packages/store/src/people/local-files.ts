import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../errors.ts';
import { segmentName } from '../spool/segments.ts';
import { needles } from './resolve-person.ts';

const listed = async (directory: string): Promise<string[]> => {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
};

/** Segments of spools under `spoolDir` whose first row came before `before` (epoch ms). */
async function olderSegments(spoolDir: string, before: number): Promise<number> {
  let older = 0;
  for (const table of await listed(spoolDir)) {
    const names = await listed(path.join(spoolDir, table)).catch(() => []);
    older += names.filter((name) => {
      const since = segmentName.exec(name)?.[1];
      return since !== undefined && Number(since) < before;
    }).length;
  }
  return older;
}

/** Waits until another process drained what its spools held; whether it did within `patienceMs`. */
export async function waitUntilDrained(
  spoolDir: string,
  before: number,
  patienceMs: number,
): Promise<boolean> {
  for (let waited = 0; waited <= patienceMs; waited += 100) {
    if ((await olderSegments(spoolDir, before)) === 0) return true;
    await sleep(100);
  }
  return false;
}

/**
 * Takes the lines of a person out of the files of rows that ClickHouse refused.
 *
 * @returns lines taken out
 */
export async function cleanFailedFiles(
  spoolDir: string,
  site: string,
  ids: readonly string[],
): Promise<number> {
  const marks = [...ids.map((id) => JSON.stringify(id)), ...ids.flatMap(needles)];
  const mine = new Set(ids);
  const isMine = (line: string): boolean => {
    // Cheap first: a text that names no id at all is nobody's of these. Raw texts are escaped twice.
    const plain = line.replaceAll('\\"', '"');
    if (!marks.some((mark) => line.includes(mark) || plain.includes(mark))) return false;
    try {
      const row = JSON.parse(line) as Record<string, unknown>;
      if (row['site_id'] !== site) return false;
      if (['subject_id', 'anonymous_id', 'user_id'].some((key) => mine.has(String(row[key])))) {
        return true;
      }
      const raw = row['raw'];
      return typeof raw === 'string' && ids.flatMap(needles).some((mark) => raw.includes(mark));
    } catch {
      // Broken text that names the person goes too.
      return true;
    }
  };
  let taken = 0;
  for (const table of await listed(spoolDir)) {
    const directory = path.join(spoolDir, table, 'failed');
    for (const name of await listed(directory)) {
      const file = path.join(directory, name);
      if (name.endsWith('.damaged')) {
        // Nobody can read rows in it, so what names the person goes whole.
        const bytes = await readFile(file);
        if (!ids.some((id) => bytes.includes(id))) continue;
        taken++;
        await rm(file);
        await rm(`${file}.reason.txt`, { force: true });
      }
      if (!name.endsWith('.ndjson')) continue;
      const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
      const kept = lines.filter((line) => !isMine(line));
      if (kept.length === lines.length) continue;
      taken += lines.length - kept.length;
      if (kept.length === 0) {
        await rm(file);
        await rm(`${file}.reason.txt`, { force: true });
        continue;
      }
      const temporary = `${file}.new`;
      await writeFile(temporary, `${kept.join('\n')}\n`, { mode: 0o600, flush: true });
      await rename(temporary, file);
    }
  }
  return taken;
}
