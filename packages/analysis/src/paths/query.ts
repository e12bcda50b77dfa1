import type { PathsParameters } from '@touchtrail/contract';
import type { Params, Scope } from '../base/scope.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';
import { nodeIds } from './node-ids.ts';
import { nodePairSql, nodesOfPair } from './node-numbers.ts';
import { pathRows } from './rows.ts';
import type { PathShape } from './rows.ts';

/**
 * Steps of paths. `step` 0 is a transition anywhere in a path; `step` N links box N with box N+1 of
 * the step flow, where an ended path stays in its end.
 */
export interface StepRow {
  step: number;
  origin: string;
  target: string;
  count: number;
  /** Paths with this transition. */
  paths: number;
  /** Paths whose first touch of `target` this is. */
  entered: number;
  lag: (number | null)[];
  /** Of a link: paths that had touched its origin, and its target, before that step. */
  again: number;
  againThere: number;
  /** Of a link: paths whose two touches are of two visits. */
  later: number;
}

/**
 * Boxes of the step flow, in the order in which they are walked, and which touch of its touchpoint in the path
 * each is. Forward that is told from the few boxes alone.
 */
const boxesSql = (shape: PathShape): string =>
  shape.endAt !== undefined && shape.startAt === undefined
    ? `arrayResize(arrayReverse(pk), {columns:UInt8}, to${shape.nodes}(${nodeIds.start})) AS boxes,
      arrayResize(arrayReverse(arrayEnumerateUniq(pk)), {columns:UInt8}, 0) AS times,
      arrayResize(arrayReverse(pt), {columns:UInt8}, pt[1]) AS visits`
    : `arrayResize(pk, {columns:UInt8}, ending) AS boxes, arrayEnumerateUniq(boxes) AS times,
      arrayResize(pt, {columns:UInt8}, pt[-1]) AS visits`;

/** Whether a path of the unit can go on after a pause. */
export const hasPauses = ({ unit }: Pick<PathShape, 'unit'>): boolean =>
  unit === 'journey' || unit === 'person';

/** Transitions of all paths. Plain arrays side by side: joining tuples of them took half as long again. */
function movesSql(scope: Scope, shape: PathShape): string {
  const { nodes } = shape;
  const [origin, target] = nodesOfPair('pair', nodes);
  return `
  SELECT
    toUInt8(0) AS step, ${origin} AS origin, ${target} AS target, count() AS count,
    countIf(seen = 1) AS paths, countIf(met = 1) AS entered,
    quantilesExactInclusiveIf(${quantileLevels})(toInt64(lag), lag >= 0) AS lag,
    toUInt64(0) AS again, toUInt64(0) AS againThere, toUInt64(0) AS later
  FROM (
    SELECT
      arrayPushBack(pk, ending) AS targets,
      arrayMap((x, y) -> ${nodePairSql('x', 'y', nodes)}, arrayPushFront(pk, to${nodes}(${nodeIds.start})), targets) AS pairs,
      arrayPushBack(arrayPushFront(arrayPopFront(arrayDifference(pt)), -1), -1) AS lags
    FROM ${pathRows(scope, shape)}
  )
  ARRAY JOIN
    pairs AS pair, lags AS lag,
    arrayEnumerateUniq(pairs) AS seen, arrayEnumerateUniq(targets) AS met
  GROUP BY pair`;
}

/** Links between neighbouring boxes of the step flow. */
function flowSql(scope: Scope, shape: PathShape): string {
  const { nodes } = shape;
  const [origin, target] = nodesOfPair('pair', nodes);
  const pauses = hasPauses(shape);
  return `
  SELECT
    place AS step, ${origin} AS origin, ${target} AS target, count() AS count,
    count AS paths, toUInt64(0) AS entered, CAST([], 'Array(Float64)') AS lag,
    countIf(nth > 1) AS again, countIf(nthThere > 1) AS againThere,
    ${pauses ? 'countIf(visit != visitThere)' : 'toUInt64(0)'} AS later
  FROM (SELECT ${boxesSql(shape)} FROM ${pathRows(scope, { ...shape, visitsForTimes: pauses })})
  ARRAY JOIN
    ${pauses ? 'arrayPopBack(visits) AS visit, arrayPopFront(visits) AS visitThere,' : ''}
    arrayPopBack(times) AS nth, arrayPopFront(times) AS nthThere,
    arrayMap(x -> toUInt8(x), range(1, {columns:UInt8})) AS place,
    arrayMap((x, y) -> ${nodePairSql('x', 'y', nodes)}, arrayPopBack(boxes), arrayPopFront(boxes)) AS pair
  GROUP BY place, pair`;
}

/** Transitions and, asked for `flow`, the step flow. */
export const stepsSql = (scope: Scope, shape: PathShape, flow = true): string =>
  flow ? `${movesSql(scope, shape)} UNION ALL ${flowSql(scope, shape)}` : movesSql(scope, shape);

/** Values for the places of this file's SQL and of the paths it reads. */
export const pathParams = ({
  startAt,
  endAt,
  steps,
}: Pick<PathsParameters, 'startAt' | 'endAt' | 'steps'>): Params => ({
  columns: steps,
  ...(startAt !== undefined && { startAt }),
  ...(endAt !== undefined && { endAt }),
});
