import type { FunnelMode } from '@touchtrail/contract';
import type { Params, Scope } from '../base/scope.ts';
import { sequences } from '../base/sequences.ts';
import { spreadSql } from '../stats/time-spread.ts';
import type { SpreadRow } from '../stats/time-spread.ts';

/** A step as counted: everybody who reached it, and what became of those who went no further. */
export interface FunnelStepRow {
  step: number;
  reached: number;
  stopped: number;
  stillOpen: number;
  excluded: number;
  cameBack: number;
  /** People whose try is at least as old as the window, and those of them who finished. */
  watched: number;
  watchedFinished: number;
  fromPrevious: SpreadRow;
  fromFirst: SpreadRow;
  /** Hash of the touchpoint touched next by those who stopped here, with the number of people. */
  next: [string[], number[]];
  /** Those who stopped here and touched nothing more. */
  nothing: number;
}

/** People whose try began with one value: how many reached each step. */
export interface FunnelGroupRow {
  value: string;
  reached: number[];
  stillOpen: number;
  toFinish: SpreadRow;
}

/** A window no data can fill: 10,000 years. */
export const noWindow = 315_576_000_000_000;
const never = 'toUInt32(4294967295)';

/** Values for the places of the funnel's questions. */
export const funnelParams = (
  steps: readonly string[],
  exclude: readonly string[],
  windowMs: number,
): Params => ({
  window: windowMs,
  steps: [...new Set(steps)],
  exclude,
  ...Object.fromEntries(steps.map((key, index) => [`step${index + 1}`, key])),
});

const isStep = (step: number): string => `x.2 = cityHash64({step${step}:String})`;
const link = '(x.1, x.3, x.4, x.6)';

/**
 * Right to left, each touch of step N gets the chain `[itself, ...chain of the next later touch of
 * step N+1]`: the greedy continuation, which is the earliest and so the deepest inside any window. A
 * chain that begins at step 1 is a try. Work is linear in touches times steps. `windowFunnel` was no
 * way: it lets one touch serve two equal steps, and it cannot say when the steps of the first deepest
 * try were. In strict order the next touch of all must be the next step.
 */
function orderedChains(steps: number, strict: boolean): string {
  const chain = (step: number): string => {
    if (step === steps) {
      return `arrayMap(x -> if(${isStep(step)}, [${link}], emptyChain), touches) AS chain${step}`;
    }
    const next = strict
      ? `chain${step + 1}`
      : `arrayReverseFill(y -> notEmpty(y), chain${step + 1})`;
    const goesOn = strict ? 'if(later[1].3 = x.4 + 1, later, emptyChain)' : 'later';
    return `arrayMap(
      (x, later) -> if(${isStep(step)}, arrayConcat([${link}], ${goesOn}), emptyChain),
      touches, arrayPopFront(arrayPushBack(${next}, emptyChain))
    ) AS chain${step}`;
  };
  return Array.from({ length: steps }, (_, index) => chain(steps - index)).join(',\n      ');
}

/** Each touch of any step begins a try: the next touch of every step from it on, as they come. */
function anyOrderChains(steps: number): string {
  const numbers = Array.from({ length: steps }, (_, index) => index + 1);
  const next = numbers.map(
    (step) => `arrayReverseFill(
      y -> y.3 > 0, arrayMap(x -> if(${isStep(step)}, ${link}, emptyLink), touches)
    ) AS next${step}`,
  );
  const all = numbers.map((step) => `n${step}`).join(', ');
  return `${next.join(',\n      ')},
      arrayMap(
        (${all}) -> arraySort(z -> z.3, arrayFilter(z -> z.3 > 0, [${all}])),
        ${numbers.map((step) => `next${step}`).join(', ')}
      ) AS chain1`;
}

/**
 * The deepest try of everybody who entered: `depth`, `deepest` (time, next touchpoint, position and
 * visit of each step reached), whether it is still `running`, was `voided` by an excluded touch, is
 * `old` enough, whether the person `cameBack`, and the `value` it began with.
 */
