/**
 * Credit that halves with every half-life before the conversion: weight 2^(−age/h), or, in steps,
 * 0.5^⌊age/h⌋; divided by their sum.
 *
 * Ages are counted from the youngest touch: that changes nothing in the shares, and a path that ended
 * long ago does not underflow to 0.
 *
 * @param ages ms between each touch and the conversion, 0 or more
 * @param halfLife ms
 * @param steps whole half-lives only
 * @returns one weight a touch; they sum to 1
 * @example
 * timeDecayWeights([604_800_000, 0], 604_800_000, false); // [1/3, 2/3]
 */
export function timeDecayWeights(
  ages: readonly number[],
  halfLife: number,
  steps: boolean,
): number[] {
  const lives = ages.map((age) => (steps ? Math.floor(age / halfLife) : age / halfLife));
  const youngest = lives.reduce((least, life) => Math.min(least, life), Infinity);
  const raw = lives.map((life) => 2 ** (youngest - life));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}
