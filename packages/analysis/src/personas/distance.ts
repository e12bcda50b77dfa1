/** A path made ready to be compared: numbers of its touchpoints, in order and sorted. */
export interface ReadyPath {
  steps: readonly number[];
  sorted: readonly number[];
}

export const readyPath = (steps: readonly number[]): ReadyPath => ({
  steps,
  sorted: steps.toSorted((a, b) => a - b),
});

/**
 * Least insertions, deletions and replacements that make one path of the other, 32 steps at a time in the
 * bits of a word.
 *
 * Source: G. Myers, J. ACM 46 (1999) 395–415, as H. Hyyrö (2003) wrote it.
 *
 * @param a at most 32 steps
 */
export function levenshtein(a: readonly number[], b: readonly number[]): number {
  const m = a.length;
  if (m === 0) return b.length;
  const places = new Map<number, number>();
  for (const [at, step] of a.entries()) places.set(step, (places.get(step) ?? 0) | (1 << at));
  const last = 1 << (m - 1);
  let above = -1;
  let below = 0;
  let edits = m;
  for (const step of b) {
    const match = places.get(step) ?? 0;
    const vertical = match | below;
    const horizontal = (((match & above) + above) ^ above) | match;
    let up = below | ~(horizontal | above);
    let down = above & horizontal;
    if ((up & last) !== 0) edits++;
    if ((down & last) !== 0) edits--;
    up = (up << 1) | 1;
    down <<= 1;
    above = down | ~(vertical | up);
    below = up & vertical;
  }
  return edits;
}

/** Steps that both have, each as often as the one that has it less. */
function shared(a: readonly number[], b: readonly number[]): number {
  let [i, j, both] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [x = 0, y = 0] = [a[i], b[j]];
    if (x === y) both++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return both;
}

/**
 * How unlike two paths are, 0 to 1: the mean of their edit distance over the longer one, which is about
 * order, and of one minus the Jaccard likeness of their touchpoints with how often, which is about what
 * was met at all.
 */
export function distance(a: ReadyPath, b: ReadyPath): number {
  const [n, m] = [a.steps.length, b.steps.length];
  if (n === 0 && m === 0) return 0;
  const order = levenshtein(a.steps, b.steps) / Math.max(n, m);
  const both = shared(a.sorted, b.sorted);
  return (order + 1 - both / (n + m - both)) / 2;
}

/** Distances of all to all, one row after the other. */
export function distances(paths: readonly ReadyPath[]): Float32Array {
  const n = paths.length;
  const found = new Float32Array(n * n);
  for (const [i, a] of paths.entries()) {
    for (let j = i + 1; j < n; j++) {
      const b = paths[j];
      if (!b) continue;
      const value = distance(a, b);
      found[i * n + j] = value;
      found[j * n + i] = value;
    }
  }
  return found;
}
