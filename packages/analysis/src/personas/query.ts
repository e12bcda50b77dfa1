import { foldedKeys } from '../base/names.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';

/** Touches of a path that are compared: also the bits of one word, see `distance`. */
export const comparedTouches = 32;

/** Variants that are read at most. */
const mostVariants = 200_000;

/** Names of the classes that journeys are counted in. */
export const lengthClasses = ['1', '2 to 3', '4 to 7', '8 to 15', '16 and more'] as const;
export const paceClasses = ['within an hour', 'within a day', 'within a week', 'longer'] as const;

/** Journeys with the same path, runs of one touchpoint as one, the goal left out. */
export interface VariantRow {
  path: string[];
  journeys: number;
  converted: number;
  closed: number;
  /** With a pause, with more than one channel. */
  paused: number;
  mixed: number;
  /** By {@link lengthClasses} and {@link paceClasses}. */
  lengths: number[];
  paces: number[];
  /** Entry channels and how many journeys each. */
  entries: [string[], number[]];
  /** Of all variants and journeys. */
  variants: number;
  all: number;
}

/** The most frequent variants; of equally frequent ones which is chance, but the same every time. */
export const variantsSql = (scope: Scope, folded: boolean): string => `
  SELECT
    arrayMap(x -> toString(x), any(way)) AS path, count() AS journeys,
    countIf(ended = 1) AS converted, countIf(ended != 3) AS closed,
    countIf(pauses > 0) AS paused, countIf(channels > 1) AS mixed,
    [countIf(touches = 1), countIf(touches BETWEEN 2 AND 3), countIf(touches BETWEEN 4 AND 7),
      countIf(touches BETWEEN 8 AND 15), countIf(touches > 15)] AS lengths,
    [countIf(took < 3600000), countIf(took >= 3600000 AND took < 86400000),
      countIf(took >= 86400000 AND took < 604800000), countIf(took >= 604800000)] AS paces,
    sumMap([toString(entry)], [toUInt64(1)]) AS entries,
    count() OVER () AS variants, sum(journeys) OVER () AS all
  FROM (
    SELECT
      arraySlice(arrayCompact(arrayFilter((x, goal) -> NOT goal, jk, jg)), 1, ${comparedTouches}) AS way,
      je[1] AS entry, length(jk) AS touches, jt[-1] - jt[1] AS took, length(arrayDistinct(jc)) AS channels,
      arrayCount(s -> s >= {abandonmentGap:Int64}, arrayPopBack(js)) AS pauses,
      arrayFirst(x -> x > 0, arrayReverse(jo)) AS ended
    FROM (
      SELECT *, ${foldedKeys('k', folded)} AS ks FROM ${journeyArrays(scope, ['k', 'c', 'e'])}
    )
    ARRAY JOIN
      arraySplit((x, y) -> y, t, cut) AS jt, arraySplit((x, y) -> y, g, cut) AS jg,
      arraySplit((x, y) -> y, ks, cut) AS jk, arraySplit((x, y) -> y, e, cut) AS je,
      arraySplit((x, y) -> y, c, cut) AS jc, arraySplit((x, y) -> y, silence, cut) AS js,
      arraySplit((x, y) -> y, outcome, cut) AS jo
  )
  WHERE notEmpty(way)
  GROUP BY sipHash128(way)
  ORDER BY journeys DESC, sipHash128(way) LIMIT ${mostVariants}`;
