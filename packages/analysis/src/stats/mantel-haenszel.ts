import { twoSidedP } from './normal.ts';
import { z95 } from './wilson.ts';

/** A 2x2 table: events among the exposed and among the others. */
export interface Stratum {
  exposedEvents: number;
  exposed: number;
  otherEvents: number;
  others: number;
}

export interface OddsRatio {
  value: number;
  low: number;
  high: number;
  /** Two-sided, of log odds ratio over its standard error. */
  p: number;
}

/**
 * Common odds ratio of events, exposed against others, over strata, with 95 % interval.
 *
 * Sources: N. Mantel, W. Haenszel, J. Natl. Cancer Inst. 22 (1959) 719–748; variance of its logarithm:
 * J. Robins, N. Breslow, S. Greenland, Biometrics 42 (1986) 311–323.
 *
 * @returns null when an arm has no event or nothing but events in all strata: no finite ratio
 */
export function mantelHaenszel(strata: readonly Stratum[]): OddsRatio | null {
  let r = 0;
  let s = 0;
  let pr = 0;
  let mixed = 0;
  let qs = 0;
  for (const { exposedEvents: a, exposed, otherEvents: c, others } of strata) {
    const b = exposed - a;
    const d = others - c;
    const n = exposed + others;
    if (n === 0) continue;
    const [ri, si, pi, qi] = [(a * d) / n, (b * c) / n, (a + d) / n, (b + c) / n];
    r += ri;
    s += si;
    pr += pi * ri;
    mixed += pi * si + qi * ri;
    qs += qi * si;
  }
  if (r <= 0 || s <= 0) return null;
  const log = Math.log(r / s);
  const error = Math.sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s));
  if (!(error > 0)) return null;
  return {
    value: r / s,
    low: Math.exp(log - z95 * error),
    high: Math.exp(log + z95 * error),
    p: twoSidedP(log / error),
  };
}
