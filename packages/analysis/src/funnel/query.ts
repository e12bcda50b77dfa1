import type { FunnelFate, FunnelMode } from '@touchtrail/contract';
import { shownSubject } from '../base/scope.ts';
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

const isStep = (step: number): string => `key = cityHash64({step${step}:String})`;
const numbers = (steps: number): number[] => Array.from({ length: steps }, (_, at) => at + 1);
const listed = (steps: number, text: (step: number) => string): string =>
  numbers(steps).map(text).join(', ');

/** A link of a try is a position and a time, two places of a flat tuple; 0 where there is none. */
const link = (step: number): [position: string, time: string] => [
  String(2 * step - 1),
  String(2 * step),
];
const noLinks = (count: number): string =>
  `(${Array.from({ length: count }, () => 'toUInt32(0), toInt64(0)').join(', ')})`;

/**
 * Right to left, each touch of step N gets the chain of itself and the next later touch of step N+1: the
 * greedy continuation, which is the earliest and so the deepest inside any window. A chain that begins at
 * step 1 is a try. Work is linear in touches times steps. `windowFunnel` was no way: it lets one touch
 * serve two equal steps, and it cannot say when the steps of the first deepest try were. In strict order
 * the next touch of all must be the next step.
 */
function orderedChains(steps: number, strict: boolean): string {
  const chain = (step: number): string => {
    if (step === steps) {
      return `arrayMap((key, p, at) -> if(${isStep(step)}, (p, at), ${noLinks(1)}), keys, places, times) AS chain${step}`;
    }
    const rest = steps - step;
    const next = strict ? `chain${step + 1}` : `arrayReverseFill(y -> y.1 > 0, chain${step + 1})`;
    const none = noLinks(rest);
    const later = Array.from({ length: 2 * rest }, (_, at) => `later.${at + 1}`).join(', ');
    const all = strict
      ? `if(later.1 = p + 1, (p, at, ${later}), (p, at, ${none.slice(1)})`
      : `(p, at, ${later})`;
    return `arrayMap(
        (key, p, at, later) -> if(${isStep(step)}, ${all}, ${noLinks(rest + 1)}),
        keys, places, times, arrayPopFront(arrayPushBack(${next}, ${none}))
      ) AS chain${step}`;
  };
  return `${listed(steps, (at) => chain(steps + 1 - at))},
        chain1 AS chains`;
}

/** Each touch of any step begins a try: the next touch of every step from it on, as they come. */
function anyOrderChains(steps: number): string {
  const next = listed(
    steps,
    (step) => `arrayReverseFill(
        y -> y.1 > 0, arrayMap((key, p, at) -> if(${isStep(step)}, (p, at), ${noLinks(1)}), keys, places, times)
      ) AS next${step}`,
  );
  const all = listed(steps, (step) => `n${step}`);
  const flat = listed(steps, (step) => `n${step}.1, n${step}.2`);
  return `${next},
        arrayMap((${all}) -> (${flat}), ${listed(steps, (step) => `next${step}`)}) AS chains`;
}

const mine = (part: string): string => `arrayFilter((x, mask) -> mask, ${part}, isStep)`;

/**
 * The deepest try of everybody who entered: `depth`, of each step reached `stepAt` (time) and `stepNext`
 * (next touchpoint), whether it is still `running`, was `voided` by an excluded touch, is `old` enough,
 * whether the person `cameBack`, and the `value` it began with.
 *
 * Only touches of steps are held in arrays of numbers; what else is asked of a try is looked up by its
 * positions once it is chosen.
 */
