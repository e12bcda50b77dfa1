import type { Scope } from '../base/scope.ts';
import { nodeIdSql } from '../paths/node-numbers.ts';
import { pathRows } from '../paths/rows.ts';
import type { PathShape } from '../paths/rows.ts';

/** Touches of each path that pairs are counted over: their number grows with the square. */
export const pairTouches = 1_000;

/** Touches of `target` after touches of `origin` in the same path. */
export interface PairRow {
  origin: string;
  target: string;
  count: number;
  paths: number;
}

/**
 * Pairs of touches of one path in order, whatever stands between. For each touchpoint of a path, how
 * often it came before each touch: touches times touchpoints, not touches times touches.
 */
export const pairsSql = (scope: Scope, shape: PathShape): string => `
  SELECT ${nodeIdSql('fact.1')} AS origin, ${nodeIdSql('fact.2')} AS target, sum(fact.3) AS count, countIf(fact.4) AS paths
  FROM (
    SELECT
      arraySlice(pk, 1, ${pairTouches}) AS touches,
      arrayFlatten(arrayMap(
        place -> arrayMap(
          (x, before) -> (place, x, before),
          touches, arrayPopBack(arrayPushFront(arrayCumSum(x -> x = place, touches), 0))
        ),
        arrayDistinct(touches)
      )) AS counted,
      arrayFilter(x -> x.3 > 0, counted) AS pairs,
      arrayMap(
        (x, nth) -> (x.1, x.2, x.3, nth = 1),
        pairs, arrayEnumerateUniq(arrayMap(x -> x.1, pairs), arrayMap(x -> x.2, pairs))
      ) AS facts
    FROM ${pathRows(scope, shape)}
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2`;

/** Counts the paths that are longer than {@link pairTouches}. */
export const longPathsSql = (scope: Scope, shape: PathShape): string =>
  `SELECT countIf(length(pk) > ${pairTouches}) AS n FROM ${pathRows(scope, shape)}`;
