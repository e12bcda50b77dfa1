import type { Reader } from './types.ts';

/**
 * What is stored, as a short text: every write, erasure and merge makes new parts, and names of parts do not
 * come back. A merge changes it too, so equal texts mean equal data and not the other way around. About 3 ms.
 *
 * @param hidden what reads leave out, by table.
 * @returns undefined where the engine does not let its parts be seen.
 */
export async function storedStamp(
  reader: Pick<Reader, 'query'>,
  hidden: () => Promise<Record<string, string> | undefined>,
): Promise<string | undefined> {
  try {
    const left = await hidden();
    const [parts] = await reader.query<{ stamp: string }>({
      sql: `
        SELECT concat(toString(count()), '.', hex(sum(sipHash64(table, name, modification_time)))) AS stamp
        FROM system.parts
        WHERE active AND database = currentDatabase()`,
    });
    return parts && JSON.stringify([parts.stamp, left ?? null]);
  } catch {
    return undefined;
  }
}
