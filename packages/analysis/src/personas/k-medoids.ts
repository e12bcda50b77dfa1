/** What is put together: distances of all to all, one row after the other, and how often each is there. */
export interface Weighted {
  distances: Float32Array;
  weights: readonly number[];
}

/** Groups around their most central members. */
export interface Clustering {
  medoids: number[];
  /** Number of the group of each. */
  group: Int32Array;
}

interface Nearest {
  group: Int32Array;
  first: Float64Array;
  second: Float64Array;
}

function nearestOf({ distances, weights }: Weighted, medoids: readonly number[]): Nearest {
  const n = weights.length;
  const group = new Int32Array(n);
  const first = new Float64Array(n).fill(Infinity);
  const second = new Float64Array(n).fill(Infinity);
  for (const [number, medoid] of medoids.entries()) {
    for (let at = 0; at < n; at++) {
      // A medoid is its own even where another one is as near.
      const d = at === medoid ? -1 : (distances[medoid * n + at] ?? 0);
      if (d < (first[at] ?? 0)) {
        second[at] = first[at] ?? 0;
        first[at] = d;
        group[at] = number;
      } else if (d < (second[at] ?? 0)) second[at] = d;
    }
  }
  for (const medoid of medoids) first[medoid] = 0;
  return { group, first, second };
}

/** Medoids one after the other, each the one that lowers the sum of distances most (BUILD). */
function begin({ distances, weights }: Weighted, k: number): number[] {
  const n = weights.length;
  const medoids: number[] = [];
  const nearest = new Float64Array(n).fill(Infinity);
  while (medoids.length < Math.min(k, n)) {
    let [best, most] = [-1, -Infinity];
    for (let candidate = 0; candidate < n; candidate++) {
      if (medoids.includes(candidate)) continue;
      let gain = 0;
      for (let at = 0; at < n; at++) {
        const d = distances[candidate * n + at] ?? 0;
        const before = Math.min(nearest[at] ?? 0, 2);
        if (d < before) gain += (weights[at] ?? 0) * (before - d);
      }
      if (gain > most) [best, most] = [candidate, gain];
    }
    medoids.push(best);
    for (let at = 0; at < n; at++) {
      nearest[at] = Math.min(nearest[at] ?? 0, distances[best * n + at] ?? 0);
    }
  }
  return medoids;
}

/** Swaps in all of a run at most; far more than are ever needed. */
const mostSwaps = 500;

/**
 * Partition around medoids: groups with the least sum of distances to their medoids, as far as swapping
 * one medoid for another can lower it.
 *
 * Source: E. Schubert, P. J. Rousseeuw, Information Systems 101 (2021) 101804 (FasterPAM), after
 * L. Kaufman, P. J. Rousseeuw (1990).
 *
 * @example
 * kMedoids({ distances, weights }, 3).group; // which of 0, 1, 2 each belongs to
 */
export function kMedoids(given: Weighted, k: number): Clustering {
  const { distances, weights } = given;
  const n = weights.length;
  const medoids = begin(given, k);
  let near = nearestOf(given, medoids);
  let removal = removalLoss(given, near, medoids.length);
  let sinceSwap = 0;
  let swaps = 0;
  const delta = new Float64Array(medoids.length);
  for (let candidate = 0; sinceSwap < n && swaps < mostSwaps; candidate = (candidate + 1) % n) {
    sinceSwap++;
    if (medoids.includes(candidate)) continue;
    delta.set(removal);
    let gained = 0;
    const { group, first, second } = near;
    const row = candidate * n;
    for (let at = 0; at < n; at++) {
      const d = distances[row + at] ?? 0;
      const [one, two] = [first[at] ?? 0, second[at] ?? 0];
      if (d >= two) continue;
      const weight = weights[at] ?? 0;
      const own = group[at] ?? 0;
      if (d < one) {
        gained += weight * (d - one);
        delta[own] = (delta[own] ?? 0) + weight * (one - two);
      } else delta[own] = (delta[own] ?? 0) + weight * (d - two);
    }
    let out = 0;
    for (let number = 1; number < delta.length; number++) {
      if ((delta[number] ?? 0) < (delta[out] ?? 0)) out = number;
    }
    if ((delta[out] ?? 0) + gained >= -1e-9) continue;
    medoids[out] = candidate;
    near = nearestOf(given, medoids);
    removal = removalLoss(given, near, medoids.length);
    sinceSwap = 0;
    swaps++;
  }
  return { medoids, group: near.group };
}

/** What each medoid's going would cost. */
function removalLoss({ weights }: Weighted, near: Nearest, k: number): Float64Array {
  const loss = new Float64Array(k);
  for (const [at, weight] of weights.entries()) {
    const own = near.group[at] ?? 0;
    // With one medoid there is no second: nothing can take its place.
    const second = Math.min(near.second[at] ?? 0, 2);
    loss[own] = (loss[own] ?? 0) + weight * (second - (near.first[at] ?? 0));
  }
  return loss;
}

/**
 * Silhouettes: how much nearer each is to its own group than to the next one, −1 to 1.
 *
 * Source: P. J. Rousseeuw, J. Comput. Appl. Math. 20 (1987) 53–65.
 *
 * @returns the mean over all, and of each group
 */
export function silhouettes(
  { distances, weights }: Weighted,
  { group, medoids }: Clustering,
): { mean: number; groups: number[] } {
  const n = weights.length;
  const k = medoids.length;
  const sizes = new Float64Array(k);
  for (const [at, weight] of weights.entries()) {
    const own = group[at] ?? 0;
    sizes[own] = (sizes[own] ?? 0) + weight;
  }
  const sums = new Float64Array(k);
  const total = new Float64Array(k);
  for (const [at, weight] of weights.entries()) {
    sums.fill(0);
    for (let other = 0; other < n; other++) {
      const theirs = group[other] ?? 0;
      sums[theirs] = (sums[theirs] ?? 0) + (weights[other] ?? 0) * (distances[at * n + other] ?? 0);
    }
    const own = group[at] ?? 0;
    if ((sizes[own] ?? 0) <= 1) continue;
    const within = (sums[own] ?? 0) / ((sizes[own] ?? 0) - 1);
    let next = Infinity;
    for (let number = 0; number < k; number++) {
      if (number !== own && (sizes[number] ?? 0) > 0) {
        next = Math.min(next, (sums[number] ?? 0) / (sizes[number] ?? 1));
      }
    }
    const most = Math.max(within, next);
    if (most > 0 && next < Infinity) {
      total[own] = (total[own] ?? 0) + (weight * (next - within)) / most;
    }
  }
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    mean: all > 0 ? total.reduce((sum, value) => sum + value, 0) / all : 0,
    groups: Array.from(total, (value, number) => value / Math.max(1, sizes[number] ?? 0)),
  };
}
