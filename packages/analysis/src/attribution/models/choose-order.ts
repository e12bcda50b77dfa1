import type { PathSet } from './path-set.ts';
import { windowsOf } from './chain-of.ts';
import { mergeRepeats } from './transform.ts';

/** Parts that journeys are dealt into: each is predicted from the others. */
export const folds = 10;

/** Orders that are compared. */
export const orders = [1, 2, 3, 4] as const;

/** Counts of one step by fold. `from` is empty for the first window of a journey. */
export interface FoldedStep {
  from: string;
  to: string;
  counts: readonly number[];
}

/** How well an order predicts journeys that it has not seen. */
export interface OrderLoss {
  order: number;
  /** Mean −log likelihood of a journey, nats. */
  logLoss: number;
}

const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/**
 * How many different first windows there can be: paths of up to `order` channels without neighbouring
 * repeats, counted up to 1e15.
 */
const firstWindows = (order: number, channels: number): number => {
  let sum = 0;
  for (let length = 1; length <= order; length++) {
    sum += channels * Math.max(1, channels - 1) ** (length - 1);
  }
  return Math.min(sum, 1e15);
};

/**
 * Cross-validated log-loss of one order: every step of a fold's journeys (first window, next channel, end)
 * is predicted from the other folds. What those have not seen gets the chance of one imagined journey that
 * could go anywhere: p = (n + 1/m) / (N + 1), with m ways to go.
 *
 * Source: 10-fold cross-validation, M. Stone, J. R. Statist. Soc. B 36 (1974) 111–147; the smoothing is a
 * Dirichlet prior of weight 1.
 */
export function orderLoss(
  order: number,
  channels: number,
  steps: readonly FoldedStep[],
): OrderLoss {
  const out = new Map<string, number[]>();
  for (const { from, counts } of steps) {
    const sums = out.get(from) ?? Array.from({ length: folds }, () => 0);
    for (const [fold, count] of counts.entries()) sums[fold] = (sums[fold] ?? 0) + count;
    out.set(from, sums);
  }
  const totals = new Map([...out].map(([from, sums]) => [from, total(sums)]));
  let loss = 0;
  for (const { from, counts } of steps) {
    const ways = from === '' ? firstWindows(order, channels) : Math.max(1, channels - 1) + 2;
    const all = total(counts);
    for (const [fold, count] of counts.entries()) {
      if (count === 0) continue;
      const known = (totals.get(from) ?? 0) - (out.get(from)?.[fold] ?? 0);
      loss -= count * Math.log((all - count + 1 / ways) / (known + 1));
    }
  }
  const journeys = totals.get('') ?? 0;
  return { order, logLoss: journeys > 0 ? loss / journeys : 0 };
}

/** The order with the least loss; of equals the lowest. */
export const leastLoss = (losses: readonly OrderLoss[]): number =>
  losses.reduce<OrderLoss | undefined>(
    (best, loss) => (best === undefined || loss.logLoss < best.logLoss ? loss : best),
    undefined,
  )?.order ?? 1;

/**
 * Steps of an order by fold, where nobody knows whose the journeys are: those of each path are dealt in
 * turn, so that the folds differ by one at most. Neighbouring repeats are merged: otherwise a higher order
 * would have to predict repeats that a lower one does not see.
 */
export function dealtSteps({ rows }: PathSet, order: number): FoldedStep[] {
  const steps = new Map<string, { from: string; to: string; counts: number[] }>();
  let next = 0;
  const deal = (journeys: number): number[] => {
    const whole = Math.floor(journeys / folds);
    const counts = Array.from({ length: folds }, () => whole);
    for (let rest = journeys - whole * folds; rest > 0; rest--) {
      counts[next] = (counts[next] ?? 0) + Math.min(1, rest);
      next = (next + 1) % folds;
    }
    return counts;
  };
  const add = (from: string, to: string, dealt: readonly number[]): void => {
    const key = `${from}|${to}`;
    const step = steps.get(key) ?? { from, to, counts: Array.from({ length: folds }, () => 0) };
    for (const [fold, count] of dealt.entries()) {
      step.counts[fold] = (step.counts[fold] ?? 0) + count;
    }
    steps.set(key, step);
  };
  for (const { steps: path, conversions, nulls } of rows) {
    const windows = windowsOf(mergeRepeats(path), order).map((window) => window.join());
    for (const [count, end] of [
      [conversions, 'conversion'],
      [nulls, 'null'],
    ] as const) {
      if (count === 0) continue;
      const dealt = deal(count);
      let before = '';
      for (const window of windows) {
        add(before, window, dealt);
        before = window;
      }
      add(before, end, dealt);
    }
  }
  return [...steps.values()];
}
