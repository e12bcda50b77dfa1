import type { PathUnit } from '@touchtrail/contract';
import { gapsOfKinds } from '../base/own-gaps.ts';
import type { Scope } from '../base/scope.ts';
import { cutSql, sequences, withGaps } from '../base/sequences.ts';
import { nodeIds } from './node-ids.ts';
import { leftOutNumber, nodeNumberSql, nodeNumbersSql } from './node-numbers.ts';
import type { NodeType } from './node-numbers.ts';

/** Touchpoints told apart in paths; the rarest beyond are one node, so that sums stay whole. */
export const maxNodes = 250;

/** What one path is. */
export interface PathShape {
  unit: PathUnit;
  mergeRepeats: boolean;
  /** Of the numbers that touchpoints have, see `numberNodes`. */
  nodes: NodeType;
  /** Whether paths begin at the touchpoint `startAt`, or end at `endAt`. */
  startAt?: string | undefined;
  endAt?: string | undefined;
  /** Whether touches of some touchpoints are taken out: those of the number `leftOutNumber`. */
  leavesOut?: boolean;
  /** Whether open journeys end in silent and active ones; needs the abandonment gap. */
  splitOpen?: boolean;
  /** Whether `pt` counts the visits of the whole path, whatever is taken out of it, instead of telling times. */
  visitsForTimes?: boolean;
}

// Where one path of the unit ends and the next begins, per touch.
const cuts: Record<PathUnit, string> = {
  journey: cutSql,
  visit: `arrayMap(gap -> gap > {visitGap:Int64}, arrayDifference(t))`,
  person: `arrayMap(gap -> 0, t)`,
  session: `arrayMap((x, before) -> x != before, d, arrayPopBack(arrayPushFront(d, d[1])))`,
};

const hasOwn = ({ gapKinds }: Scope): boolean => gapKinds.length > 0;

/** Touches as they are cut; those of a session stand together, two sessions at a time must not mix. */
const cutRows = (scope: Scope, { unit, nodes }: PathShape): string =>
  unit === 'session'
    ? `(
      SELECT z.1 AS t, z.2 AS g, ${nodeNumbersSql('z.3', nodes)} AS ks, z.4 AS d, ${cuts.session} AS cut
      FROM (
        SELECT arraySort(x -> (x.4, x.5), arrayZip(t, g, k, d, arrayEnumerate(t))) AS z
        FROM ${sequences(scope, ['k', 'd'])}
      )
    )`
    : `(SELECT t, g, ${nodeNumbersSql('k', nodes)} AS ks, ${cuts[unit]} AS cut
        ${hasOwn(scope) ? `, ${gapsOfKinds('a')} AS gapAt` : ''}
      FROM ${sequences(scope, withGaps(scope, ['k']))})`;

function endingSql(scope: Scope, { unit, splitOpen }: PathShape): string {
  if (unit !== 'journey') return nodeIds.end;
  const silence = '{dataUntil:Int64} - fs[-1]';
  const open = splitOpen
    ? `${silence} >= ${hasOwn(scope) ? 'fa[-1]' : '{abandonmentGap:Int64}'}, ${nodeIds.silent}, ${nodeIds.active}`
    : nodeIds.open;
  return `multiIf(goal, ${nodeIds.converted}, ${silence} >= {inactivityLimit:Int64}, ${nodeIds.abandoned}, ${open})`;
}

/** The part of a path that is asked for: from and to which place, else all of it. */
function pieces({ startAt, endAt, nodes }: PathShape): { from: string; to: string } | undefined {
  const first = `indexOf(fk, ${nodeNumberSql('{startAt:String}', nodes)})`;
  const last = nodeNumberSql('{endAt:String}', nodes);
  if (startAt !== undefined && endAt !== undefined) {
    return {
      from: first,
      to: `arrayFirstIndex((x, p) -> p > from AND x = ${last}, fk, arrayEnumerate(fk))`,
    };
  }
  if (startAt !== undefined) return { from: first, to: 'length(fk)' };
  if (endAt !== undefined) {
    return { from: '1', to: `arrayLastIndex(x -> x = ${last}, fk)` };
  }
  return undefined;
}

