/** Shares of the places in a path that matter by themselves; any scale, they are divided by their sum. */
export interface PositionShares {
  first: number;
  /** The touch at which somebody became a lead. */
  lead: number;
  last: number;
  /** Shared equally by all touches that are none of these. */
  middle: number;
}

/** U: 40 % to the first touch, 40 % to the last, 20 % between them. */
export const uShares: PositionShares = { first: 40, lead: 0, last: 40, middle: 20 };

/** W: 30 % to the first touch, the lead and the last touch each, 10 % to the others. */
export const wShares: PositionShares = { first: 30, lead: 30, last: 30, middle: 10 };

/**
 * Credit by position. A single touch gets everything. The share of a place that a path does not have
 * (no lead, nothing in the middle) is spread over the places it has, in proportion to their shares; when
 * all of those have a share of 0, equally over the touches. A touch that is several places gets the share of each.
 *
 * @param touches length of the path, 1 or more
 * @param lead index of the touch at which somebody became a lead; -1 without one
 * @returns one weight a touch; they sum to 1
 * @example
 * positionWeights(4, -1, uShares); // [0.4, 0.1, 0.1, 0.4]
 * positionWeights(2, -1, wShares); // [0.5, 0.5]
 */
export function positionWeights(touches: number, lead: number, shares: PositionShares): number[] {
  if (touches === 1) return [1];
  const isMiddle = (at: number): boolean => at !== 0 && at !== touches - 1 && at !== lead;
  const middles = touches - 2 - (lead > 0 && lead < touches - 1 ? 1 : 0);
  const present =
    shares.first + shares.last + (lead < 0 ? 0 : shares.lead) + (middles > 0 ? shares.middle : 0);
  return Array.from({ length: touches }, (_, at) => {
    if (present === 0) return 1 / touches;
    let share = 0;
    if (at === 0) share += shares.first;
    if (at === touches - 1) share += shares.last;
    if (at === lead) share += shares.lead;
    if (isMiddle(at)) share += shares.middle / middles;
    return share / present;
  });
}
