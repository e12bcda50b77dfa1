import type { Chain } from './chain.ts';

/** A chain whose states lie in memory as sweeps go through them. */
export interface Arranged extends Chain {
  /** States in the order in which a sweep takes them. */
  sweep: Int32Array;
}

/** Chains that fit into the nearest memory of a processor are left as they are. */
const small = 2_000;

const backwards = (size: number): Int32Array =>
  Int32Array.from({ length: size }, (_, at) => size - 1 - at);

/**
 * Renumbers states by their windows, so that the states that a state leads to lie together: all windows
 * that begin with its last channels. A sweep takes the states that end alike one after the other, because
 * they lead to the same ones. The same sums, a fraction of the waiting for memory.
 */
export function arrange(chain: Chain): Arranged {
  const { windows, channels, order } = chain;
  const size = windows.length;
  if (size <= small) return { ...chain, sweep: backwards(size) };
  const base = channels + 1;
  const keys = Float64Array.from(windows, (window) =>
    window.reduce((key, channel) => key * base + channel + 1, 0),
  );
  const sorted = Int32Array.from(keys.keys()).toSorted(
    (a, b) => (keys[a] as number) - (keys[b] as number),
  );
  const place = new Int32Array(size);
  for (const [at, state] of sorted.entries()) place[state] = at;
  const rowStart = new Int32Array(size + 1);
  const to = new Int32Array(chain.to.length);
  const counts = new Float64Array(chain.to.length);
  let next = 0;
  for (const [at, state] of sorted.entries()) {
    const end = chain.rowStart[state + 1] as number;
    for (let step = chain.rowStart[state] as number; step < end; step++) {
      to[next] = place[chain.to[step] as number] as number;
      counts[next++] = chain.counts[step] as number;
    }
    rowStart[at + 1] = next;
  }
  const moved = (values: Float64Array): Float64Array =>
    Float64Array.from(sorted, (state) => values[state] as number);
  const ending = base ** (order - 1);
  const ends = Float64Array.from(sorted, (state) => (keys[state] as number) % ending);
  return {
    ...chain,
    windows: Array.from(sorted, (state) => windows[state] ?? []),
    rowStart,
    to,
    counts,
    start: moved(chain.start),
    conversion: moved(chain.conversion),
    nulls: moved(chain.nulls),
    out: moved(chain.out),
    sweep: backwards(size).toSorted((a, b) => (ends[b] as number) - (ends[a] as number) || b - a),
  };
}
