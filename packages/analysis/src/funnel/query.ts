import { quantileLevels } from '../stats/duration-quantiles.ts';
import type { Params, Scope } from '../base/scope.ts';
import { sequences } from '../base/sequences.ts';

/** A step as counted: everybody who reached it, and what became of those who went no further. */
export interface FunnelStepRow {
  step: number;
  reached: number;
  stopped: number;
  stillOpen: number;
  fromPrevious: (number | null)[];
  fromFirst: (number | null)[];
  /** Hash of the touchpoint touched next by those who stopped here, with the number of people. */
  next: [string[], number[]];
}

/** Values for the places of {@link funnelSql}. */
export const funnelParams = (steps: readonly string[], windowMs: number): Params => ({
  window: windowMs,
  steps: [...new Set(steps)],
  ...Object.fromEntries(steps.map((key, index) => [`step${index + 1}`, key])),
});

/**
 * The deepest try of each subject, counted by step.
 *
 * Right to left, each touch of step N gets the chain `[itself, ...chain of the next later touch of
 * step N+1]`: the greedy continuation, which is the earliest and so the deepest inside any window. A
 * chain that begins at step 1 is a try; what lies inside the window is its depth. Work is linear in
 * touches times steps. `windowFunnel` was no way: it lets one touch serve two equal steps, and it
 * cannot say when the steps of the first deepest try were.
 */
export function funnelSql(scope: Scope, steps: number): string {
  const chain = (step: number): string => {
    const own = `[(x.1, x.3)]`;
    const is = `x.2 = cityHash64({step${step}:String})`;
    if (step === steps) {
      return `arrayMap(x -> if(${is}, ${own}, emptyChain), touches) AS chain${step}`;
    }
    // Next later touch of the following step: fill from the right, then look one place ahead.
    const after = `arrayPopFront(arrayPushBack(
      arrayReverseFill(y -> notEmpty(y), chain${step + 1}), emptyChain))`;
    return `arrayMap((x, later) -> if(${is}, arrayConcat(${own}, later), emptyChain), touches, ${after}) AS chain${step}`;
  };
  const chains = Array.from({ length: steps }, (_, index) => chain(steps - index)).join(
    ',\n      ',
  );
  return `
  SELECT
    step, count() AS reached, countIf(step = depth) AS stopped,
    countIf(step = depth AND running) AS stillOpen,
    quantilesExactInclusiveIf(${quantileLevels})(deepest[step].1 - deepest[greatest(step - 1, 1)].1, step > 1) AS fromPrevious,
    quantilesExactInclusive(${quantileLevels})(deepest[step].1 - deepest[1].1) AS fromFirst,
    sumMapIf([deepest[step].2], [1], step = depth AND deepest[step].2 != 0) AS counted,
    arraySlice(arrayReverseSort(x -> x.2, arrayZip(counted.1, counted.2)), 1, 50) AS top,
    (arrayMap(x -> toString(x.1), top), arrayMap(x -> x.2, top)) AS next
  FROM (
    SELECT
      CAST([], 'Array(Tuple(Int64, UInt64))') AS emptyChain,
      ${chains},
      arrayFilter(y -> notEmpty(y), chain1) AS tries,
      arrayMap(y -> arrayCount(z -> z.1 <= y[1].1 + {window:Int64}, y), tries) AS depths,
      arrayMax(depths) AS depth,
      arraySlice(tries[indexOf(depths, depth)], 1, depth) AS deepest,
      -- The latest try at this depth is the last that can still go on.
      arrayMax(arrayMap((y, d) -> if(d = depth, y[1].1, 0), tries, depths)) AS latest,
      depth < ${steps} AND if({window:Int64} < ${noWindow},
        {dataUntil:Int64} - latest < {window:Int64},
        {dataUntil:Int64} - lastTouch < {inactivityLimit:Int64}) AS running
    FROM (
      SELECT
        t[-1] AS lastTouch,
        arrayFilter(
          x -> x.2 IN (SELECT cityHash64(arrayJoin({steps:Array(String)}))),
          arrayZip(t, k, arrayPushBack(arrayPopFront(k), 0))
        ) AS touches
      FROM ${sequences(scope, ['k'])}
    )
    WHERE notEmpty(tries)
  )
  ARRAY JOIN range(1, depth + 1) AS step
  GROUP BY step ORDER BY step`;
}

/** A window no data can fill: 10,000 years. */
export const noWindow = 315_576_000_000_000;
