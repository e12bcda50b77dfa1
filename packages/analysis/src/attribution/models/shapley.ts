import type { Chain } from './chain.ts';
import { seeded } from './random.ts';

/** Coalitions are all visited up to this many channels. */
export const mostExact = 14;
/** Beyond this many channels orders are not even sampled. */
export const mostSampled = 200;

/** What the Shapley value gives to each channel. */
export interface ShapleyResult {
  /** Conversion rate of the whole graph: what the values sum to. */
  conversionRate: number;
  /** Conversion rate that each channel adds, mean over all orders in which channels can join. */
  values: number[];
  /** By channel: value over the sum; sums to 1, unless nothing converts. */
  shares: number[];
  /** Standard error of each share; 0 when exact. */
  standardErrors: number[];
  method: 'exact' | 'sampled';
  /** Orders sampled; 0 when exact. */
  permutations: number;
}

/** A coalition of channels, as what is needed to let one more in. */
interface Coalition {
  members: readonly number[];
  /** (I − Q)⁻¹ among the members, by rows. */
  visits: readonly Float64Array[];
  /** Expected visits from the start, and chance to convert, by member. */
  reached: Float64Array;
  converts: Float64Array;
  value: number;
}

interface Graph {
  size: number;
  start: Float64Array;
  conversion: Float64Array;
  /** Chance to go from one channel to another, by rows. */
  steps: readonly Float64Array[];
}

function graphOf(chain: Chain): Graph {
  const size = chain.channels;
  const start = new Float64Array(size);
  const conversion = new Float64Array(size);
  const steps = Array.from({ length: size }, () => new Float64Array(size));
  for (const [s, [channel = 0]] of chain.windows.entries()) {
    const out = chain.out[s] || 1;
    start[channel] = (chain.start[s] ?? 0) / (chain.journeys || 1);
    conversion[channel] = (chain.conversion[s] ?? 0) / out;
    for (let at = chain.rowStart[s] ?? 0; at < (chain.rowStart[s + 1] ?? 0); at++) {
      const [target = 0] = chain.windows[chain.to[at] ?? 0] ?? [];
      (steps[channel] as Float64Array)[target] = (chain.counts[at] ?? 0) / out;
    }
  }
  return { size, start, conversion, steps };
}

const nobody: Coalition = {
  members: [],
  visits: [],
  reached: new Float64Array(0),
  converts: new Float64Array(0),
  value: 0,
};

/**
 * The coalition with one channel more: the inverse is bordered, which takes |S|² steps and never
 * subtracts two conversion rates.
 */
function joined(graph: Graph, coalition: Coalition, channel: number): Coalition {
  const { members, visits, reached, converts } = coalition;
  const n = members.length;
  const { start, conversion, steps } = graph;
  const own = steps[channel] as Float64Array;
  const into = new Float64Array(n);
  const from = new Float64Array(n);
  let [arrives, wins, returns] = [start[channel] ?? 0, conversion[channel] ?? 0, own[channel] ?? 0];
  for (let i = 0; i < n; i++) {
    const member = members[i] ?? 0;
    const toward = own[member] ?? 0;
    const row = visits[i] as Float64Array;
    let sum = 0;
    for (let j = 0; j < n; j++) {
      sum += (row[j] ?? 0) * (steps[members[j] ?? 0]?.[channel] ?? 0);
      from[j] = (from[j] ?? 0) + toward * (row[j] ?? 0);
    }
    into[i] = sum;
    returns += toward * sum;
    arrives += (reached[i] ?? 0) * (steps[member]?.[channel] ?? 0);
    wins += toward * (converts[i] ?? 0);
  }
  const stays = 1 / (1 - returns);
  const next = Array.from({ length: n + 1 }, (_, i) => {
    const row = new Float64Array(n + 1);
    const scale = stays * (i < n ? (into[i] ?? 0) : 1);
    const base = visits[i];
    for (let j = 0; j < n; j++) row[j] = (base?.[j] ?? 0) + scale * (from[j] ?? 0);
    row[n] = scale;
    return row;
  });
  const visited = arrives * stays;
  const won = wins * stays;
  return {
    members: [...members, channel],
    visits: next,
    reached: Float64Array.from({ length: n + 1 }, (_, i) =>
      i < n ? (reached[i] ?? 0) + visited * (from[i] ?? 0) : visited,
    ),
    converts: Float64Array.from({ length: n + 1 }, (_, i) =>
      i < n ? (converts[i] ?? 0) + won * (into[i] ?? 0) : won,
    ),
    value: coalition.value + arrives * won,
  };
}

