import type { PathsParameters } from '@touchtrail/contract';
import type { Params, Scope } from '../base/scope.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';
import { nodeIds } from './node-ids.ts';
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
}

/** Boxes of the step flow, in the order in which they are walked. */
const boxesSql = (shape: PathShape): string =>
  shape.endAt !== undefined && shape.startAt === undefined
    ? `arrayResize(arrayReverse(pk), {columns:UInt8}, toUInt64(${nodeIds.start}))`
    : `arrayResize(pk, {columns:UInt8}, ending)`;

/**
 * Transitions and, asked for `flow`, the step flow in one pass, because building the sequences is most
 * of the work.
 */
export const stepsSql = (scope: Scope, shape: PathShape, flow = true): string => `
  SELECT
    fact.1 AS step, toString(fact.2) AS origin, toString(fact.3) AS target, count() AS count,
    countIf(fact.5) AS paths, countIf(fact.6) AS entered,
    quantilesExactInclusiveIf(${quantileLevels})(fact.4, fact.4 >= 0) AS lag
  FROM (
    SELECT
      arrayPushFront(pk, ${nodeIds.start}) AS origins, arrayPushBack(pk, ending) AS targets,
      arrayPushBack(arrayPushFront(arrayPopFront(arrayDifference(pt)), -1), -1) AS lags,
      arrayMap(
        (a, b, lag, seen, met) -> (toUInt8(0), a, b, lag, seen = 1, met = 1),
        origins, targets, lags, arrayEnumerateUniq(origins, targets), arrayEnumerateUniq(targets)
      ) AS moves,
      ${
        flow
          ? `${boxesSql(shape)} AS boxes,
      arrayConcat(moves, arrayMap(
        (a, b, n) -> (toUInt8(n), a, b, toInt64(-1), true, false),
        arrayPopBack(boxes), arrayPopFront(boxes), range(1, {columns:UInt8})
      ))`
          : 'moves'
      } AS facts
    FROM ${pathRows(scope, shape)}
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2, fact.3`;

/** Values for the places of this file's SQL and of the paths it reads. */
export const pathParams = (
  { startAt, endAt, steps }: Pick<PathsParameters, 'startAt' | 'endAt' | 'steps'>,
  kept: readonly string[] | undefined,
): Params => ({
  columns: steps,
  ...(startAt !== undefined && { startAt }),
  ...(endAt !== undefined && { endAt }),
  ...(kept && { kept }),
});
