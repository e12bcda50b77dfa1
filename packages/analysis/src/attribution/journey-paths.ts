import type { AttributionParameters } from '@touchtrail/contract';
import { entryChannelParams } from '../base/entry-channel.ts';
import type { Params, Scope } from '../base/scope.ts';
import { cutSql, sequences } from '../base/sequences.ts';
import type { Column } from '../base/sequences.ts';

/** How a touch's key is read: the column of {@link sequences}, and the scope that gives it its text. */
export interface Dimension {
  column: Column;
  scope: Scope;
  /** The key of a row of `events` as text. */
  rowSql: string;
  params: Params;
  /** What stands for no key, and for direct unless somebody says otherwise. */
  direct: string;
}

/** What stands where a touch has no campaign, or not that property. */
const noKey = '(none)';

/** Which text of a touch gets the credit. */
export function dimensionOf(by: AttributionParameters['by'], scope: Scope): Dimension {
  if (by === 'channel') {
    const split = 'toString(channel)';
    return {
      column: 'e',
      scope,
      rowSql: `transform(lower(campaign_medium), {entryMedia:Array(String)}, {entryChannels:Array(String)}, ${split})`,
      params: entryChannelParams,
      direct: 'direct',
    };
  }
  if (by === 'touchpoint') {
    return {
      column: 'k',
      scope,
      rowSql: `toString(cityHash64(${scope.touchKey}))`,
      params: {},
      direct: 'direct',
    };
  }
  const key = '{splitField:String}';
  const text =
    by === 'campaign'
      ? 'toString(campaign_name)'
      : `if(JSONType(props, ${key}) = 'String', JSONExtractString(props, ${key}), JSONExtractRaw(props, ${key}))`;
  const split = `if(${text} = '', '${noKey}', ${text})`;
  return {
    column: 'b',
    scope: { ...scope, split },
    rowSql: split,
    params: by === 'campaign' ? {} : { splitField: by.slice('props.'.length) },
    direct: noKey,
  };
}

/** The keys of a range and how many touches each has, the most frequent first. */
export const keysSql = ({ scope, rowSql }: Dimension): string => `
  SELECT ${rowSql} AS key, count() AS touches, count() OVER () AS distinct
  FROM events WHERE ${scope.where}
  GROUP BY key ORDER BY touches DESC, key LIMIT {mostKeys:UInt32}`;

/** What of a path matters to the SQL text; everything else is bound. */
export interface PathShape {
  transform: AttributionParameters['transform'];
  /** Whether the converting touch is left out. */
  withoutLast: boolean;
  hasLead: boolean;
}

/** Ids above all positions of keys. */
const noId = 65_535;

const maskSql: Readonly<Record<PathShape['transform'], string>> = {
  none: 'arrayMap(x -> 1, ids)',
  // A run stands at its last touch: how long ago it was is how long ago it ended.
  'merge-repeats': `arrayMap((x, y) -> x != y, ids, arrayResize(arrayPushBack(arrayPopFront(ids), toUInt16(${noId})), length(ids)))`,
  'first-of-each': 'arrayMap(x -> x = 1, arrayEnumerateUniq(ids))',
  'drop-trailing-direct': `arrayMap(
        x -> x <= if(arrayLastIndex(y -> y != {directId:UInt16}, ids) = 0, length(ids), arrayLastIndex(y -> y != {directId:UInt16}, ids)),
        arrayEnumerate(ids))`,
};

const inside = (part: string): string => `arraySlice(${part}, skipped + 1, kept)`;

/**
 * Closed journeys, one row each: `subject`, `won`, `ended` (epoch ms), `worth` and `currency` of the
 * conversion, `path` (positions of keys from 1; 0 for all others), `ages` (ms before the end), and
 * `leadAt` (position in the path of the first touch that makes a lead, or of the next that is kept; 0
 * without). Open journeys are left out: they are neither.
 */
export function journeyPaths({ scope, column }: Dimension, shape: PathShape): string {
  const columns = [
    ...new Set<Column>([column, 'v', 'u', ...(shape.hasLead ? ['k' as const] : [])]),
  ];
  const parts: Record<string, string> = { t: 'jt', g: 'jg' };
  for (const name of columns) parts[name] = `j${name}`;
  const cut = Object.keys(parts)
    .map((name) => `arraySplit((x, y) -> y, ${name}, cut) AS s${name}`)
    .join(', ');
  const joined = Object.entries(parts)
    .map(([name, part]) => `s${name} AS ${part}`)
    .join(', ');
  const lead = shape.hasLead
    ? `arrayFirstIndex(x -> x IN (SELECT cityHash64(arrayJoin({leadKeys:Array(String)}))), ${inside('jk')})`
    : '0';
  return `(
  SELECT
    subject, won, ended, worth, currency,
    arrayFilter((x, m) -> m, ids, mask) AS path,
    arrayFilter((x, m) -> m, allAges, mask) AS ages,
    if(lead = 0 OR empty(path), 0, multiIf(
      arrayFirstIndex(x -> x >= lead, arrayFilter((x, m) -> m, arrayEnumerate(ids), mask)) AS next = 0, length(path), next
    )) AS leadAt
  FROM (
    SELECT
      subject, jg[-1] AS won, jt[-1] AS ended, toFloat64(jv[-1]) AS worth, toString(ju[-1]) AS currency,
      arrayCount(x -> x <= ended - {lookback:Int64}, jt) AS skipped,
      length(jt) - skipped${shape.withoutLast ? ' - won' : ''} AS kept,
      arrayMap(x -> transform(toString(x), {keys:Array(String)}, {keyIds:Array(UInt16)}, toUInt16(0)), ${inside(`j${column}`)}) AS ids,
      arrayMap(x -> ended - x, ${inside('jt')}) AS allAges,
      ${maskSql[shape.transform]} AS mask,
      ${lead} AS lead
    FROM (
      SELECT subject, ${cutSql} AS cut, ${cut}
      FROM ${sequences(scope, columns)}
    )
    ARRAY JOIN ${joined}
    WHERE won OR {dataUntil:Int64} - ended >= {inactivityLimit:Int64}
  )
)`;
}
