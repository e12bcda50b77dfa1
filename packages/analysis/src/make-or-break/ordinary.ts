import { zeros } from '../stats/zeros.ts';
import type { Design } from './design.ts';
import type { PatternRow } from './query.ts';
import { bucketOf, firstOf } from './steps.ts';

/** Buckets of steps, 1 to 6; 0 is not used. */
export const buckets = 7;

/** By step bucket: touches at each covariate of standing somewhere; 0 is the reference. */
export function placeCounts(patterns: readonly PatternRow[], design: Design): number[][] {
  const counts = Array.from({ length: buckets }, () => zeros(design.size));
  for (const { step, here, touches } of patterns) {
    const row = counts[bucketOf(firstOf(step))];
    const place = design.here(here);
    if (row) row[place] = (row[place] ?? 0) + touches;
  }
  return counts;
}

/** What an ordinary place of a step is made of: covariates with weights that sum to at most 1. */
export interface OrdinaryPlace {
  /** Log odds over those of the reference. */
  value: number;
  parts: readonly (readonly [place: number, weight: number])[];
}

/**
 * An ordinary other place of each step: the interquartile mean over all places but one, by how often
 * touches are there. A mean of all would count what one bad place does against every other: next to it
 * each place without any effect would look good.
 *
 * @param counts see {@link placeCounts}
 * @returns for a covariate that is left out, the places by step bucket
 */
export function ordinaryPlaces(
  counts: readonly (readonly number[])[],
  coefficients: readonly number[],
): (without: number) => OrdinaryPlace[] {
  const logOdds = (place: number) => (place === 0 ? 0 : (coefficients[place] ?? 0));
  const rising = counts.map((row) =>
    [...row.entries()]
      .filter(([, n]) => n > 0)
      .toSorted((a, b) => logOdds(a[0]) - logOdds(b[0]) || a[0] - b[0]),
  );
  return (without) =>
    rising.map((row) => {
      const others = row.filter(([place]) => place !== without || place === 0);
      const total = others.reduce((sum, [, n]) => sum + n, 0);
      const parts: [number, number][] = [];
      let value = 0;
      let before = 0;
      for (const [place, n] of others) {
        const from = Math.max(before, 0.25 * total);
        const to = Math.min(before + n, 0.75 * total);
        before += n;
        if (to <= from) continue;
        const weight = (to - from) / (0.5 * total);
        if (place > 0) parts.push([place, weight]);
        value += weight * logOdds(place);
      }
      return { value, parts };
    });
}
