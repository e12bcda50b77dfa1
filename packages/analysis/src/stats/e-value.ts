/**
 * How strong, as a risk ratio with both touch and outcome, an unmeasured confounder would have to be to
 * explain an observed risk ratio away, beyond what was adjusted for.
 *
 * Source: T. J. VanderWeele, P. Ding, Ann. Intern. Med. 167 (2017) 268–274.
 *
 * @param riskRatio the estimate, above 0
 * @param bound the bound of its interval nearer to 1
 * @returns both 1 or more; of the bound 1 when the interval holds 1
 * @example
 * eValue(3.9, 1.8); // { estimate: 7.26…, bound: 3 }
 */
export function eValue(riskRatio: number, bound: number): { estimate: number; bound: number } {
  const above = riskRatio >= 1;
  const strength = (ratio: number): number => {
    const up = above ? ratio : 1 / ratio;
    return up <= 1 ? 1 : up + Math.sqrt(up * (up - 1));
  };
  return { estimate: strength(riskRatio), bound: strength(bound) };
}

/**
 * The risk ratio that an odds ratio stands for: itself when the outcome is rare, its square root when it
 * is not (15 % or more in either arm).
 *
 * Source: T. J. VanderWeele, Biometrics 73 (2017) 1385–1391.
 */
export const riskRatioOf = (oddsRatio: number, rare: boolean): number =>
  rare ? oddsRatio : Math.sqrt(oddsRatio);
