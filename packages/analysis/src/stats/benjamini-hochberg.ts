/**
 * False discovery rate of each test: the smallest rate at which it would be called.
 *
 * Source: Y. Benjamini, Y. Hochberg, J. R. Statist. Soc. B 57 (1995) 289–300, as adjusted p values.
 *
 * @param p two-sided p values in any order
 * @returns adjusted values in the order of `p`
 * @example
 * adjustBenjaminiHochberg([0.01, 0.04]); // [0.02, 0.04]
 */
export function adjustBenjaminiHochberg(p: readonly number[]): number[] {
  const falling = p.map((value, index) => ({ value, index })).toSorted((a, b) => b.value - a.value);
  const adjusted = Array.from({ length: p.length }, () => 1);
  let smallest = 1;
  for (const [rank, { value, index }] of falling.entries()) {
    smallest = Math.min(smallest, (value * p.length) / (p.length - rank));
    adjusted[index] = smallest;
  }
  return adjusted;
}
