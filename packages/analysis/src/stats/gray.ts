import { chiSquaredUpperTail } from './chi-squared.ts';
import type { GroupTest } from './log-rank.ts';
import { quadraticForm } from './quadratic-form.ts';
import { allEnds, everWatched } from './risk-rows.ts';
import type { RiskRow } from './risk-rows.ts';
import { zeroMatrix, zeros } from './zeros.ts';

/** A group at one time at which somebody ended by the cause, or by another in it. */
interface At {
  /** At risk over the share not ended before: those still watched if nothing else competed. */
  h: number;
  atRisk: number;
  /** Share not ended at all, before and after this time. */
  before: number;
  survival: number;
  /** 1 − incidence of the cause before this time. */
  free: number;
  own: number;
  other: number;
}

/** One time: the groups, and all of them pooled. */
interface Moment {
  at: At[];
  own: number;
  /** How much the pooled incidence grows. */
  step: number;
  /** 1 − pooled incidence, before and after this time. */
  pooledBefore: number;
  pooledFree: number;
  /** Sum of `h`. */
  total: number;
}

const tied = (d: number, n: number): number => (d > 1 && n > 1 ? 1 - (d - 1) / (n - 1) : 1);

/** Walks a group's rows; times without a row of its own keep what holds there. */
function walker(rows: readonly RiskRow[], cause: number): (time: number) => At {
  let n = everWatched(rows);
  let survival = 1;
  let free = 1;
  let next = 0;
  return (time) => {
    const now = { h: n > 0 ? n / survival : 0, atRisk: n, before: survival, free };
    const row = rows[next];
    if (row?.time !== time) return { ...now, survival, own: 0, other: 0 };
    next++;
    const d = allEnds(row);
    const own = row.ends[cause] ?? 0;
    if (n > 0) {
      free -= (survival * own) / n;
      survival *= 1 - d / n;
    }
    n -= d + row.censored;
    return { ...now, survival, own, other: d - own };
  };
}

/**
 * Gray's test that the incidence of one cause is the same in groups while other causes compete
 * (ρ = 0).
 *
 * Source: R. J. Gray, Ann. Statist. 16 (1988) 1141–1154.
 *
 * @param groups two or more, times rising in each
 * @param cause index in `ends`
 * @returns null when there is nothing to compare: one group, or no end by the cause
 */
export function gray(groups: readonly (readonly RiskRow[])[], cause: number): GroupTest | null {
  const size = groups.length;
  const ended = groups.flatMap((rows) => rows.filter((row) => allEnds(row) > 0));
  const allTimes = groups.flatMap((rows) => rows.map(({ time }) => time));
  const times = [...new Set(allTimes)].toSorted((a, b) => a - b);
  if (ended.length === 0) return null;
  const walkers = groups.map((rows) => walker(rows, cause));
  const score = zeros(size);
  const moments: Moment[] = [];
  let pooledFree = 1;
  for (const time of times) {
    const at = walkers.map((walk) => walk(time));
    const own = at.reduce((sum, { own: n }) => sum + n, 0);
    const total = at.reduce((sum, { h }) => sum + h, 0);
    if (at.every((group) => group.own + group.other === 0)) continue;
    if (own > 0) {
      const weight = at.reduce((sum, { h, free }) => sum + h * free, 0);
      for (const [i, group] of at.entries()) {
        score[i] = (score[i] ?? 0) + group.own - (own * group.h * group.free) / weight;
      }
    }
    const step = total > 0 ? own / total : 0;
    const pooledBefore = pooledFree;
    pooledFree -= step;
    moments.push({ at, own, step, pooledBefore, pooledFree, total });
  }
  const variance = covariance(size, moments);
  const statistic = quadraticForm(score, variance);
  if (statistic === null) return null;
  return { statistic, degrees: size - 1, p: chiSquaredUpperTail(statistic, size - 1) };
}

/** σᵢⱼ of the paper's theorem 1, from the last time back: c(∞) − c(t) is what is still to come. */
function covariance(size: number, moments: readonly Moment[]): number[][] {
  const variance = zeroMatrix(size);
  const toCome = zeroMatrix(size);
  for (const { at, own, step, pooledBefore, pooledFree, total } of moments.toReversed()) {
    for (const [r, group] of at.entries()) {
      if (group.h === 0) continue;
      const ratio = group.survival > 0 ? pooledFree / group.survival : 0;
      const d = at.map(({ h }, i) => h * ((i === r ? 1 : 0) - group.h / total));
      const a = d.map((value, i) => value + (1 - ratio) * (toCome[i]?.[r] ?? 0));
      const b = d.map((_, i) => -ratio * (toCome[i]?.[r] ?? 0));
      // With ties the variance of a count of d of n is d (n − d)/(n − 1), not d.
      const ownTies = tied(own, total * group.before);
      const otherTies = tied(group.other, group.atRisk);
      const otherStep = (otherTies * group.other) / (group.h * group.h);
      for (let i = 0; i < size; i++) {
        const row = variance[i] as number[];
        for (let j = 0; j < size; j++) {
          row[j] =
            (row[j] ?? 0) +
            ((a[i] ?? 0) * (a[j] ?? 0) * step * ownTies) / group.h +
            (b[i] ?? 0) * (b[j] ?? 0) * otherStep;
        }
      }
      for (const [i, value] of d.entries()) {
        const row = toCome[i] as number[];
        row[r] = (row[r] ?? 0) + (value * step) / pooledBefore;
      }
    }
  }
  return variance;
}
