/** How often each pair of groups meets: `counts[a * groupsB + b]`. */
function meetings(
  a: Int32Array,
  b: Int32Array,
  groupsA: number,
  groupsB: number,
  weights?: readonly number[],
): Float64Array {
  const counts = new Float64Array(groupsA * groupsB);
  for (const [at, first] of a.entries()) {
    const cell = first * groupsB + (b[at] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + (weights ? (weights[at] ?? 0) : 1);
  }
  return counts;
}

const pairs = (n: number): number => (n * (n - 1)) / 2;
const groupsOf = (a: Int32Array): number => a.reduce((most, x) => Math.max(most, x), -1) + 1;

/**
 * How alike two groupings of the same things are: 1 the same, about 0 by chance.
 *
 * Source: L. Hubert, P. Arabie, Journal of Classification 2 (1985) 193–218.
 *
 * @param a group of each thing, from 0
 * @param b the same things, grouped otherwise
 */
export function adjustedRand(a: Int32Array, b: Int32Array): number {
  const [groupsA, groupsB] = [groupsOf(a), groupsOf(b)];
  const counts = meetings(a, b, groupsA, groupsB);
  const sumA = new Float64Array(groupsA);
  const sumB = new Float64Array(groupsB);
  let both = 0;
  for (const [cell, n] of counts.entries()) {
    const [row, column] = [Math.floor(cell / groupsB), cell % groupsB];
    sumA[row] = (sumA[row] ?? 0) + n;
    sumB[column] = (sumB[column] ?? 0) + n;
    both += pairs(n);
  }
  const inA = sumA.reduce((sum, n) => sum + pairs(n), 0);
  const inB = sumB.reduce((sum, n) => sum + pairs(n), 0);
  const expected = (inA * inB) / Math.max(1, pairs(a.length));
  const largest = (inA + inB) / 2;
  return largest === expected ? 1 : (both - expected) / (largest - expected);
}

/**
 * For each group of `a` the Jaccard index with the group of `b` most like it; null where `a` has none
 * of the group.
 *
 * Source: C. Hennig, Computational Statistics & Data Analysis 52 (2007) 258–271.
 *
 * @param weights how often each thing counts, all once without them
 */
export function foundAgain(
  a: Int32Array,
  b: Int32Array,
  groups: number,
  weights?: readonly number[],
): (number | null)[] {
  const groupsB = groupsOf(b);
  const counts = meetings(a, b, groups, groupsB, weights);
  const sizeB = new Float64Array(groupsB);
  for (const [cell, n] of counts.entries()) {
    sizeB[cell % groupsB] = (sizeB[cell % groupsB] ?? 0) + n;
  }
  return Array.from({ length: groups }, (_, group) => {
    const row = counts.subarray(group * groupsB, (group + 1) * groupsB);
    const size = row.reduce((sum, n) => sum + n, 0);
    if (size === 0) return null;
    let best = 0;
    for (const [other, n] of row.entries()) {
      best = Math.max(best, n / (size + (sizeB[other] ?? 0) - n));
    }
    return best;
  });
}
