import { chiSquaredUpperTail } from '../stats/chi-squared.ts';

/** Weeks on either side of a change. */
const leastWeeks = 2;
const leastVisits = 50;
const maxP = 0.01;

const term = (count: number, of: number): number => (count > 0 ? count * Math.log(count / of) : 0);
const likelihood = (lost: number, of: number): number => term(lost, of) + term(of - lost, of);

/**
 * Where the share of a weekly series rose for good: the split with the greatest binomial likelihood
 * ratio over the dispersion of the weeks on both its sides, when it is clear beyond the number of splits
 * tried.
 *
 * @returns the first week of the later side; null when the share did not rise clearly
 */
export function changePoint(lost: readonly number[], visits: readonly number[]): number | null {
  let best: { at: number; ratio: number } | null = null;
  let tried = 0;
  for (let at = leastWeeks; at + leastWeeks <= visits.length; at++) {
    const [n, m] = [total(visits, 0, at), total(visits, at)];
    if (n < leastVisits || m < leastVisits) continue;
    tried++;
    const [y, z] = [total(lost, 0, at), total(lost, at)];
    if (z * n <= y * m) continue;
    const ratio = likelihood(y, n) + likelihood(z, m) - likelihood(y + z, n + m);
    if (best === null || ratio > best.ratio) best = { at, ratio };
  }
  if (!best) return null;
  const { at } = best;
  const ratio = best.ratio / dispersion(lost, visits, at);
  return (chiSquaredUpperTail(2 * ratio, 1) / 2) * tried <= maxP ? at : null;
}

const total = (values: readonly number[], from: number, to = values.length): number =>
  values.slice(from, to).reduce((sum, value) => sum + value, 0);

/** Pearson's dispersion of the weeks around the shares of their sides; at least 1. */
function dispersion(lost: readonly number[], visits: readonly number[], at: number): number {
  const rates = [
    total(lost, 0, at) / total(visits, 0, at),
    total(lost, at) / total(visits, at),
  ] as const;
  let [squares, weeks] = [0, 0];
  for (const [week, n] of visits.entries()) {
    const rate = rates[week < at ? 0 : 1];
    if (n === 0 || rate <= 0 || rate >= 1) continue;
    weeks++;
    squares += ((lost[week] ?? 0) - n * rate) ** 2 / (n * rate * (1 - rate));
  }
  return weeks > 2 ? Math.max(1, squares / (weeks - 2)) : 1;
}
