import { chainBuilder } from './chain.ts';
import type { Chain } from './chain.ts';
import type { PathSet } from './path-set.ts';

/** The states of a path in turn: its windows, neighbours that are the same counted once. */
export function windowsOf(steps: readonly number[], order: number): number[][] {
  if (steps.length <= order) return [[...steps]];
  const windows: number[][] = [];
  for (let at = 0; at + order <= steps.length; at++) {
    const before = windows.at(-1);
    const window = steps.slice(at, at + order);
    if (!before || window.some((step, i) => step !== before[i])) windows.push(window);
  }
  return windows;
}

/** A chain whose journeys can be counted anew without reading the paths again. */
export interface ChainPlan {
  chain: Chain;
  /** The chain of other counts, one each for the rows of the path set. */
  recount(conversions: ArrayLike<number>, nulls: ArrayLike<number>): Chain;
}

const positionOf = ({ rowStart, to }: Chain, from: number, target: number): number => {
  for (let at = rowStart[from] ?? 0; at < (rowStart[from + 1] ?? 0); at++) {
    if (to[at] === target) return at;
  }
  return -1;
};

const add = (list: Float64Array, at: number, count: number): void => {
  list[at] = (list[at] ?? 0) + count;
};

/** Reads paths once; see {@link chainOf}. */
export function chainPlan({ channels, rows }: PathSet, order: number): ChainPlan {
  const builder = chainBuilder(order, channels.length);
  const walks = rows.map(({ steps, conversions, nulls }) => {
    const count = conversions + nulls;
    if (count === 0) return [];
    const states = windowsOf(steps, order).map((window) => builder.state(window));
    for (const [at, state] of states.entries()) {
      const before = states[at - 1];
      if (before === undefined) builder.begin(state, count);
      else builder.move(before, state, count);
    }
    const last = states.at(-1) ?? 0;
    builder.end(last, 'conversion', conversions);
    builder.end(last, 'null', nulls);
    return states;
  });
  const chain = builder.build();
  let moves: Int32Array[] | undefined;
  return {
    chain,
    recount(conversions, nulls) {
      moves ??= walks.map((states) =>
        Int32Array.from(states.slice(1), (state, at) => positionOf(chain, states[at] ?? 0, state)),
      );
      const size = chain.windows.length;
      const counted = {
        counts: new Float64Array(chain.counts.length),
        start: new Float64Array(size),
        conversion: new Float64Array(size),
        nulls: new Float64Array(size),
        out: new Float64Array(size),
      };
      let journeys = 0;
      for (const [row, states] of walks.entries()) {
        const [won, lost] = [conversions[row] ?? 0, nulls[row] ?? 0];
        const first = states[0];
        if (first === undefined || won + lost === 0) continue;
        journeys += won + lost;
        add(counted.start, first, won + lost);
        for (const state of states) add(counted.out, state, won + lost);
        for (const at of moves[row] ?? []) add(counted.counts, at, won + lost);
        add(counted.conversion, states.at(-1) ?? 0, won);
        add(counted.nulls, states.at(-1) ?? 0, lost);
      }
      return { ...chain, ...counted, journeys };
    },
  };
}

/**
 * Chain of paths. A repeat is no step of its own where the state stays the same.
 *
 * @param order 1 to 4: how many of the last channels a state remembers
 */
export const chainOf = (set: PathSet, order: number): Chain => chainPlan(set, order).chain;
