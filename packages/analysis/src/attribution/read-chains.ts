import type { Resampled } from './chain-models.ts';
import { chainBuilder } from './models/chain.ts';
import type { Chain } from './models/chain.ts';
import { folds } from './models/choose-order.ts';
import type { FoldedStep } from './models/choose-order.ts';
import type { StepRow } from './query.ts';

/**
 * Chains from counted steps: the first count of a row is that of the data, the others are those of the
 * replicates.
 *
 * @param position of a key's id among the channels
 */
export function readChains(
  rows: readonly StepRow[],
  order: number,
  channels: number,
  position: (id: number) => number,
): Resampled {
  const known = rows.map(({ from, to, won, counts }) => ({
    from: from.map(position),
    to: to.map(position),
    won,
    counts,
  }));
  const chainAt = (replicate: number): Chain => {
    const builder = chainBuilder(order, channels);
    for (const { from, to, won, counts } of known) {
      const count = counts[replicate] ?? 0;
      if (count === 0) continue;
      if (from.length === 0) builder.begin(builder.state(to), count);
      else if (to.length === 0)
        builder.end(builder.state(from), won ? 'conversion' : 'null', count);
      else builder.move(builder.state(from), builder.state(to), count);
    }
    return builder.build();
  };
  return {
    chain: chainAt(0),
    draws: Math.max(0, (rows[0]?.counts.length ?? 0) - 1),
    draw: (replicate) => chainAt(replicate + 1),
  };
}

/** Steps of one order as cross-validation reads them. */
export const readFolds = (rows: readonly StepRow[], order: number): FoldedStep[] =>
  rows
    .filter((row) => row.order === order)
    .map(({ from, to, won, counts }) => ({
      from: from.join(),
      to: to.length > 0 ? to.join() : won ? 'conversion' : 'null',
      counts: counts.slice(0, folds),
    }));
