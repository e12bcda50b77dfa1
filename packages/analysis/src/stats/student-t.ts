import { logGamma } from './gamma.ts';

/**
 * 0.975 quantile of Student's t distribution, for two-sided 95 % intervals of a mean.
 *
 * Inverts the exact distribution function by bisection; P(T > t) = I_x(ν/2, 1/2) / 2 with
 * x = ν / (ν + t²) (Abramowitz and Stegun 26.7.1). Absolute error under 1e-9.
 *
 * @param degrees degrees of freedom, 1 or more
 * @example
 * t975(1); // 12.706204736…
 */
export function t975(degrees: number): number {
  let low = 1.95;
  let high = 12.71;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    const tail = incompleteBeta(degrees / (degrees + middle * middle), degrees / 2, 0.5) / 2;
    if (tail > 0.025) low = middle;
    else high = middle;
    if (middle === low && middle === high) break;
  }
  return (low + high) / 2;
}

/**
 * Two-sided p value of a statistic that is distributed as Student's t.
 *
 * @example
 * studentP(2.776445, 4); // 0.05
 */
export const studentP = (t: number, degrees: number): number =>
  incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);

/** Regularised incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  // From the inside; 300 terms are far more than the fraction needs on this side.
  let fraction = 1;
  for (let m = 300; m >= 1; m--) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    fraction = 1 + even / (1 + odd / fraction);
  }
  const first = (-(a + b) * x) / (a + 1);
  return front / a / (1 + first / fraction);
}
