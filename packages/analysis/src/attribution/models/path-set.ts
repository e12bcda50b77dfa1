/** Journeys that took the same path: who converted, what that was worth in all, and who was lost. */
export interface PathCount {
  path: readonly string[];
  conversions: number;
  /** Of all conversions of this path together. */
  value: number;
  nulls: number;
}

/** The same with channels as positions in {@link PathSet.channels}. */
export interface PathRow {
  steps: readonly number[];
  conversions: number;
  value: number;
  nulls: number;
}

/** Paths as the models read them. */
export interface PathSet {
  channels: readonly string[];
  rows: readonly PathRow[];
}

/** What a model gives to each channel, by position in {@link PathSet.channels}. */
export interface Credits {
  conversions: number[];
  value: number[];
}

/**
 * Numbers the channels in the order in which they are met. Paths without a step are left out: there is
 * nothing to give credit to.
 *
 * @example
 * toPathSet([{ path: ['ads', 'email'], conversions: 2, value: 80, nulls: 5 }]).channels; // ['ads', 'email']
 */
export function toPathSet(counts: readonly PathCount[]): PathSet {
  const positions = new Map<string, number>();
  const position = (channel: string): number => {
    const known = positions.get(channel) ?? positions.size;
    if (known === positions.size) positions.set(channel, known);
    return known;
  };
  const rows = counts
    .filter(({ path }) => path.length > 0)
    .map(({ path, ...row }) => ({ ...row, steps: path.map(position) }));
  return { channels: [...positions.keys()], rows };
}
