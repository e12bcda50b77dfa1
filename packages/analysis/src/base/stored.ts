import { entryChannelSql } from './entry-channel.ts';
import { gapKindSql } from './own-gaps.ts';
import type { Scope } from './scope.ts';
import type { Column } from './sequences.ts';

const either = (keys: string, names: string): string =>
  `key IN (SELECT cityHash64(arrayJoin({${keys}:Array(String)}))) OR name IN (SELECT cityHash64(arrayJoin({${names}:Array(String)})))`;

const goalSql = ({ params }: Scope): string =>
  'goalKeys' in params
    ? `arrayMap((key, name) -> ${either('goalKeys', 'goalNames')}, k, m)`
    : `arrayMap(x -> x = 2, x)`;

interface StoredColumn {
  sql: string;
  /** The store's own columns that it takes. */
  needs: readonly string[];
}

const goalNumbers = (goals: number): string =>
  Array.from(
    { length: goals },
    (_, at) => `${either(`goalKeys${at + 1}`, `goalNames${at + 1}`)}, ${at + 1}`,
  ).join(', ');

const asIs = (name: string): StoredColumn => ({ sql: name, needs: [name] });

/** Texts of a row that people are told apart by, where the store has them. */
const storedTexts: Readonly<Record<string, StoredColumn>> = {
  [`''`]: { sql: `arrayMap(time -> '', t)`, needs: [] },
  'toString(channel)': asIs('c'),
  [entryChannelSql]: asIs('e'),
};

/** What the store has made of each touch already; what it has not is read from events. */
const storedColumns = ({
  goals,
  isStart,
  split,
  gapKinds,
}: Scope): Readonly<Partial<Record<Column, StoredColumn | undefined>>> => ({
  b: storedTexts[split],
  k: asIs('k'),
  c: asIs('c'),
  e: asIs('e'),
  d: asIs('d'),
  f: asIs('f'),
  v: asIs('v'),
  u: asIs('u'),
  r: {
    sql: `arrayMap((type, id) -> type = 3 OR id IN (SELECT cityHash64(id) FROM rated_touches), x, h)`,
    needs: ['x', 'h'],
  },
  a: {
    sql: `arrayMap((channel, phase) -> ${gapKindSql(gapKinds, 'channel', 'phase')}, c, f)`,
    needs: ['c', 'f'],
  },
  n:
    goals === 0
      ? { sql: 'arrayMap(time -> 0, t)', needs: [] }
      : {
          sql: `arrayMap((key, name) -> multiIf(${goalNumbers(goals)}, 0), k, m)`,
          needs: ['k', 'm'],
        },
  q:
    isStart === ''
      ? { sql: 'arrayMap(time -> true, t)', needs: [] }
      : {
          sql: `arrayMap((key, name) -> ${either('startKeys', 'startNames')}, k, m)`,
          needs: ['k', 'm'],
        },
});

/** Whether sequences of these columns can be read from what the store has made. */
export function isStored(scope: Scope, columns: readonly Column[]): boolean {
  const known = storedColumns(scope);
  return scope.stored !== undefined && columns.every((name) => known[name] !== undefined);
}

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
 * range, of people in the segment only. Where only journeys that began in a span are asked for, nobody
 * is read who was not there between.
 */
export function storedRows(scope: Scope, columns: readonly Column[], subjects: string): string {
  const { stored, params, having, storedSegment } = scope;
  if (!stored) throw new TypeError('Sequences are not stored.');
  const known = storedColumns(scope);
  const goal = 'goalKeys' in params ? ['k', 'm'] : ['x'];
  const own = [
    ...new Set([
      't',
      ...goal,
      ...columns.flatMap((name) => known[name]?.needs ?? []),
      ...storedSegment.needs,
    ]),
  ];
  const wanted = columns.map((name) => `, ${known[name]?.sql} AS ${name}`).join('');
  const inSegment = having === '' ? 'true' : storedSegment.inRange;
  const rows = `
    FROM journey_sequences
    WHERE site_id = {site:String} AND kind = {journeyKind:String} AND ${current(stored)} AND notEmpty(t)
      ${scope.cohort ? 'AND t[-1] >= {beganFrom:Int64} AND t[1] < {beganTo:Int64}' : ''}
      ${having === '' ? '' : `AND ${storedSegment.ofAll}`} ${subjects === '' ? '' : `AND subject_hash IN (SELECT cityHash64(subject) FROM (${subjects}))`}`;
  const { from, to } = params;
  if (from === undefined && to === undefined) {
    return `(SELECT subject, t, ${goalSql(scope)} AS g${wanted} ${rows} AND ${inSegment})`;
  }
  // Touches are in the order of time: a range is a slice.
  return `(
  SELECT subject, t, ${goalSql(scope)} AS g${wanted}
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
  WHERE ${inSegment}
)`;
}