function triesSql(
  scope: Scope,
  steps: number,
  { mode, excludes }: FunnelShape,
  { split = false, named = false } = {},
): string {
  const unordered = mode === 'unordered';
  // Nobody is named where people are only counted.
  const who = named ? 'subject, ' : '';
  const reached = numbers(steps)
    .map((step) => {
      const [position, time] = link(step);
      return `toUInt8(y.${position} > 0 AND y.${time} <= at + {window:Int64} AND y.${position} < barrier.1)`;
    })
    .join(' + ');
  const links = `[${listed(steps, (step) => {
    const [position, time] = link(step);
    return `(best.${position}, best.${time})`;
  })}]`;
  const chosen = unordered ? `arraySort(z -> z.1, arrayFilter(z -> z.1 > 0, ${links}))` : links;
  const begun = (part: string): string =>
    unordered ? part : `arrayFilter((x, y) -> y.1 > 0, ${part}, chains)`;
  // Layer upon layer, because the engine writes out what stands for a name wherever it is used.
  return `(
    SELECT
      ${who}depth, value, stepAt,
      [${listed(steps, (step) => `k[stepPlaces[${step}] + 1]`)}] AS stepNext,
      depth < ${steps} AND ending.2 < ${noWindow} AND ending.2 - began <= {window:Int64} AS voided,
      depth < ${steps} AND latest > -${noWindow} AND if({window:Int64} < ${noWindow},
        {dataUntil:Int64} - latest < {window:Int64},
        {dataUntil:Int64} - t[-1] < {inactivityLimit:Int64}) AS running,
      {dataUntil:Int64} - stepAt[1]
        >= if({window:Int64} < ${noWindow}, {window:Int64}, {inactivityLimit:Int64}) AS old,
      depth < ${steps} AND visit[-1] > visit[stepPlaces[depth]] AS cameBack
    FROM (
      SELECT ${who}t, k, visit, depth, value, latest, began, ending, links.1 AS stepPlaces, links.2 AS stepAt
      FROM (
        SELECT ${who}t, k, visit, depth, value, latest, began, ending, arraySlice(${chosen}, 1, depth) AS links
        FROM (
          SELECT
            ${who}t, k, visit, depth, indexOf(depths, depth) AS place,
            tries[place] AS best, begunAt[place] AS began, ended[place] AS ending,
            ${split ? 'texts[place]' : `''`} AS value,
            -- The latest try at this depth is the last that can still go on, unless it was ended.
            arrayMax(arrayMap(
              (at, end, d) -> if(d = depth AND end.2 >= ${noWindow}, at, -${noWindow}), begunAt, ended, depths
            )) AS latest
          FROM (
            SELECT *, arrayMap((y, at, barrier) -> ${reached}, tries, begunAt, ended) AS depths,
              arrayMax(depths) AS depth
            FROM (
              SELECT ${who}t, k, visit, ${split ? `${begun('texts')} AS texts,` : ''}
                ${begun('chains')} AS tries, ${begun('times')} AS begunAt, ${begun('barriers')} AS ended
              FROM (
                SELECT *, ${unordered ? anyOrderChains(steps) : orderedChains(steps, mode === 'strict')}
                FROM (
                  SELECT
                    ${who}t, k,
                    arrayMap(key -> key IN (SELECT cityHash64(arrayJoin({steps:Array(String)}))), k) AS isStep,
                    ${mine('t')} AS times, ${mine('k')} AS keys, ${mine('arrayEnumerate(t)')} AS places,
                    ${split ? `${mine('b')} AS texts,` : ''}
                    ${excludes ? mine(barriersSql) : `arrayMap(x -> (${never}, toInt64(${noWindow})), times)`} AS barriers,
                    arrayCumSum(arrayMap(gap -> gap > {visitGap:Int64}, arrayDifference(t))) AS visit
                  FROM ${sequences(scope, split ? ['k', 'b'] : ['k'])}
                  WHERE ${unordered ? 'notEmpty(keys)' : 'has(k, cityHash64({step1:String}))'}
                )
              )
            )
          )
        )
      )
    )
  )`;
}

/** Per touch: position and time of the next excluded one after it. */
const barriersSql = `arrayPopFront(arrayPushBack(arrayReverseFill(x -> x.1 != ${never}, arrayMap(
          (key, p, at) -> if(
            key IN (SELECT cityHash64(arrayJoin({exclude:Array(String)}))), (p, at), (${never}, toInt64(${noWindow}))
          ),
          k, arrayEnumerate(t), t
        )), (${never}, toInt64(${noWindow}))))`;

/** What of a funnel matters to the SQL text; everything else is bound. */
export interface FunnelShape {
  mode: FunnelMode;
  /** Whether any touchpoint ends a try. */
  excludes: boolean;
}

/** The deepest try of each subject, counted by step. */
export const funnelSql = (scope: Scope, steps: number, shape: FunnelShape): string => `
  SELECT
    step, count() AS reached, countIf(step = depth) AS stopped,
    countIf(step = depth AND running) AS stillOpen,
    countIf(step = depth AND voided AND NOT running) AS excluded,
    countIf(step = depth AND cameBack) AS cameBack,
    countIf(old) AS watched, countIf(old AND depth = ${steps}) AS watchedFinished,
    ${spreadSql('(stepAt[step] - stepAt[greatest(step - 1, 1)])', 'step > 1')} AS fromPrevious,
    ${spreadSql('(stepAt[step] - stepAt[1])')} AS fromFirst,
    sumMapIf([stepNext[step]], [1], step = depth AND stepNext[step] != 0) AS counted,
    arraySlice(arrayReverseSort(x -> x.2, arrayZip(counted.1, counted.2)), 1, 50) AS top,
    (arrayMap(x -> toString(x.1), top), arrayMap(x -> x.2, top)) AS next,
    countIf(step = depth AND stepNext[step] = 0) AS nothing
  FROM ${triesSql(scope, steps, shape)}
  ARRAY JOIN range(1, depth + 1) AS step
  GROUP BY step ORDER BY step`;

/** The same by the value that a try began with, the most frequent values. */
export const funnelGroupsSql = (scope: Scope, steps: number, shape: FunnelShape): string => `
  SELECT
    value, [${Array.from({ length: steps }, (_, index) => `countIf(depth > ${index})`).join(', ')}] AS reached,
    countIf(running) AS stillOpen,
    ${spreadSql('(stepAt[-1] - stepAt[1])', `depth = ${steps}`)} AS toFinish
  FROM ${triesSql(scope, steps, shape, { split: true })}
  GROUP BY value ORDER BY count() DESC, value LIMIT {groups:UInt32}`;

const fateSql: Readonly<Record<FunnelFate, string>> = {
  reached: 'depth >= {listStep:UInt32}',
  'went-on': 'depth > {listStep:UInt32}',
  lost: 'depth = {listStep:UInt32} AND NOT running',
  open: 'depth = {listStep:UInt32} AND running',
};

/** Single people at a step, those whose try began last. */
export const funnelPeopleSql = (
  scope: Scope,
  steps: number,
  shape: FunnelShape,
  fate: FunnelFate,
): string => `
  SELECT ${shownSubject} AS subject, stepAt[1] AS startedAt, stepAt[{listStep:UInt32}] AS reachedAt, depth
  FROM ${triesSql(scope, steps, shape, { named: true })}
  WHERE ${fateSql[fate]}
  ORDER BY startedAt DESC, subject LIMIT {list:UInt32}`;
