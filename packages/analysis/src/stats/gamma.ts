/**
 * Logarithm of the gamma function for x > 0: Stirling's series (Abramowitz and Stegun 6.1.41) above 10.
 *
 * @example
 * logGamma(5); // 3.178… = ln 24
 */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift += Math.log(z);
  const q = 1 / (z * z);
  const series = (1 / 12 - q * (1 / 360 - q * (1 / 1_260 - q / 1_680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