const triesSql = (scope: Scope, steps: number, mode: FunnelMode, split: boolean): string => `(
    SELECT
      CAST([], 'Array(Tuple(Int64, UInt64, UInt32, UInt64))') AS emptyChain,
      CAST((0, 0, 0, 0), 'Tuple(Int64, UInt64, UInt32, UInt64)') AS emptyLink,
      ${mode === 'unordered' ? anyOrderChains(steps) : orderedChains(steps, mode === 'strict')},
      arrayFilter(y -> notEmpty(y), chain1) AS tries,
      arrayFilter((x, y) -> notEmpty(y), touches, chain1) AS begins,
      arrayMap(
        (y, x) -> arrayCount(z -> z.1 <= x.1 + {window:Int64} AND z.3 < x.5, y), tries, begins
      ) AS depths,
      arrayMax(depths) AS depth,
      indexOf(depths, depth) AS place,
      arraySlice(tries[place], 1, depth) AS deepest,
      begins[place].8 AS value,
      depth < ${steps} AND begins[place].7 < ${noWindow}
        AND begins[place].7 - begins[place].1 <= {window:Int64} AS voided,
      -- The latest try at this depth is the last that can still go on, unless it was ended.
      arrayMax(arrayMap(
        (x, d) -> if(d = depth AND x.7 >= ${noWindow}, x.1, -${noWindow}), begins, depths
      )) AS latest,
      depth < ${steps} AND latest > -${noWindow} AND if({window:Int64} < ${noWindow},
        {dataUntil:Int64} - latest < {window:Int64},
        {dataUntil:Int64} - lastTouch < {inactivityLimit:Int64}) AS running,
      {dataUntil:Int64} - deepest[1].1
        >= if({window:Int64} < ${noWindow}, {window:Int64}, {inactivityLimit:Int64}) AS old,
      depth < ${steps} AND lastVisit > deepest[depth].4 AS cameBack
    FROM (
      SELECT
        t[-1] AS lastTouch, visit[-1] AS lastVisit,
        -- time, touchpoint, next touchpoint, position, position and time of the next excluded touch, visit
        arrayFilter(
          x -> x.2 IN (SELECT cityHash64(arrayJoin({steps:Array(String)}))),
          arrayMap(
            (at, key, next, p, barrier, v${split ? ', text' : ''}) -> (
              at, key, next, p, barrier.1, v, barrier.2,
              ${split ? 'text' : `''`}
            ),
            t, k, arrayPushBack(arrayPopFront(k), 0), i,
            arrayPopFront(arrayPushBack(arrayReverseFill(x -> x.1 != ${never}, barriers), (${never}, toInt64(${noWindow})))),
            visit${split ? ', b' : ''}
          )
        ) AS touches
      FROM (
        SELECT *, arrayEnumerate(t) AS i,
          -- Position and time of excluded touches. A lambda that held whole arrays would copy them per touch.
          arrayMap(
            (key, p, at) -> if(
              key IN (SELECT cityHash64(arrayJoin({exclude:Array(String)}))), (p, at), (${never}, toInt64(${noWindow}))
            ),
            k, i, t
          ) AS barriers,
          arrayCumSum(arrayMap(gap -> gap > {visitGap:Int64}, arrayDifference(t))) AS visit
        FROM ${sequences(scope, split ? ['k', 'b'] : ['k'])}
      )
    )
    WHERE notEmpty(tries)
  )`;

/** The deepest try of each subject, counted by step. */
export const funnelSql = (scope: Scope, steps: number, mode: FunnelMode): string => `
  SELECT
    step, count() AS reached, countIf(step = depth) AS stopped,
    countIf(step = depth AND running) AS stillOpen,
    countIf(step = depth AND voided AND NOT running) AS excluded,
    countIf(step = depth AND cameBack) AS cameBack,
    countIf(old) AS watched, countIf(old AND depth = ${steps}) AS watchedFinished,
    ${spreadSql('(deepest[step].1 - deepest[greatest(step - 1, 1)].1)', 'step > 1')} AS fromPrevious,
    ${spreadSql('(deepest[step].1 - deepest[1].1)')} AS fromFirst,
    sumMapIf([deepest[step].2], [1], step = depth AND deepest[step].2 != 0) AS counted,
    arraySlice(arrayReverseSort(x -> x.2, arrayZip(counted.1, counted.2)), 1, 50) AS top,
    (arrayMap(x -> toString(x.1), top), arrayMap(x -> x.2, top)) AS next,
    countIf(step = depth AND deepest[step].2 = 0) AS nothing
  FROM ${triesSql(scope, steps, mode, false)}
  ARRAY JOIN range(1, depth + 1) AS step
  GROUP BY step ORDER BY step`;

/** The same by the value that a try began with, the most frequent values. */
export const funnelGroupsSql = (scope: Scope, steps: number, mode: FunnelMode): string => `
  SELECT
    value, [${Array.from({ length: steps }, (_, index) => `countIf(depth > ${index})`).join(', ')}] AS reached,
    countIf(running) AS stillOpen,
    ${spreadSql('(deepest[-1].1 - deepest[1].1)', `depth = ${steps}`)} AS toFinish
  FROM ${triesSql(scope, steps, mode, true)}
  GROUP BY value ORDER BY count() DESC, value LIMIT {groups:UInt32}`;
