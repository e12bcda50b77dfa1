import type { Chain } from './chain.ts';

/** Chains with fewer states settle sooner than this is made. */
const small = 2_000;
/** Groups of states at most; channels beyond share the last one. */
const mostGroups = 64;

/** What a sweep leaves undone, corrected by groups of states. */
export interface Coarse {
  groups: number;
  /** Of a state: the channel it ends with. */
  groupOf: Int32Array;
  /** Of a state: the group of those that lead to it, and how many journeys of those a sweep takes before it. */
  cameFrom: Int32Array;
  early: Float64Array;
  /** Corrections of a group from what its states lack, `[group * width + column]`, in place. */
  solve(lacking: Float64Array): void;
}

const add = (to: Float64Array, at: number, value: number): void => {
  to[at] = (to[at] as number) + value;
};

/**
 * Makes the corrections of {@link sweepSolve}: the same system with all states that end with one channel as
 * one, each weighed by the journeys that pass it, which is the chain of order 1. Sweeps are slow in what
 * is much the same everywhere; this is fast in just that.
 *
 * Source: iterative aggregation and disaggregation, W. J. Stewart, Introduction to the Numerical Solution of
 * Markov Chains (1994) 6.3.
 *
 * @returns null for chains that are small, or of order 1, where groups would be states
 */
export function coarsener(
  chain: Chain,
): ((first: number, width: number) => Coarse | undefined) | null {
  const { windows, rowStart, to, counts, out, order, channels } = chain;
  const size = windows.length;
  if (order < 2 || size <= small) return null;
  const groups = Math.min(channels, mostGroups);
  const groupOf = Int32Array.from(windows, (window) => Math.min(window.at(-1) ?? 0, groups - 1));
  const cameFrom = new Int32Array(size);
  const early = new Float64Array(size);
  const whole = new Float64Array(groups * groups);
  for (let s = 0; s < size; s++) {
    const g = groupOf[s] as number;
    add(whole, g * groups + g, out[s] as number);
    for (let at = rowStart[s] as number; at < (rowStart[s + 1] as number); at++) {
      const t = to[at] as number;
      add(whole, g * groups + (groupOf[t] as number), -(counts[at] as number));
      // Windows that lead to one another share their channels, so whoever leads to a state ends alike.
      cameFrom[t] = g;
      // Sweeps go from the last state to the first.
      if (t <= s) add(early, t, counts[at] as number);
    }
  }
  return (first, width) => {
    const inverses = Array.from({ length: width }, () => whole.slice());
    const inside = (channel: number): boolean => channel >= first && channel < first + width;
    for (let s = first < 0 ? size : 0; s < size; s++) {
      const window = windows[s] as readonly number[];
      const row = (groupOf[s] as number) * groups;
      // States that hold the channel are no part of its system, and lead nowhere.
      for (const [i, channel] of window.entries()) {
        if (!inside(channel) || window.indexOf(channel) < i) continue;
        const matrix = inverses[channel - first] as Float64Array;
        add(matrix, row + (groupOf[s] as number), -(out[s] as number));
        for (let at = rowStart[s] as number; at < (rowStart[s + 1] as number); at++) {
          add(matrix, row + (groupOf[to[at] as number] as number), counts[at] as number);
        }
      }
      for (let at = rowStart[s] as number; at < (rowStart[s + 1] as number); at++) {
        const t = to[at] as number;
        const channel = (windows[t] as readonly number[]).at(-1) ?? -1;
        if (!inside(channel) || window.includes(channel)) continue;
        const matrix = inverses[channel - first] as Float64Array;
        add(matrix, row + (groupOf[t] as number), counts[at] as number);
      }
    }
    if (!inverses.every((matrix) => invert(matrix, groups))) return undefined;
    const column = new Float64Array(groups);
    return {
      groups,
      groupOf,
      cameFrom,
      early,
      solve(lacking) {
        for (const [i, inverse] of inverses.entries()) {
          for (let g = 0; g < groups; g++) column[g] = lacking[g * width + i] as number;
          for (let g = 0; g < groups; g++) {
            let sum = 0;
            for (let h = 0; h < groups; h++) {
              sum += (inverse[g * groups + h] as number) * (column[h] as number);
            }
            lacking[g * width + i] = sum;
          }
        }
      },
    };
  };
}

/** Gauss-Jordan in place, without pivots: the matrix is diagonally dominant. Rows of nothing are left alone. */
function invert(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let most = 0;
    for (let j = 0; j < size; j++) most = Math.max(most, Math.abs(matrix[row + j] as number));
    if (most < 1e-6) {
      matrix.fill(0, row, row + size);
      matrix[row + i] = 1;
    }
  }
  for (let i = 0; i < size; i++) {
    const row = i * size;
    const pivot = matrix[row + i] as number;
    if (!(Math.abs(pivot) > 1e-12)) return false;
    matrix[row + i] = 1;
    for (let j = 0; j < size; j++) matrix[row + j] = (matrix[row + j] as number) / pivot;
    for (let r = 0; r < size; r++) {
      const factor = matrix[r * size + i] as number;
      if (r === i || factor === 0) continue;
      matrix[r * size + i] = 0;
      for (let j = 0; j < size; j++) {
        matrix[r * size + j] =
          (matrix[r * size + j] as number) - factor * (matrix[row + j] as number);
      }
    }
  }
  return true;
}
