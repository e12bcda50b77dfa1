import type { Behind, BehindShape } from '@touchtrail/contract/view';
import { channelNumber, channelNumbersSql, channelParams } from '../base/channel-numbers.ts';
import { entryChannelParams } from '../base/entry-channel.ts';
import { foldedKeys } from '../base/names.ts';
import { touchGap } from '../base/own-gaps.ts';
import { shownSubject } from '../base/scope.ts';
import type { Params, Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import type { Column } from '../base/sequences.ts';
import { unseenNearSql } from '../phases/backstage.ts';

/** Which journeys are behind a figure, as SQL about one journey and the values for its places. */
export interface BehindQuery {
  /** How often the journey does what was asked for; 0: not at all. */
  times: string;
  /** The part of the journey that is its path; absent where the whole of it is. */
  shape?: BehindShape;
  /** SQL of rows that are joined by subject, and of what they are asked for. */
  beside?: string;
  /** Columns that are read besides. */
  columns: readonly Column[];
  params: Params;
}

const hash = (place: string): string => `cityHash64({${place}:String})`;

/** Numbers of outcomes, and what an open journey must be besides. */
const endSql = (end: string, gap: string): string | undefined =>
  ({
    '(converted)': 'outcome = 1',
    '(abandoned)': 'outcome = 2',
    '(open)': 'outcome = 3',
    '(silent)': `(outcome = 3 AND js[-1] >= ${gap})`,
    '(active)': `(outcome = 3 AND js[-1] < ${gap})`,
  })[end];

const lastGap = (scope: Scope): string =>
  scope.gapKinds.length > 0 ? 'ja[-1]' : '{abandonmentGap:Int64}';

const shapeOf = ({ mergeRepeats, startAt, endAt, exclude }: BehindShape): BehindShape => ({
  mergeRepeats,
  startAt,
  endAt,
  exclude,
});

function moved(behind: Extract<Behind, { kind: 'moved' }>, gap: string): BehindQuery {
  const { from, to } = behind;
  const params = { behindFrom: from, behindTo: to };
  const origin = hash('behindFrom');
  const target = hash('behindTo');
  const end = endSql(to, gap);
  const times =
    from === '(start)'
      ? `path[1] = ${target}`
      : end
        ? `path[-1] = ${origin} AND ${end}`
        : `arrayCount((x, y) -> x = ${origin} AND y = ${target}, arrayPopBack(path), arrayPopFront(path))`;
  return { times, shape: shapeOf(behind), columns: [], params };
}

function step(behind: Extract<Behind, { kind: 'step' }>, gap: string): BehindQuery {
  const { step: place, touchpoint, next } = behind;
  const shape = shapeOf(behind);
  // Steps are counted from the end of the path where only that is chosen.
  const backward = shape.endAt !== undefined && shape.startAt === undefined;
  const path = backward ? 'arrayReverse(path)' : 'path';
  const end = next === undefined ? undefined : endSql(next, gap);
  const goesOn =
    next === undefined
      ? ''
      : end
        ? ` AND length(path) = {behindStep:UInt32} AND ${end}`
        : ` AND ${path}[{behindStep:UInt32} + 1] = ${hash('behindNext')}`;
  return {
    times: `${path}[{behindStep:UInt32}] = ${hash('behindAt')}${goesOn}`,
    shape,
    columns: [],
    params: {
      behindStep: place,
      behindAt: touchpoint,
      ...(next !== undefined && !end && { behindNext: next }),
    },
  };
}

function returned(
  { from, to, channel }: Extract<Behind, { kind: 'returned' }>,
  own: boolean,
): BehindQuery {
  const told = [
    ...(from === undefined ? [] : [`x = ${hash('behindFrom')}`]),
    ...(to === undefined ? [] : [`y = ${hash('behindTo')}`]),
    ...(channel === undefined ? [] : ['by = {behindChannel:UInt8}']),
  ];
  return {
    times: `arrayCount(
      (x, s, y, by${own ? ', own' : ''}) -> s >= ${own ? 'own' : '{abandonmentGap:Int64}'} AND s <= {horizon:Int64}${told.map((one) => ` AND ${one}`).join('')},
      arrayPopBack(jk), arrayPopBack(js), arrayPopFront(jk), arrayPopFront(${channelNumbersSql('je')})${own ? ', arrayPopBack(ja)' : ''}
    )`,
    columns: ['e'],
    params: {
      ...entryChannelParams,
      ...(from !== undefined && { behindFrom: from }),
      ...(to !== undefined && { behindTo: to }),
      ...(channel !== undefined && { behindChannel: numberOf(channel) }),
    },
  };
}

// The schema lets no other text through.
const numberOf = (channel: string): number =>
  channelNumber(channel as Parameters<typeof channelNumber>[0]);

/** Reads what was asked for as a question about one journey. */
export function behindQuery(behind: Behind, scope: Scope): BehindQuery {
  const gap = lastGap(scope);
  const numbers = channelNumbersSql('jc');
  switch (behind.kind) {
    case 'touched':
      return {
        times: `countEqual(jk, ${hash('behindAt')})`,
        columns: [],
        params: { behindAt: behind.touchpoint },
      };
    case 'moved':
      return moved(behind, gap);
    case 'step':
      return step(behind, gap);
    case 'path':
      return {
        times: 'path = arrayMap(x -> cityHash64(x), {behindPath:Array(String)})',
        shape: shapeOf(behind),
        columns: [],
        params: { behindPath: behind.path },
      };
    case 'paused': {
      const { arg, own } = touchGap(scope);
      return {
        times: `arrayCount((x, goal, s${arg}) -> x = ${hash('behindAt')} AND NOT goal AND s >= ${own}, jk, jg, js${arg === '' ? '' : ', ja'})`,
        columns: [],
        params: { behindAt: behind.touchpoint },
      };
    }
    case 'lost':
    case 'silent':
      return {
        times: `jk[-1] = ${hash('behindAt')} AND outcome = ${behind.kind === 'lost' ? 2 : 3} AND js[-1] >= ${gap}`,
        columns: [],
        params: { behindAt: behind.touchpoint },
      };
    case 'returned':
      return returned(behind, scope.gapKinds.length > 0);
    case 'switched':
      return {
        times: `arrayCount(
          (x, y) -> x = {behindFrom:UInt8} AND y = {behindTo:UInt8}, arrayPopBack(${numbers}), arrayPopFront(${numbers})
        )`,
        columns: [],
        params: { behindFrom: numberOf(behind.from), behindTo: numberOf(behind.to) },
      };
    case 'began':
      return {
        times: `${numbers}[1] = {behindChannel:UInt8}`,
        columns: [],
        params: { behindChannel: numberOf(behind.channel) },
      };
    case 'landed':
      return {
        times: `outcome = 1 AND ${numbers}[1] = {behindFrom:UInt8} AND ${numbers}[-1] = {behindTo:UInt8}`,
        columns: [],
        params: { behindFrom: numberOf(behind.first), behindTo: numberOf(behind.last) },
      };
    case 'phase':
      return {
        times:
          behind.channel === undefined
            ? 'countEqual(jf, {behindPhase:String})'
            : `arrayCount((x, by) -> x = {behindPhase:String} AND by = {behindChannel:UInt8}, jf, ${numbers})`,
        columns: ['f'],
        params: {
          behindPhase: behind.phase,
          ...(behind.channel !== undefined && { behindChannel: numberOf(behind.channel) }),
        },
      };
    case 'backstage':
      return {
        times: 'arrayCount(x -> has(jt, x), unseenNear)',
        // Without anything backstage there is nothing to list.
        beside: scope.backstage
          ? unseenNearSql(scope, scope.backstage.isTouch)
          : `SELECT '' AS subject, CAST([], 'Array(Int64)') AS unseenNear WHERE false`,
        columns: [],
        params: { behindAt: behind.touchpoint },
      };
  }
}

const leavesOut = (shape: BehindShape | undefined): boolean => (shape?.exclude?.length ?? 0) > 0;

/** Values for every place of a query. */
export const behindParams = ({ params, shape }: BehindQuery): Params => ({
  ...channelParams,
  ...params,
  ...(shape?.startAt !== undefined && { behindStart: shape.startAt }),
  ...(shape?.endAt !== undefined && { behindEnd: shape.endAt }),
  ...(leavesOut(shape) && { behindWithout: shape?.exclude ?? [] }),
});

/** Touchpoints that are asked for by name. */
export function behindMentions(behind: Behind | undefined): string[] {
  if (behind === undefined) return [];
  const keys = [
    ...('touchpoint' in behind && behind.kind !== 'backstage' ? [behind.touchpoint] : []),
    ...(behind.kind === 'moved' || behind.kind === 'returned' ? [behind.from, behind.to] : []),
    ...(behind.kind === 'step' ? [behind.next, behind.startAt, behind.endAt] : []),
    ...(behind.kind === 'path' ? behind.path : []),
    ...('exclude' in behind ? (behind.exclude ?? []) : []),
  ];
  // Start and ends are no touchpoints.
  return keys.flatMap((key) => (key === undefined || /^\(.+\)$/.test(key) ? [] : [key]));
}

/** Where a path begins and ends in its journey, and `path`, as the report `paths` reads it. */
function pathSql(shape: BehindShape, folded: boolean): string {
  const { startAt, endAt, mergeRepeats } = shape;
  const first = startAt === undefined ? '1' : `indexOf(keys, ${hash('behindStart')})`;
  const end = hash('behindEnd');
  const last =
    endAt === undefined
      ? 'length(keys)'
      : startAt === undefined
        ? `arrayLastIndex(x -> x = ${end}, keys)`
        : `arrayFirstIndex((x, p) -> p > first AND x = ${end}, keys, arrayEnumerate(keys))`;
  const fresh =
    'arrayFilter((x, before) -> x != before, piece, arrayPopBack(arrayPushFront(piece, 0)))';
  const touched = leavesOut(shape)
    ? `arrayFilter(x -> NOT has(arrayMap(y -> cityHash64(y), {behindWithout:Array(String)}), x), jk)`
    : 'jk';
  return `
      ${foldedKeys(touched, folded)} AS keys, ${first} AS first, if(first > 0, ${last}, 0) AS final,
      if(final > 0, arraySlice(keys, first, final + 1 - first), []) AS piece,
      ${mergeRepeats ? fresh : 'piece'} AS path,`;
}

/** One row a journey that does what was asked for, with `times`. */
function journeysSql(scope: Scope, query: BehindQuery, folded: boolean): string {
  const own = scope.gapKinds.length > 0;
  const arrays: [name: string, of: string][] = [
    ['jt', 't'],
    ['jg', 'g'],
    ['jk', 'k'],
    ['jc', 'c'],
    ['js', 'silence'],
    ['jo', 'outcome'],
    ...query.columns.map((name): [string, string] => [`j${name}`, name]),
    ...(own ? [['ja', 'gapAt'] as [string, string]] : []),
  ];
  return `(
    SELECT subject, jt, jg, jk, jc, js, jo[1] AS outcome${own ? ', ja' : ''},
      ${query.shape ? pathSql(query.shape, folded) : ''}
      toUInt64(${query.times}) AS times
    FROM (
      SELECT subject, ${arrays.map(([name]) => name).join(', ')}
      FROM ${journeyArrays(scope, ['k', 'c', ...query.columns])}
      ARRAY JOIN ${arrays.map(([name, of]) => `arraySplit((x, y) -> y, ${of}, cut) AS ${name}`).join(', ')}
    )${query.beside === undefined ? '' : ` AS journey INNER JOIN (${query.beside}) AS beside USING subject`}
    WHERE times > 0
  )`;
}

export const behindCountsSql = (scope: Scope, query: BehindQuery, folded: boolean): string => `
  SELECT count() AS journeys, uniqExact(subject) AS people, sum(times) AS times
  FROM ${journeysSql(scope, query, folded)}`;

/** Those journeys, touched last first, as `listSql` tells journeys. */
export function behindListSql(scope: Scope, query: BehindQuery, folded: boolean): string {
  const own = scope.gapKinds.length > 0;
  return `
  SELECT
    ${shownSubject} AS subject, jt[1] AS startedAt, jt[-1] AS endedAt, outcome AS ending, length(jt) AS touches,
    1 + arrayCount(x -> x > {visitGap:Int64}, arrayDifference(jt)) AS visits,
    arrayCount(
      (s, goal${own ? ', own' : ''}) -> s >= ${own ? 'own' : '{abandonmentGap:Int64}'} AND NOT goal, js, jg${own ? ', ja' : ''}
    ) AS pauses,
    arrayMap(x -> toString(x), arraySlice(jk, 1, 50)) AS path,
    arrayMap(x -> toString(x), arraySort(arrayDistinct(jc))) AS channels
  FROM ${journeysSql(scope, query, folded)}
  ORDER BY endedAt DESC, startedAt DESC, ${shownSubject} LIMIT {list:UInt32}`;
}
