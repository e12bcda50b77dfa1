import { poissonWeight } from '../../stats/poisson-bootstrap.ts';
import { logGamma } from '../../stats/gamma.ts';

/**
 * A Poisson number: what the weights of `mean` people sum to when each is resampled by a Poisson(1)
 * weight. By counting up to a mean of 10, else by transformed rejection.
 *
 * Source: W. Hörmann, The transformed rejection method for generating Poisson random variables,
 * Insurance: Mathematics and Economics 12 (1993) 39–45, algorithm PTRS.
 *
 * @param mean 0 or more
 * @param random uniform numbers in [0, 1)
 */
export function poisson(mean: number, random: () => number): number {
  if (mean === 0) return 0;
  if (mean === 1) return poissonWeight(random());
  if (mean < 10) {
    let term = Math.exp(-mean);
    let rest = random() - term;
    let k = 0;
    while (rest >= 0 && k < 200) {
      k++;
      term *= mean / k;
      rest -= term;
    }
    return k;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const bound = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= bound) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (left <= k * Math.log(mean) - mean - logGamma(k + 1)) return k;
  }
}
