import { ticks } from 'd3-array';

/** A straight line from a domain to pixels, with round ticks. */
export interface Scale {
  (value: number): number;
  ticks: number[];
}

/**
 * Builds a linear scale.
 *
 * @param count how many ticks are wanted, roughly.
 * @example
 * const x = linear([0, 100], [0, 400], 5);
 * x(50); // 200
 */
export function linear(
  domain: readonly [number, number],
  range: readonly [number, number],
  count: number,
): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return Object.assign((value: number) => r0 + (value - d0) * slope, {
    ticks: d1 === d0 ? [d0] : ticks(d0, d1, count),
  });
}

/**
 * The smallest round number at or above a value, for the end of an axis.
 *
 * @example
 * niceCeil(137); // 140
 */
export function niceCeil(value: number): number {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10];
  const found = steps.find((step) => step * unit >= value * (1 - 1e-12)) ?? 10;
  return found * unit;
}

/**
 * Ends of an axis from 0 that holds shares with their intervals; at least one per cent.
 *
 * @example
 * shareDomain([{ high: 0.137 }]); // [0, 0.14]
 */
export function shareDomain(shares: readonly { high: number | null }[]): [number, number] {
  const most = niceCeil(Math.max(0.01, ...shares.map(({ high }) => high ?? 0)));
  return [0, Math.min(1, most)];
}
