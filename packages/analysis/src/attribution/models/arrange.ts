import type { Chain } from './chain.ts';

/**
 * Renumbers states so that steps lead to higher numbers, but for those that go back on the way that led
 * there: the reverse of the order in which a walk into the depth leaves them. A sweep from the last state to
 * the first then knows what comes after each, and whatever does not return is solved by one.
 *
 * Source: R. Tarjan, SIAM J. Comput. 1 (1972) 146–160.
 */
export function arrange(chain: Chain): Chain {
  const size = chain.windows.length;
  const sorted = depthFirst(chain);
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
  return {
    ...chain,
    windows: Array.from(sorted, (state) => chain.windows[state] ?? []),
    rowStart,
    to,
    counts,
    start: moved(chain.start),
    conversion: moved(chain.conversion),
    nulls: moved(chain.nulls),
    out: moved(chain.out),
  };
}

/** States, the one that a walk left last first. */
function depthFirst({ windows, rowStart, to }: Chain): Int32Array {
  const size = windows.length;
  const order = new Int32Array(size);
  const isSeen = new Uint8Array(size);
  const path = new Int32Array(size);
  const next = rowStart.slice(0, size);
  let left = size;
  for (let root = 0; root < size; root++) {
    if (isSeen[root]) continue;
    isSeen[root] = 1;
    path[0] = root;
    let depth = 0;
    while (depth >= 0) {
      const s = path[depth] as number;
      const at = next[s] as number;
      if (at === rowStart[s + 1]) {
        order[--left] = s;
        depth--;
        continue;
      }
      next[s] = at + 1;
      const t = to[at] as number;
      if (isSeen[t]) continue;
      isSeen[t] = 1;
      path[++depth] = t;
    }
  }
  return order;
}
