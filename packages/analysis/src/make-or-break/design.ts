import type { Sparse } from '../stats/logistic.ts';
import type { PatternRow } from './query.ts';

/** Levels of a factor under this share of the touches are one level. */
const minLevel = 0.01;
/** Touchpoints of which this share of touches is in common cannot be told apart. */
const sameShare = 0.995;
/** Of touches after it was left, over all since it was met; with fewer than these conversions they say nothing. */
const fewAway = 0.1;
const minAwayWon = 10;

/** Where each covariate stands in a row of the model. */
export interface Design {
  size: number;
  /** Covariate of a level of steps, 0 for the reference. */
  step: (level: number) => number;
  /** Covariates of having met, and of standing at, a touchpoint by its number; 0: none. */
  met: (touchpoint: number) => number;
  here: (touchpoint: number) => number;
  row: (pattern: PatternRow) => Sparse;
  /** Touchpoints whose exposure is that of another one: by number, with the other's. */
  twins: Map<number, number>;
}

/** A factor of one column a level, the most frequent one its reference. */
function factor<Level extends string | number>(
  patterns: readonly PatternRow[],
  levelOf: (pattern: PatternRow) => Level,
  from: number,
): { columns: Map<Level, number>; rare: number; next: number } {
  const counts = new Map<Level, number>();
  let total = 0;
  for (const pattern of patterns) {
    const level = levelOf(pattern);
    counts.set(level, (counts.get(level) ?? 0) + pattern.touches);
    total += pattern.touches;
  }
  const levels = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const frequent = levels.slice(1).filter(([, n]) => n >= minLevel * total);
  const columns = new Map(frequent.map(([level], index) => [level, from + index]));
  const reference = levels[0]?.[0];
  if (reference !== undefined) columns.set(reference, 0);
  const rareLevels = levels.length > frequent.length + 1;
  const rare = rareLevels ? from + frequent.length : 0;
  return { columns, rare, next: from + frequent.length + (rareLevels ? 1 : 0) };
}

const columnOf = <Level>(of: { columns: Map<Level, number>; rare: number }, level: Level): number =>
  of.columns.get(level) ?? of.rare;

/** Touchpoints met together nearly always, the rarer under the more frequent one's number. */
function findTwins(patterns: readonly PatternRow[], judged: number): Map<number, number> {
  const width = judged + 1;
  const alone = new Float64Array(width);
  const both = new Float64Array(width * width);
  for (const { met, touches } of patterns) {
    for (const [place, x] of met.entries()) {
      alone[x] = (alone[x] as number) + touches;
      for (let other = place + 1; other < met.length; other++) {
        const pair = x * width + (met[other] as number);
        both[pair] = (both[pair] as number) + touches;
      }
    }
  }
  const twins = new Map<number, number>();
  for (let a = 1; a < width; a++) {
    for (let b = a + 1; b < width; b++) {
      const together = both[a * width + b] as number;
      const most = Math.max(alone[a] as number, alone[b] as number);
      if (together > 0 && together >= sameShare * most && !twins.has(a)) twins.set(b, a);
    }
  }
  return twins;
}

/**
 * Covariates of the joint model: intercept, step, entry channel and what else journeys are compared by, day of the week, stretch of the
 * calendar, and for each touchpoint whether it was met so far and whether the touch is there now. The
 * most frequent touchpoint is the reference of the latter.
 */
export function designOf(patterns: readonly PatternRow[], judged: number): Design {
  const twins = findTwins(patterns, judged);
  const step = factor(patterns, (pattern) => pattern.step, 1);
  const entry = factor(patterns, (pattern) => pattern.entry, step.next);
  const traits: ReturnType<typeof factor<string>>[] = [];
  for (let at = 0; at < (patterns[0]?.traits?.length ?? 0); at++) {
    const from = (traits.at(-1) ?? entry).next;
    traits.push(factor(patterns, (pattern) => pattern.traits?.[at] ?? '', from));
  }
  const weekday = factor(patterns, (pattern) => pattern.weekday, (traits.at(-1) ?? entry).next);
  const stretch = factor(patterns, (pattern) => pattern.stretch, weekday.next);
  const own = Array.from({ length: judged }, (_, index) => index + 1).filter((x) => !twins.has(x));
  const metAt = new Int32Array(judged + 1);
  for (const [index, x] of own.entries()) metAt[x] = stretch.next + index;
  const counts = new Map<number, number>();
  for (const { here, touches } of patterns) counts.set(here, (counts.get(here) ?? 0) + touches);
  // Touches elsewhere are a reference of their own, where there are any.
  const reference =
    (counts.get(0) ?? 0) > 0
      ? 0
      : own.reduce(
          (best, x) => ((counts.get(x) ?? 0) > (counts.get(best) ?? 0) ? x : best),
          own[0] ?? 0,
        );
  const afterMet = stretch.next + own.length;
  // Touches after it was left, and those of them that the goal came after.
  const [away, awayWon] = [new Map<number, number>(), new Map<number, number>()];
  for (const { met, here, touches, won } of patterns) {
    for (const x of met) {
      if (x === here) continue;
      away.set(x, (away.get(x) ?? 0) + touches);
      awayWon.set(x, (awayWon.get(x) ?? 0) + won);
    }
  }
  // Journeys that never go on from it have met it just where they stand there, and of those that hardly do too
  // little is known to tell the two apart: one covariate then, not two.
  const apart = (x: number): boolean => {
    const share = (away.get(x) ?? 0) / ((counts.get(x) ?? 0) + (away.get(x) ?? 0));
    return share > fewAway || (share > 1 - sameShare && (awayWon.get(x) ?? 0) >= minAwayWon);
  };
  const hereAt = new Int32Array(judged + 1);
  let size = afterMet;
  for (const x of own) {
    if (x !== reference && (counts.get(x) ?? 0) > 0 && apart(x)) hereAt[x] = size++;
  }
  return {
    size,
    step: (level) => columnOf(step, level),
    met: (x) => metAt[x] ?? 0,
    here: (x) => hereAt[x] ?? 0,
    row(pattern) {
      const places = [0];
      const add = (place: number): void => {
        if (place > 0) places.push(place);
      };
      add(columnOf(step, pattern.step));
      add(columnOf(entry, pattern.entry));
      for (const [at, trait] of traits.entries()) add(columnOf(trait, pattern.traits?.[at] ?? ''));
      add(columnOf(weekday, pattern.weekday));
      add(columnOf(stretch, pattern.stretch));
      for (const x of pattern.met) add(metAt[x] ?? 0);
      add(hereAt[pattern.here] ?? 0);
      return { size, places, values: places.map(() => 1) };
    },
    twins,
  };
}
