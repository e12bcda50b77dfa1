/** One line of the table. */
export interface Line {
  what: string;
  measured: string;
  goal?: string;
  /** What it was made of: absolute numbers, and what else used the cores. */
  note?: string;
}

export const two = (value: number): string => value.toFixed(2);
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** The median, so that one disturbed repeat decides nothing. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
