import type { Chain } from './chain.ts';

/** Thrown when a system has no solution to working precision; data of whole journeys never lead there. */
class SingularChainError extends Error {
  readonly code = 'singular_chain';
  constructor() {
    super(
      'The Markov chain has states that neither convert nor end; check that every path is counted with its conversions or nulls.',
    );
    this.name = 'SingularChainError';
  }
}

const largest = (v: Float64Array): number => {
  let most = 0;
  for (const each of v) most = Math.max(most, Math.abs(each));
  return most;
};

const restart = 60;
const mostRounds = 100;

/**
 * Solves x = b + Q x over the states that are left, where Q holds the chances of going from state to
 * state: GMRES, restarted, with the steps to states of higher number solved exactly as preconditioner (in
 * a chain that never returns that is the whole solution). Repeated from the residual until it is as
 * small as rounding lets it be.
 *
 * Source: Y. Saad, M. H. Schultz, SIAM J. Sci. Stat. Comput. 7 (1986) 856–869; Y. Saad, Iterative
 * Methods for Sparse Linear Systems (2003) 9.3.2.
 *
 * @param left 1 for states that are part of the system, 0 for those that are taken out
 * @param b one number a state, 0 or more
 * @returns x; 0 for states that are taken out
 * @throws SingularChainError
 */
export function solveChain(chain: Chain, left: Uint8Array, b: Float64Array): Float64Array {
  const { rowStart, to, counts, out } = chain;
  const size = out.length;
  /** v − Q v. */
  const apply = (v: Float64Array): Float64Array => {
    const result = new Float64Array(size);
    for (let s = 0; s < size; s++) {
      if (left[s] === 0) continue;
      let sum = 0;
      for (let at = rowStart[s] ?? 0; at < (rowStart[s + 1] ?? 0); at++) {
        const t = to[at] ?? 0;
        if (left[t] === 1) sum += (counts[at] ?? 0) * (v[t] ?? 0);
      }
      result[s] = (v[s] ?? 0) - sum / (out[s] || 1);
    }
    return result;
  };
  /** Solves with the steps upwards only: from the last state to the first. */
  const upwards = (v: Float64Array): Float64Array => {
    const result = new Float64Array(size);
    for (let s = size - 1; s >= 0; s--) {
      if (left[s] === 0) continue;
      let sum = 0;
      for (let at = rowStart[s] ?? 0; at < (rowStart[s + 1] ?? 0); at++) {
        const t = to[at] ?? 0;
        if (t > s && left[t] === 1) sum += (counts[at] ?? 0) * (result[t] ?? 0);
      }
      result[s] = (v[s] ?? 0) + sum / (out[s] || 1);
    }
    return result;
  };
  const x = new Float64Array(size);
  let residual = b;
  let before = Infinity;
  for (let round = 0; round < mostRounds; round++) {
    const error = largest(residual);
    if (error <= 4e-16 * Math.max(largest(x), largest(b)) || error === 0) return x;
    // Rounding is reached when another round does not even halve it.
    if (error > before / 2 && error <= 1e-12 * Math.max(largest(x), largest(b))) return x;
    before = error;
    const step = upwards(gmres((v) => apply(upwards(v)), residual));
    for (let s = 0; s < size; s++) x[s] = (x[s] ?? 0) + (step[s] ?? 0);
    const applied = apply(x);
    residual = b.map((value, s) => (left[s] === 1 ? value - (applied[s] ?? 0) : 0));
    if (!Number.isFinite(largest(residual))) break;
  }
  throw new SingularChainError();
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

/** One cycle of GMRES from 0, by Arnoldi with modified Gram-Schmidt and Givens rotations. */
function gmres(apply: (v: Float64Array) => Float64Array, b: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(b, b));
  const basis = [b.map((value) => value / norm)];
  const columns: number[][] = [];
  const turns: [number, number][] = [];
  const g = [norm];
  for (let k = 0; k < restart; k++) {
    const w = apply(basis[k] as Float64Array);
    const column: number[] = [];
    for (const v of basis) {
      const h = dot(w, v);
      column.push(h);
      for (let i = 0; i < w.length; i++) w[i] = (w[i] ?? 0) - h * (v[i] ?? 0);
    }
    const length = Math.sqrt(dot(w, w));
    for (const [i, [c, s]] of turns.entries()) {
      const [a, d] = [column[i] ?? 0, column[i + 1] ?? 0];
      column[i] = c * a + s * d;
      column[i + 1] = c * d - s * a;
    }
    const top = column[k] ?? 0;
    const radius = Math.hypot(top, length);
    if (radius === 0) break;
    const [c, s] = [top / radius, length / radius];
    turns.push([c, s]);
    column[k] = radius;
    columns.push(column);
    const rest = g[k] ?? 0;
    g[k] = c * rest;
    g.push(-s * rest);
    // Below this the next direction is rounding; the next round goes on from the residual.
    if (Math.abs(s * rest) <= 1e-13 * norm || length <= 1e-13) break;
    basis.push(w.map((value) => value / length));
  }
  const y = columns.map(() => 0);
  for (let i = columns.length - 1; i >= 0; i--) {
    let sum = g[i] ?? 0;
    for (let j = i + 1; j < columns.length; j++) sum -= (columns[j]?.[i] ?? 0) * (y[j] ?? 0);
    y[i] = sum / (columns[i]?.[i] ?? 1);
  }
  const x = new Float64Array(b.length);
  for (const [j, weight] of y.entries()) {
    const v = basis[j];
    for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + weight * (v?.[i] ?? 0);
  }
  return x;
}
