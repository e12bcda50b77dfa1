import type { Credits, PathSet } from './path-set.ts';
import { positionWeights, uShares, wShares } from './position-weights.ts';
import type { PositionShares } from './position-weights.ts';

/** Models that read one path at a time and need no times. */
export type RuleModel =
  | 'first'
  | 'last'
  | 'last-non-direct'
  | 'linear'
  | 'u-shaped'
  | 'w-shaped'
  | 'custom'
  | 'shapley-simplified';

/** What some of the rules need to know. */
export interface RuleOptions {
  /** Position of the direct channel; -1 when there is none. */
  direct: number;
  /** Position of the channel whose first touch makes a lead; -1 when there is none. */
  lead: number;
  custom: PositionShares;
}

const only = (length: number, chosen: number): number[] =>
  Array.from({ length }, (_, at) => (at === chosen ? 1 : 0));

/**
 * The credit of each touch of a path; it sums to 1.
 *
 * - `first`, `last`: all to that touch.
 * - `last-non-direct`: all to the last touch that is not direct; to the last touch when all are.
 * - `linear`: the same to each touch.
 * - `u-shaped`, `w-shaped`, `custom`: by position, see {@link positionWeights}.
 * - `shapley-simplified`: the same to each channel, on its first touch. That is the Shapley value of the game in
 *   which a coalition wins the conversions of journeys that touched nothing else (K. Zhao, S. H. Mahboobi,
 *   S. R. Bagheri, Shapley Value Methods for Attribution Modeling in Online Advertising, 2018). Journeys that
 *   did not convert say nothing in it.
 */
export function ruleWeights(
  model: RuleModel,
  steps: readonly number[],
  { direct, lead, custom }: RuleOptions,
): number[] {
  const n = steps.length;
  const leadAt = lead < 0 ? -1 : steps.indexOf(lead);
  switch (model) {
    case 'first':
      return only(n, 0);
    case 'last':
      return only(n, n - 1);
    case 'last-non-direct': {
      const last = steps.findLastIndex((step) => step !== direct);
      return only(n, last < 0 ? n - 1 : last);
    }
    case 'linear':
      return Array.from({ length: n }, () => 1 / n);
    case 'u-shaped':
      return positionWeights(n, -1, uShares);
    case 'w-shaped':
      return positionWeights(n, leadAt, wShares);
    case 'custom':
      return positionWeights(n, leadAt, custom);
    case 'shapley-simplified': {
      const seen = new Set<number>();
      const share = 1 / new Set(steps).size;
      return steps.map((step) => {
        if (seen.has(step)) return 0;
        seen.add(step);
        return share;
      });
    }
  }
}

/** The credit of each channel over all paths: its weights times conversions, and times value. */
export function ruleCredits(model: RuleModel, set: PathSet, options: RuleOptions): Credits {
  const conversions = set.channels.map(() => 0);
  const value = set.channels.map(() => 0);
  for (const row of set.rows) {
    if (row.conversions === 0 && row.value === 0) continue;
    for (const [at, weight] of ruleWeights(model, row.steps, options).entries()) {
      const step = row.steps[at] ?? 0;
      conversions[step] = (conversions[step] ?? 0) + weight * row.conversions;
      value[step] = (value[step] ?? 0) + weight * row.value;
    }
  }
  return { conversions, value };
}
