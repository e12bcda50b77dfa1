import type { Estimate } from './estimate.ts';
import { t975 } from './student-t.ts';

/** Under these spans nothing is told about how much they differ. */
const minSpans = 3;

/**
 * 95 % bounds of a share that also hold where what is counted changes with the calendar or comes in
 * batches, so that what began together shares its fate: the share is estimated without each span of
 * the calendar in turn (delete-a-block jackknife), on the log(−log) scale, with Student's t.
 *
 * Var = (G − 1)/G Σ (F₍₋ⱼ₎ − mean)², with G − 1 degrees of freedom.
 *
 * Source: H. R. Künsch, Ann. Statist. 17 (1989) 1217–1241.
 *
 * @param share the estimate from everything
 * @param without the estimate without each span that holds anything
 * @returns null with fewer than three spans, and where the share is 0 or 1
 * @example
 * spanBounds(0.3, [0.29, 0.31, 0.3]);
 */
export function spanBounds(share: number, without: readonly number[]): Estimate | null {
  const spans = without.length;
  if (spans < minSpans || share <= 0 || share >= 1) return null;
  const mean = without.reduce((sum, value) => sum + value, 0) / spans;
  const spread = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(((spans - 1) / spans) * spread);
  // Negative, because the logarithm of a share is.
  const width = (t975(spans - 1) * error) / (share * Math.log(share));
  return { value: share, low: share ** Math.exp(-width), high: share ** Math.exp(width) };
}
