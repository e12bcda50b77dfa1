/**
 * Quantile of numbers, type 7: linear between order statistics at (n − 1) share.
 *
 * Source: R. J. Hyndman, Y. Fan, The American Statistician 50 (1996) 361–365.
 *
 * @param rising numbers in rising order
 * @param share 0 to 1
 * @returns null of nothing
 * @example
 * quantile([1, 2, 4], 0.75); // 3
 */
export function quantile(rising: readonly number[], share: number): number | null {
  const place = (rising.length - 1) * share;
  const below = rising[Math.floor(place)];
  const above = rising[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (place - Math.floor(place));
}
