/** How a step of a chain ends: into another state, or out of the journey. */
type StepEnd = 'conversion' | 'null';

/**
 * Markov chain of windows: each state is the last `order` channels of a journey (all of them, when it is
 * shorter). Rows of {@link to} are sparse: `counts[rowStart[s] … rowStart[s + 1] − 1]`.
 */
export interface Chain {
  order: number;
  channels: number;
  /** Channels of each state. */
  windows: readonly (readonly number[])[];
  rowStart: Int32Array;
  to: Int32Array;
  /** Journeys that went this way. */
  counts: Float64Array;
  start: Float64Array;
  conversion: Float64Array;
  nulls: Float64Array;
  /** All journeys that leave a state. */
  out: Float64Array;
  journeys: number;
}

/** Collects counted steps into a chain. */
export interface ChainBuilder {
  /** Number of the state of a window. */
  state(window: readonly number[]): number;
  /** A journey's first window. */
  begin(state: number, count: number): void;
  move(from: number, to: number, count: number): void;
  end(from: number, how: StepEnd, count: number): void;
  build(): Chain;
}

const add = (list: number[], at: number, count: number): void => {
  list[at] = (list[at] ?? 0) + count;
};

/** Windows of four are numbered exactly up to some nine thousand channels; reports take a thousand. */
export function chainBuilder(order: number, channels: number): ChainBuilder {
  const states = new Map<number, number>();
  const windows: (readonly number[])[] = [];
  const rows: Map<number, number>[] = [];
  const start: number[] = [];
  const conversion: number[] = [];
  const nulls: number[] = [];
  const stateOf = (window: readonly number[]): number => {
    let key = 0;
    for (const channel of window) key = key * (channels + 1) + channel + 1;
    const known = states.get(key);
    if (known !== undefined) return known;
    const added = windows.length;
    states.set(key, added);
    windows.push([...window]);
    rows.push(new Map());
    for (const list of [start, conversion, nulls]) list.push(0);
    return added;
  };
  return {
    state: stateOf,
    begin: (state, count) => add(start, state, count),
    move(from, to, count) {
      const row = rows[from];
      row?.set(to, (row.get(to) ?? 0) + count);
    },
    end: (from, how, count) => add(how === 'conversion' ? conversion : nulls, from, count),
    build() {
      const size = windows.length;
      const rowStart = new Int32Array(size + 1);
      for (const [s, row] of rows.entries()) rowStart[s + 1] = (rowStart[s] ?? 0) + row.size;
      const to = new Int32Array(rowStart[size] ?? 0);
      const counts = new Float64Array(to.length);
      const out = new Float64Array(size);
      let at = 0;
      for (const [s, row] of rows.entries()) {
        let sum = (conversion[s] ?? 0) + (nulls[s] ?? 0);
        for (const [target, count] of row) {
          to[at] = target;
          counts[at++] = count;
          sum += count;
        }
        out[s] = sum;
      }
      return {
        order,
        channels,
        windows,
        rowStart,
        to,
        counts,
        start: Float64Array.from(start),
        conversion: Float64Array.from(conversion),
        nulls: Float64Array.from(nulls),
        out,
        journeys: start.reduce((sum, count) => sum + count, 0),
      };
    },
  };
}
