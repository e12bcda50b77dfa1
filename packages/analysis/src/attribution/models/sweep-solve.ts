import type { Arranged } from './arrange.ts';

/** Several systems over the same states, solved together. */
export interface Columns {
  width: number;
  /** What a state adds by itself, the same in every column. */
  own: (state: number) => number;
  /** Column by state, `values[state * width + column]`: zeros, and what is given. */
  values: Float64Array;
  /** Columns of a state that are given and stay. */
  given: (state: number) => readonly number[];
}

const mostSweeps = 300;
const between = 5;

/**
 * Solves x = own + Q x in every column by Gauss-Seidel in the order of the chain's sweep, all columns at
 * once: a step between states is read once for all of them. Every fifth sweep goes on along the direction of the
 * last one as far as its shrinking says (vector Aitken), which takes away the slowest part of the error.
 *
 * Nothing is subtracted from anything of its size, so small numbers keep their digits.
 *
 * Source: Y. Saad, Iterative Methods for Sparse Linear Systems (2003) 4.1; A. C. Aitken, Proc. R. Soc.
 * Edinburgh 46 (1926) 289–305.
 *
 * @returns whether every column has settled to rounding; `columns.values` holds the solution then. Chains that
 *   journeys leave very slowly do not settle.
 */
export function sweepSolve(chain: Arranged, { width, own, values, given }: Columns): boolean {
  const { rowStart, to, counts, out, sweep: turns } = chain;
  const size = out.length;
  const sums = new Float64Array(width);
  const changes = new Float64Array(width);
  const totals = new Float64Array(width);
  let ratios = new Float64Array(width).fill(1);
  let before = new Float64Array(width);
  for (let sweep = 1; sweep <= mostSweeps; sweep++) {
    const extrapolates = sweep % between === 0 && sweep > between;
    const last = extrapolates ? values.slice() : undefined;
    changes.fill(0);
    totals.fill(0);
    for (let turn = 0; turn < size; turn++) {
      const s = turns[turn] as number;
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
      for (const i of given(s)) sums[i] = values[row + i] as number;
      for (let i = 0; i < width; i++) {
        const next = sums[i] as number;
        const change = next - (values[row + i] as number);
        changes[i] = (changes[i] as number) + (change < 0 ? -change : change);
        totals[i] = (totals[i] as number) + next;
        values[row + i] = next;
      }
    }
    const now = changes.map((change, i) => (before[i] ? change / (before[i] as number) : 1));
    // What is still to come is a geometric series, unless what changes is rounding already.
    const isDone = changes.every((change, i) => {
      const ratio = Math.min(0.9, now[i] as number);
      return change * Math.max(1, ratio / (1 - ratio)) <= 2e-15 * (totals[i] as number);
    });
    if (isDone && sweep > 1) return true;
    if (last) {
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
