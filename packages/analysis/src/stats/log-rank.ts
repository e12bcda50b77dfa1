import { chiSquaredUpperTail } from './chi-squared.ts';
import { quadraticForm } from './quadratic-form.ts';
import { allEnds, everWatched } from './risk-rows.ts';
import type { RiskRow } from './risk-rows.ts';
import { zeroMatrix, zeros } from './zeros.ts';

/** A test of whether groups differ. */
export interface GroupTest {
  statistic: number;
  degrees: number;
  p: number;
}

/** At one time: at risk and ended, by group. */
interface Moment {
  time: number;
  atRisk: number[];
  events: number[];
}

function moments(groups: readonly (readonly RiskRow[])[]): Moment[] {
  const times = [...new Set(groups.flatMap((rows) => rows.map(({ time }) => time)))].toSorted(
    (a, b) => a - b,
  );
  const left = groups.map((rows) => everWatched(rows));
  const next = groups.map(() => 0);
  return times.map((time) => {
    const atRisk = [...left];
    const events = groups.map((rows, g) => {
      const row = rows[next[g] ?? 0];
      if (row?.time !== time) return 0;
      next[g] = (next[g] ?? 0) + 1;
      left[g] = (left[g] ?? 0) - allEnds(row) - row.censored;
      return allEnds(row);
    });
    return { time, atRisk, events };
  });
}

/**
 * Log-rank test that the survival curves of groups are one, all causes together.
 *
 * Source: N. Mantel, Cancer Chemother. Rep. 50 (1966) 163–170; with the hypergeometric variance.
 *
 * @param groups two or more, times rising in each
 * @returns null when there is nothing to compare: one group, or no events
 */
export function logRank(groups: readonly (readonly RiskRow[])[]): GroupTest | null {
  const size = groups.length;
  const score = zeros(size);
  const variance = zeroMatrix(size);
  for (const { atRisk, events } of moments(groups)) {
    const n = atRisk.reduce((sum, x) => sum + x, 0);
    const d = events.reduce((sum, x) => sum + x, 0);
    if (d === 0) continue;
    const spread = n > 1 ? (d * (n - d)) / (n - 1) : 0;
    for (let i = 0; i < size; i++) {
      const share = (atRisk[i] ?? 0) / n;
      score[i] = (score[i] ?? 0) + (events[i] ?? 0) - d * share;
      for (let j = 0; j < size; j++) {
        const row = variance[i] as number[];
        row[j] = (row[j] ?? 0) + spread * share * ((i === j ? 1 : 0) - (atRisk[j] ?? 0) / n);
      }
    }
  }
  const statistic = quadraticForm(score, variance);
  if (statistic === null) return null;
  const degrees = size - 1;
  return { statistic, degrees, p: chiSquaredUpperTail(statistic, degrees) };
}
