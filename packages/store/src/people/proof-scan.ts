import type { Database } from './database.ts';
import { distinctiveLength } from './resolve-person.ts';
import type { Finding } from './types.ts';

export interface Proof {
  tables: number;
  columns: number;
  found: Finding[];
}

interface ColumnRow {
  table: string;
  columns: string[];
}

// Asked of the engine, so that a table or a column of tomorrow is scanned too.
const columnsSql = `
  SELECT c.table AS table, groupArray(c.name) AS columns
  FROM system.columns AS c
  INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
  WHERE c.database = currentDatabase() AND endsWith(t.engine, 'MergeTree')
    AND (c.type LIKE '%String%' OR c.type LIKE '%UUID%' OR c.type LIKE '%JSON%')
    AND NOT has({except:Array(String)}, c.table)
  GROUP BY table ORDER BY table`;

/** Needles that one call of a search function takes. */
const idsPerScan = 200;
/** Pattern letters that mean something to the regular expressions of ClickHouse (RE2). */
const special = /[\\^$.|?*+()[\]{}]/g;

/**
 * A pattern of any of these ids standing alone: `ada-1` is in `?u=ada-1&x`, not in `ada-12`.
 *
 * @example
 * idPattern(['ada-1']); // '(^|[^0-9A-Za-z_-])(?:ada-1)($|[^0-9A-Za-z_-])'
 */
export const idPattern = (ids: readonly string[]): string =>
  `(^|[^0-9A-Za-z_-])(?:${ids.map((id) => id.replaceAll(special, String.raw`\$&`)).join('|')})($|[^0-9A-Za-z_-])`;

// A column's name becomes SQL text here: it comes from the engine, and is quoted all the same.
const quoted = (name: string): string => `\`${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;

const isIdColumn = (name: string): boolean => /(^|_)id$/.test(name);

/**
 * Looks for ids in every text of every table of the database.
 *
 * A long id counts wherever it stands alone in a text. One under 8 characters would be found by chance,
 * so it counts only as the whole value of a column named `id` or `…_id`.
 *
 * @returns what was read, and each column in which an id was found with the number of rows
 */
export async function proofScan(
  database: Database,
  ids: readonly string[],
  options: { except?: readonly string[]; onProgress?: (share: number) => void } = {},
): Promise<Proof> {
  const { except = [], onProgress = () => undefined } = options;
  const tables = await database.query<ColumnRow>(columnsSql, { except });
  const found: Finding[] = [];
  let columnCount = 0;
  for (const [index, { table, columns }] of tables.entries()) {
    columnCount += columns.length;
    const rows = new Map<string, number>();
    for (let start = 0; start < ids.length; start += idsPerScan) {
      const some = ids.slice(start, start + idsPerScan);
      const long = some.filter((id) => id.length >= distinctiveLength);
      const tests = columns.map((column) => {
        const text = `toString(${quoted(column)})`;
        const whole = isIdColumn(column) ? `${text} IN {ids:Array(String)}` : 'false';
        return long.length > 0
          ? `countIf(${whole} OR (multiSearchAny(${text}, {long:Array(String)}) AND match(${text}, {pattern:String})))`
          : `countIf(${whole})`;
      });
      const [counts] = await database.query<{ counts: number[] }>(
        `SELECT [${tests.join(', ')}] AS counts FROM ${quoted(table)}`,
        { ids: some, long, pattern: idPattern(long) },
        600_000,
      );
      for (const [at, count] of (counts?.counts ?? []).entries()) {
        const column = columns[at] ?? '';
        if (count > 0) rows.set(column, (rows.get(column) ?? 0) + count);
      }
    }
    for (const [column, count] of rows) found.push({ table, column, rows: count });
    onProgress((index + 1) / tables.length);
  }
  return { tables: tables.length, columns: columnCount, found };
}
