import { logGamma } from './gamma.ts';

/**
 * Upper tail of the chi-squared distribution, P(X > x): the regularised incomplete gamma function
 * Q(k/2, x/2), by its power series or its continued fraction (Abramowitz and Stegun 6.5.29, 6.5.31).
 *
 * @param x statistic, 0 or more
 * @param degrees degrees of freedom, 1 or more
 * @example
 * chiSquaredUpperTail(3.841458820694124, 1); // 0.05
 */
export function chiSquaredUpperTail(x: number, degrees: number): number {
  if (!(x > 0)) return 1;
  const a = degrees / 2;
  const y = x / 2;
  const front = Math.exp(a * Math.log(y) - y - logGamma(a));
  if (y < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = a + 1; term > 1e-17 * sum; n++) {
      term *= y / n;
      sum += term;
    }
    return Math.max(0, 1 - front * sum);
  }
  // From the inside: y + 1−a − 1(1−a)/(y + 3−a − 2(2−a)/(y + 5−a − …)).
  let fraction = y + 401 - a;
  for (let n = 200; n >= 1; n--) fraction = y + 2 * n - 1 - a - (n * (n - a)) / fraction;
  return front / fraction;
}
