import type { Scope } from './scope.ts';
import type { Column } from './sequences.ts';

const goalSql = ({ params }: Scope): string =>
  'goalKeys' in params
    ? `arrayMap((key, name) -> key IN (SELECT cityHash64(arrayJoin({goalKeys:Array(String)})))
        OR name IN (SELECT cityHash64(arrayJoin({goalNames:Array(String)}))), k, m)`
    : `arrayMap(x -> x = 2, x)`;

/** What the store has made of each touch already, by column; `needs` are its own columns. */
const storedSql: Readonly<Partial<Record<Column, { sql: string; needs: readonly string[] }>>> = {
  k: { sql: 'k', needs: ['k'] },
  c: { sql: 'c', needs: ['c'] },
  e: { sql: 'e', needs: ['e'] },
  d: { sql: 'd', needs: ['d'] },
  f: { sql: 'f', needs: ['f'] },
  v: { sql: 'v', needs: ['v'] },
  u: { sql: 'u', needs: ['u'] },
  r: {
    sql: `arrayMap((type, id) -> type = 3 OR id IN (SELECT cityHash64(id) FROM rated_touches), x, h)`,
    needs: ['x', 'h'],
  },
};

/** Whether sequences of these columns can be read from what the store has made. */
export const isStored = ({ stored }: Scope, columns: readonly Column[]): boolean =>
  stored !== undefined && columns.every((name) => storedSql[name] !== undefined);

// The newest row of each subject; what was made from the start has one of each.
const current = ({ renewed }: NonNullable<Scope['stored']>): string => {
  const later = `SELECT subject_hash FROM journey_sequences
      WHERE site_id = {site:String} AND kind = {journeyKind:String}
        AND version > {journeyBase:UInt64} AND version <= {journeyVersion:UInt64}`;
  if (!renewed) return 'version = {journeyBase:UInt64}';
  return `if(version = {journeyBase:UInt64}, subject_hash NOT IN (${later}),
      version > {journeyBase:UInt64} AND version <= {journeyVersion:UInt64}
        AND (subject_hash, version) IN (
          ${later.replace('SELECT subject_hash', 'SELECT subject_hash, max(version)')} GROUP BY subject_hash))`;
};

/**
 * The same as grouping and sorting events gives, from the rows that the store has made: cut to the
 * range, of people in the segment only.
 */
export function storedRows(scope: Scope, columns: readonly Column[], subjects: string): string {
  const { stored, params, having } = scope;
  if (!stored) throw new TypeError('Sequences are not stored.');
  const goal = 'goalKeys' in params ? ['k', 'm'] : ['x'];
  const own = [
    ...new Set(['t', ...goal, ...columns.flatMap((name) => storedSql[name]?.needs ?? [])]),
  ];
  const inSegment =
    having === ''
      ? ''
      : `AND subject IN (
        SELECT ${scope.subject} AS subject FROM events ${scope.join}
        WHERE ${scope.where} AND ${scope.hasSubject} GROUP BY subject ${having})`;
  const rows = `
    FROM journey_sequences
    WHERE site_id = {site:String} AND kind = {journeyKind:String} AND ${current(stored)} AND notEmpty(t)
      ${inSegment} ${subjects === '' ? '' : `AND subject IN (${subjects})`}`;
  const { from, to } = params;
  if (from === undefined && to === undefined) {
    return `(SELECT subject, t, ${goalSql(scope)} AS g${columns.map((name) => `, ${storedSql[name]?.sql} AS ${name}`).join('')} ${rows})`;
  }
  // Touches are in the order of time: a range is a slice.
  return `(
  SELECT subject, t, ${goalSql(scope)} AS g${columns.map((name) => (name === 'r' ? `, ${storedSql.r?.sql} AS r` : `, ${name}`)).join('')}
  FROM (
    SELECT subject, ${own.map((name) => `arraySlice(whole_${name}, before + 1, inside) AS ${name}`).join(', ')}
    FROM (
      SELECT subject, ${own.map((name) => `${name} AS whole_${name}`).join(', ')},
        ${from === undefined ? 'toUInt64(0)' : 'arrayCount(x -> x < {from:Int64}, t)'} AS before,
        ${to === undefined ? 'length(t)' : 'arrayCount(x -> x < {to:Int64}, t)'} - before AS inside
      ${rows} ${from === undefined ? '' : 'AND t[-1] >= {from:Int64}'} ${to === undefined ? '' : 'AND t[1] < {to:Int64}'}
    )
    WHERE inside > 0
  )
)`;
}
