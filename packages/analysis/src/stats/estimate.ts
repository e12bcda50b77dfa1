/** A figure with its 95 % interval, in the unit of the figure. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** An estimate in another unit, `by` above 0. */
export const times = ({ value, low, high }: Estimate, by: number): Estimate => ({
  value: value * by,
  low: low * by,
  high: high * by,
});