function exact(graph: Graph): number[] {
  const { size } = graph;
  const rates = new Float64Array(2 ** size);
  const visit = (coalition: Coalition, mask: number, from: number): void => {
    rates[mask] = coalition.value;
    for (let channel = from; channel < size; channel++) {
      visit(joined(graph, coalition, channel), mask | (1 << channel), channel + 1);
    }
  };
  visit(nobody, 0, 0);
  // 1 / (n · (n − 1 choose |S|)) for each size of the coalition that is joined.
  const weights = [1 / size];
  for (let k = 1; k < size; k++) weights[k] = ((weights[k - 1] ?? 0) * k) / (size - k);
  const values = Array.from({ length: size }, () => 0);
  for (let mask = 0; mask < rates.length; mask++) {
    let members = 0;
    for (let rest = mask; rest > 0; rest &= rest - 1) members++;
    const weight = weights[members] ?? 0;
    for (let channel = 0; channel < size; channel++) {
      const bit = 1 << channel;
      if ((mask & bit) !== 0) continue;
      const added = (rates[mask | bit] ?? 0) - (rates[mask] ?? 0);
      values[channel] = (values[channel] ?? 0) + weight * added;
    }
  }
  return values;
}

/** Orders sampled: as many as some hundred million steps allow, each with its reverse. */
const permutationsFor = (size: number): number =>
  2 * Math.min(1_000, Math.max(16, Math.floor(3e8 / size ** 3)));

function sampled(graph: Graph, random: () => number): { values: number[]; errors: number[] } {
  const { size } = graph;
  const pairs = permutationsFor(size) / 2;
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  const order = Array.from({ length: size }, (_, i) => i);
  for (let pair = 0; pair < pairs; pair++) {
    for (let i = size - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    const added = new Float64Array(size);
    for (const walk of [order, order.toReversed()]) {
      let coalition = nobody;
      for (const channel of walk) {
        const next = joined(graph, coalition, channel);
        added[channel] = (added[channel] ?? 0) + (next.value - coalition.value) / 2;
        coalition = next;
      }
    }
    for (let i = 0; i < size; i++) {
      sums[i] = (sums[i] ?? 0) + (added[i] ?? 0);
      squares[i] = (squares[i] ?? 0) + (added[i] ?? 0) ** 2;
    }
  }
  const values = [...sums].map((sum) => sum / pairs);
  const errors = values.map((mean, i) =>
    Math.sqrt(Math.max(0, (squares[i] ?? 0) / pairs - mean * mean) / (pairs - 1)),
  );
  return { values, errors };
}

/**
 * Shapley value of the game in which a coalition of channels is worth the conversion rate of the Markov
 * graph of order 1 with every step to another channel sent to no conversion. Journeys that did not
 * convert count. Exact up to {@link mostExact} channels; above, over sampled orders, each with its reverse,
 * with the standard error of what that leaves open.
 *
 * Sources: L. S. Shapley, A value for n-person games (1953); sampling: J. Castro, D. Gómez, J. Tejada,
 * Computers & Operations Research 36 (2009) 1726–1730, antithetic pairs after R. Mitchell et al., JMLR 23 (2022).
 *
 * @param chain of order 1
 * @param seed of the sampled orders
 */
export function shapley(chain: Chain, seed = 1): ShapleyResult {
  const graph = graphOf(chain);
  const isExact = graph.size <= mostExact;
  const { values, errors } = isExact
    ? { values: exact(graph), errors: graph.start.length > 0 ? [...graph.start].map(() => 0) : [] }
    : sampled(graph, seeded(seed));
  const conversionRate = values.reduce((sum, value) => sum + value, 0);
  const share = (value: number): number => (conversionRate > 0 ? value / conversionRate : 0);
  return {
    conversionRate,
    values,
    shares: values.map(share),
    standardErrors: errors.map(share),
    method: isExact ? 'exact' : 'sampled',
    permutations: isExact ? 0 : permutationsFor(graph.size),
  };
}
