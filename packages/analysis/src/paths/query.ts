import type { PathsParameters } from '@touchtrail/contract';
import { foldedKeys, otherId } from '../base/names.ts';
import type { Params, Scope } from '../base/scope.ts';
import { cutSql, sequences } from '../base/sequences.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';

/** Numbers that stand for what is no touchpoint; hashes are as good as never this small. */
export const nodeIds = {
  start: '1',
  converted: '2',
  abandoned: '3',
  open: '4',
  end: '5',
  other: otherId,
} as const;

/** Touchpoints told apart in paths; the rarest beyond are one node, so that sums stay whole. */
export const maxNodes = 250;

type Shape = Pick<PathsParameters, 'unit' | 'mergeRepeats' | 'startAt'> & { folded: boolean };

// Where one path of the unit ends and the next begins, per touch.
const cuts: Record<PathsParameters['unit'], string> = {
  journey: cutSql,
  visit: `arrayMap(gap -> gap > {visitGap:Int64}, arrayDifference(t))`,
  person: `arrayMap(gap -> 0, t)`,
};

/**
 * One row a path: `pk` touchpoints, `pt` times, `goal` whether it holds the goal, `closed`, and
 * `ending`, the node of its end.
 */
function pathRows(scope: Scope, { unit, mergeRepeats, startAt, folded }: Shape): string {
  const keys = foldedKeys('k', folded);
  const base = `(
    SELECT
      arrayJoin(arrayZip(
        arraySplit((x, y) -> y, ks, cut), arraySplit((x, y) -> y, t, cut), arraySplit((x, y) -> y, g, cut)
      )) AS path,
      path.1 AS fk, path.2 AS ft, arrayMax(path.3) AS goal,
      ${
        unit === 'journey'
          ? `multiIf(goal, ${nodeIds.converted}, {dataUntil:Int64} - ft[-1] >= {inactivityLimit:Int64}, ${nodeIds.abandoned}, ${nodeIds.open})`
          : nodeIds.end
      } AS ending,
      ending != ${nodeIds.open} AS closed
    FROM (SELECT t, g, ${keys} AS ks, ${cuts[unit]} AS cut FROM ${sequences(scope, ['k'])})
  )`;
  const from = startAt === undefined ? '1' : `indexOf(fk, cityHash64({startAt:String}))`;
  const started = `(
    SELECT ${startAt === undefined ? 'fk AS sk, ft AS st' : `${from} AS place, arraySlice(fk, place) AS sk, arraySlice(ft, place) AS st`},
      toUInt64(ending) AS ending, goal, closed
    FROM ${base} ${startAt === undefined ? '' : 'WHERE place > 0'}
  )`;
  if (!mergeRepeats) return `(SELECT sk AS pk, st AS pt, ending, goal, closed FROM ${started})`;
  return `(
    SELECT
      arrayMap((x, before) -> x != before, sk, arrayPopBack(arrayPushFront(sk, 0))) AS fresh,
      arrayFilter((x, y) -> y, sk, fresh) AS pk, arrayFilter((x, y) -> y, st, fresh) AS pt,
      ending, goal, closed
    FROM ${started}
  )`;
}

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

/** Transitions and step flow in one pass, because building the sequences is most of the work. */
export const stepsSql = (scope: Scope, shape: Shape): string => `
  SELECT
    fact.1 AS step, toString(fact.2) AS origin, toString(fact.3) AS target, count() AS count,
    countIf(fact.5) AS paths, countIf(fact.6) AS entered,
    quantilesExactInclusiveIf(${quantileLevels})(fact.4, fact.4 >= 0) AS lag
  FROM (
    SELECT
      arrayPushFront(pk, ${nodeIds.start}) AS origins, arrayPushBack(pk, ending) AS targets,
      arrayPushBack(arrayPushFront(arrayPopFront(arrayDifference(pt)), -1), -1) AS lags,
      arrayResize(pk, {columns:UInt8}, ending) AS boxes,
      arrayConcat(
        arrayMap(
          (a, b, lag, seen, met) -> (toUInt8(0), a, b, lag, seen = 1, met = 1),
          origins, targets, lags, arrayEnumerateUniq(origins, targets), arrayEnumerateUniq(targets)
        ),
        arrayMap(
          (a, b, n) -> (toUInt8(n), a, b, toInt64(-1), true, false),
          arrayPopBack(boxes), arrayPopFront(boxes), range(1, {columns:UInt8})
        )
      ) AS facts
    FROM ${pathRows(scope, shape)}
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2, fact.3`;

export interface VariantRow {
  path: string[];
  length: number;
  count: number;
  converted: number;
  finished: number;
  variants: number;
}

/** Equal paths together; of equally frequent ones the one seen first comes first. */
export const variantsSql = (scope: Scope, shape: Shape): string => `
  SELECT
    arrayMap(x -> toString(x), arraySlice(any(pk), 1, 200)) AS path, length(any(pk)) AS length,
    count() AS count, countIf(goal AND closed) AS converted, countIf(closed) AS finished,
    min(pt[1]) AS seen, count() OVER () AS variants
  FROM ${pathRows(scope, shape)}
  GROUP BY sipHash128(pk)
  ORDER BY count DESC, seen, length, path LIMIT {variants:UInt32}`;

/** Values for the places of this file's SQL. */
export const pathParams = (
  { startAt, steps, variants }: PathsParameters,
  kept: readonly string[] | undefined,
): Params => ({
  columns: steps,
  variants: Math.max(1, variants),
  ...(startAt !== undefined && { startAt }),
  ...(kept && { kept }),
});
