import { arrange } from './arrange.ts';
import type { Chain } from './chain.ts';
import { coarsener } from './coarse.ts';
import { solveChain } from './sparse-solve.ts';
import { sweepSolve } from './sweep-solve.ts';

/** What a chain says of its channels. */
export interface MarkovResult {
  order: number;
  /** Chance that a journey converts; equals conversions / (conversions + nulls). */
  conversionRate: number;
  /** By channel: share of the conversions that are lost when nobody gets past it, 0 to 1. */
  removalEffects: number[];
  /** By channel: removal effect over the sum of all; sums to 1, unless nothing converts. */
  shares: number[];
}

/** Columns that are solved together at most. Fewer do not fit into nearer memory, only read the steps again. */
const mostColumns = 64;

const chance = (count: number, of: number): number => (of > 0 ? count / of : 0);

/**
 * Markov attribution, solved exactly instead of simulated.
 *
 * The effect of removing a channel is the share of conversions that pass it: removing it sends every
 * step into a state that holds it to no conversion, so what converts afterwards is what never passed it.
 * Passing and converting is solved for directly, because the difference of two rates loses the digits of
 * small channels.
 *
 * Source: E. Anderl, I. Becker, F. von Wangenheim, J. H. Schumann, Mapping the customer journey, Int. J.
 * Research in Marketing 33 (2016) 457–474.
 *
 * @example
 * markov(chainOf(toPathSet(paths), 1)).removalEffects;
 */
export function markov(given: Chain): MarkovResult {
  const chain = arrange(given);
  const { out, start, journeys, channels } = chain;
  const size = out.length;
  const fromStart = (value: (state: number) => number): number => {
    let sum = 0;
    for (let s = 0; s < size; s++) sum += (start[s] ?? 0) * value(s);
    return chance(sum, journeys);
  };
  const coarse = coarsener(chain);
  const converts = conversionOf(chain, coarse);
  const conversionRate = fromStart((s) => converts[s] ?? 0);
  const removalEffects = Array.from({ length: channels }, () => 0);
  // As many channels at a time as memory is well spent on.
  const block = Math.max(1, Math.min(mostColumns, Math.floor(1.5e7 / Math.max(1, size))));
  for (let first = 0; first < (conversionRate > 0 ? channels : 0); first += block) {
    const width = Math.min(block, channels - first);
    const passes = passing(chain, converts, first, width, coarse);
    for (let i = 0; i < width; i++) {
      removalEffects[first + i] = fromStart((s) => passes[s * width + i] ?? 0) / conversionRate;
    }
  }
  const sum = removalEffects.reduce((total, effect) => total + effect, 0);
  return {
    order: chain.order,
    conversionRate,
    removalEffects,
    shares: removalEffects.map((effect) => chance(effect, sum)),
  };
}

type Coarsener = ReturnType<typeof coarsener>;

/** Chance to convert from each state. */
function conversionOf(chain: Chain, coarse: Coarsener): Float64Array {
  const { conversion, out } = chain;
  const size = out.length;
  const own = (s: number): number => (conversion[s] ?? 0) / (out[s] || 1);
  const values = new Float64Array(size);
  const columns = { width: 1, first: -1, own, values, fixed: values, coarse: coarse?.(-1, 1) };
  if (sweepSolve(chain, columns)) return values;
  return solveChain(
    chain,
    new Uint8Array(size).fill(1),
    Float64Array.from({ length: size }, (_, s) => own(s)),
  );
}

/** Chance to pass each of some channels and convert, by state: `[state * width + channel − first]`. */
function passing(
  chain: Chain,
  converts: Float64Array,
  first: number,
  width: number,
  coarse: Coarsener,
): Float64Array {
  const { windows, rowStart, to, counts, out } = chain;
  const size = out.length;
  const values = new Float64Array(size * width);
  const columns = {
    width,
    first,
    own: () => 0,
    values,
    fixed: converts,
    coarse: coarse?.(first, width),
  };
  if (sweepSolve(chain, columns)) return values;
  for (let i = 0; i < width; i++) {
    const left = Uint8Array.from(windows, (window) => (window.includes(first + i) ? 0 : 1));
    const enters = new Float64Array(size);
    for (let s = 0; s < size; s++) {
      if (left[s] === 0) continue;
      let sum = 0;
      for (let at = rowStart[s] ?? 0; at < (rowStart[s + 1] ?? 0); at++) {
        const t = to[at] ?? 0;
        if (left[t] === 0) sum += (counts[at] ?? 0) * (converts[t] ?? 0);
      }
      enters[s] = sum / (out[s] || 1);
    }
    const solved = solveChain(chain, left, enters);
    for (let s = 0; s < size; s++) {
      values[s * width + i] = (left[s] === 1 ? solved[s] : converts[s]) ?? 0;
    }
  }
  return values;
}
