import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Service } from '@touchtrail/standalone';
import { expect } from 'vitest';

const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

/** The value of one line of `/metrics`, 0 while there is none. */
export async function metricOf(url: string, line: string): Promise<number> {
  const found = (await metricsOf(url)).split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? 0);
}

/** Waits until all that was acknowledged has left the spools. */
export const drained = (url: string) =>
  expect
    .poll(
      async () =>
        [...(await metricsOf(url)).matchAll(/^touchtrail_spool_bytes\{.*\} (\d+)$/gm)].map(
          (found) => found[1],
        ),
      // A busy machine may take its time; it ends as soon as it holds.
      { timeout: 20_000 },
    )
    .toEqual(['0', '0', '0']);

const files = (directory: string): string[] =>
  readdirSync(directory).flatMap((name) => {
    const file = path.join(directory, name);
    return statSync(file).isDirectory() ? files(file) : [file];
  });

/** Where a text is: in which table, by every column of all there are, file of the spool, or the log. */
export async function placesOf(
  text: string,
  { service, dataDir, log }: { service: Service; dataDir: string; log: readonly string[] },
): Promise<string[]> {
  await drained(service.url);
  const { reader } = service.store;
  const tables = await reader.query<{ name: string }>({
    sql: `SELECT name FROM system.tables WHERE database = currentDatabase() AND total_rows > 0`,
  });
  expect(tables.length).toBeGreaterThan(5);
  const places: string[] = [];
  for (const { name } of tables) {
    const [row] = await reader.query<{ n: number }>({
      sql: `SELECT count() AS n FROM {table:Identifier}
            WHERE position(toString(tuple(*)), {text:String}) > 0`,
      params: { table: name, text },
    });
    if (row?.n) places.push(name);
  }
  for (const file of files(path.join(dataDir, 'spool'))) {
    if (readFileSync(file, 'utf8').includes(text)) places.push(file);
  }
  if (log.some((line) => line.includes(text))) places.push('log');
  return places;
}
