import type { Chain } from './chain.ts';
import type { Coarse } from './coarse.ts';

/** Several systems over the same states, solved together. */
export interface Columns {
  width: number;
  /** Channel of the first column, the others follow; −1: no channel is taken out. */
  first: number;
  /** What a state adds by itself, the same in every column. */
  own: (state: number) => number;
  /** What states that hold the channel of a column have there, and keep. */
  fixed: Float64Array;
  /** Column by state, `values[state * width + column]`; becomes the solution. */
  values: Float64Array;
  coarse: Coarse | undefined;
}

const mostSweeps = 300;
const between = 5;
/** What is still to come over what there is, when a column has settled: rounding, or in large chains near it. */
const settled = 2e-15;
const nearlySettled = 1e-12;

/**
 * Solves x = own + Q x in every column by Gauss-Seidel from the last state to the first, all columns at
 * once: a step between states is read once for all of them. After each sweep the states that end alike are moved
 * together, see {@link Coarse}; where that is not to be had, every fifth sweep goes on along the direction
 * of the last one as far as its shrinking says (vector Aitken). Both take away the slowest part of the error.
 *
 * Sweeps subtract nothing from anything of its size, so small numbers keep their digits.
 *
 * Source: Y. Saad, Iterative Methods for Sparse Linear Systems (2003) 4.1; A. C. Aitken, Proc. R. Soc.
 * Edinburgh 46 (1926) 289–305.
 *
 * @returns whether every column has settled; `columns.values` holds the solution then. Chains that journeys
 *   leave very slowly do not settle.
 */
export function sweepSolve(chain: Chain, columns: Columns): boolean {
  const { rowStart, to, counts, out, windows } = chain;
  const { width, first, own, values, fixed } = columns;
  const size = out.length;
  const sums = new Float64Array(width);
  const changes = new Float64Array(width);
  const totals = new Float64Array(width);
  let { coarse } = columns;
  const enough = coarse ? nearlySettled : settled;
  const lacking = new Float64Array((coarse?.groups ?? 0) * width);
  let ratios = new Float64Array(width).fill(1);
  let before = new Float64Array(width);
  const fix = (s: number, into: Float64Array, at: number): void => {
    if (first < 0) return;
    for (const channel of windows[s] as readonly number[]) {
      const i = channel - first;
      if (i >= 0 && i < width) into[at + i] = fixed[s] as number;
    }
  };
  for (let s = 0; s < size; s++) fix(s, values, s * width);
  for (let sweep = 1; sweep <= mostSweeps; sweep++) {
    const extrapolates = !coarse && sweep % between === 0 && sweep > between;
    const last = extrapolates ? values.slice() : undefined;
    changes.fill(0);
    totals.fill(0);
    lacking.fill(0);
    for (let s = size - 1; s >= 0; s--) {
      const leaving = out[s] as number;
      if (leaving === 0) continue;
      sums.fill(own(s));
      for (let at = rowStart[s] as number, end = rowStart[s + 1] as number; at < end; at++) {
        const chance = (counts[at] as number) / leaving;
        const from = (to[at] as number) * width;
        for (let i = 0; i < width; i++) {
          sums[i] = (sums[i] as number) + chance * (values[from + i] as number);
        }
      }
      const row = s * width;
      fix(s, sums, 0);
      const early = coarse ? (coarse.early[s] as number) : 0;
      const group = coarse && early > 0 ? (coarse.cameFrom[s] as number) * width : 0;
      for (let i = 0; i < width; i++) {
        const next = sums[i] as number;
        const change = next - (values[row + i] as number);
        changes[i] = (changes[i] as number) + (change < 0 ? -change : change);
        totals[i] = (totals[i] as number) + next;
        values[row + i] = next;
        if (early > 0) lacking[group + i] = (lacking[group + i] as number) + early * change;
      }
    }
    const now = changes.map((change, i) => (before[i] ? change / (before[i] as number) : 1));
    // What is still to come is a geometric series, unless what changes is rounding already.
    const isDone = changes.every((change, i) => {
      const ratio = Math.min(0.9, now[i] as number);
      return change * Math.max(1, ratio / (1 - ratio)) <= enough * (totals[i] as number);
    });
    if (isDone && sweep > 1) return true;
    if (coarse) {
      // Groups of states that have little in common do not help.
      if (sweep > between && now.some((ratio) => ratio > 0.9)) coarse = undefined;
      else {
        coarse.solve(lacking);
        for (let s = 0; s < size; s++) {
          const row = s * width;
          const group = (coarse.groupOf[s] as number) * width;
          for (let i = 0; i < width; i++) {
            values[row + i] = (values[row + i] as number) + (lacking[group + i] as number);
          }
          fix(s, values, row);
        }
      }
    } else if (last) {
      for (let i = 0; i < width; i++) {
        const ratio = now[i] as number;
        const isSteady = Math.abs(ratio - (ratios[i] as number)) < 0.1 && ratio < 0.99;
        if (!isSteady) continue;
        const factor = ratio / (1 - ratio);
        for (let at = i; at < values.length; at += width) {
          const value = values[at] as number;
          values[at] = Math.max(0, value + factor * (value - (last[at] as number)));
        }
      }
    }
    ratios = now;
    before = changes.slice();
  }
  return false;
}