/** Whole paths, with all of their touches. */
function wholePaths(scope: Scope, shape: PathShape): string {
  // A goal ends a journey; a path of another unit may hold it anywhere.
  const goal = shape.unit === 'journey' ? 'fg[-1]' : 'arrayMax(fg)';
  const own = shape.unit === 'journey' && hasOwn(scope);
  const times = shape.visitsForTimes
    ? 'arrayCumSum(arrayMap(gap -> gap > {visitGap:Int64}, arrayDifference(fs)))'
    : 'fs';
  return `(
    SELECT
      fk, ${times} AS ft, ${goal} AS goal, ${endingSql(scope, shape)} AS ending,
      ending NOT IN (${nodeIds.open}, ${nodeIds.silent}, ${nodeIds.active}) AS closed
    FROM (
      SELECT arraySplit((x, y) -> y, ks, cut) AS fks, arraySplit((x, y) -> y, t, cut) AS fts,
        arraySplit((x, y) -> y, g, cut) AS fgs${own ? ', arraySplit((x, y) -> y, gapAt, cut) AS fas' : ''}
      FROM ${cutRows(scope, shape)}
    )
    ARRAY JOIN fks AS fk, fts AS fs, fgs AS fg${own ? ', fas AS fa' : ''}
  )`;
}

// After the end was told: how long a path has been silent is a matter of all of its touches.
const thinned = (rows: string): string => `(
    SELECT arrayFilter(x -> x != ${leftOutNumber}, wk) AS fk, arrayFilter((x, y) -> y != ${leftOutNumber}, wt, wk) AS ft,
      goal, ending, closed
    FROM (SELECT fk AS wk, ft AS wt, goal, ending, closed FROM ${rows})
    WHERE notEmpty(fk)
  )`;

/** Counts the touches that are taken out of paths, and the paths that have no other. */
export const leftOutSql = (scope: Scope, shape: PathShape): string => `
  SELECT sum(countEqual(fk, ${leftOutNumber})) AS touches, countIf(countEqual(fk, ${leftOutNumber}) = length(fk)) AS paths
  FROM ${wholePaths(scope, shape)}`;

/**
 * One row a path: `pk` touchpoints by their numbers, `pt` times or visits, `goal` whether the whole path holds the goal, `closed`
 * whether it is not an open journey, and `ending`, the node of its end: `(end)` where `endAt` cuts.
 */
export function pathRows(scope: Scope, shape: PathShape): string {
  const whole = wholePaths(scope, shape);
  const base = shape.leavesOut === true ? thinned(whole) : whole;
  const piece = pieces(shape);
  const taken = piece
    ? `(
    SELECT ${piece.from} AS from, if(from > 0, ${piece.to}, 0) AS to,
      arraySlice(fk, from, to + 1 - from) AS sk, arraySlice(ft, from, to + 1 - from) AS st,
      to${shape.nodes}(${shape.endAt === undefined ? 'ending' : nodeIds.end}) AS ending, goal, closed
    FROM ${base} WHERE from > 0 AND to > 0
  )`
    : `(SELECT fk AS sk, ft AS st, to${shape.nodes}(ending) AS ending, goal, closed FROM ${base})`;
  if (!shape.mergeRepeats) return `(SELECT sk AS pk, st AS pt, ending, goal, closed FROM ${taken})`;
  return `(
    SELECT
      arrayMap((x, before) -> x != before, sk, arrayPopBack(arrayPushFront(sk, 0))) AS fresh,
      arrayFilter((x, y) -> y, sk, fresh) AS pk, arrayFilter((x, y) -> y, st, fresh) AS pt,
      ending, goal, closed
    FROM ${taken}
  )`;
}

/** Paths that pass `startAt`, whether or not they get to `endAt`. */
export const passingSql = (scope: Scope, shape: PathShape): string =>
  `SELECT count() AS n FROM ${pathRows(scope, { ...shape, endAt: undefined })}`;
