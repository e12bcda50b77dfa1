import { adjustments, mostAdjustments, touchFields } from '../words.ts';
import type { Adjustment } from '../words.ts';

/** Choices of single screens; the first of each is what is meant when the link says nothing. */
export const choices = {
  /** Flow: unrolled by step, or every touchpoint once. */
  map: ['steps', 'process'],
  /** Make-or-break, channels: how long each touch is watched. */
  horizon: ['14d', '1d', '3d', '7d', '30d', '60d'],
  /** Make-or-break: the difference in points that an experiment is sized for. */
  detect: ['found', '1', '2', '5', '10'],
  /** Attribution. */
  by: ['channel', 'campaign', 'touchpoint'],
  lookback: ['90d', '7d', '14d', '30d', '60d', '180d'],
  repeats: ['merge-repeats', 'none', 'first-of-each', 'drop-trailing-direct'],
  model: [
    'markov',
    'shapley',
    'first',
    'last',
    'last-non-direct',
    'linear',
    'u-shaped',
    'w-shaped',
    'time-decay',
    'time-decay-step',
    'shapley-simplified',
    'leave-one-out',
  ],
  /** Funnel: whether the order of its steps counts, and what people are told apart by. */
  order: ['ordered', 'unordered', 'strict'],
  tell: ['none', ...touchFields],
  /** Registry. */
  part: ['touchpoints', 'unmapped', 'rules', 'words', 'versions'],
  /** Settings. */
  area: ['site', 'policy', 'journeys', 'keys', 'members', 'requests', 'audit'],
} as const satisfies Record<string, readonly string[]>;
export type Choices = { [Name in keyof typeof choices]: (typeof choices)[Name][number] };

/**
 * What a screen looks at closer: a touchpoint, a form, a person, whose names of a step, a device, a touchpoint
 * that a new rule of the registry shall group with its like; null: nothing chosen.
 */
export const marks = [
  'at',
  'end',
  'form',
  'person',
  'account',
  'q',
  'listed',
  'device',
  'group',
] as const;
export type Marks = Record<(typeof marks)[number], string | null>;

/** Several of a list at once, in its order. */
export const several = {
  /** Make-or-break: by what journeys are compared. */
  adjust: { of: adjustments, most: mostAdjustments, normal: ['entry_channel'] },
} as const;
export interface Several {
  adjust: Adjustment[];
}

/** Reads a list such as `device,campaign`, or `none`; undefined when it holds anything else. */
export function parseSeveral(name: keyof Several, text: string): Several[typeof name] | undefined {
  const { of, most } = several[name];
  const given = text === 'none' ? [] : text.split(',');
  const known = of.filter((one) => given.includes(one));
  return known.length === given.length && known.length <= most ? known : undefined;
}

/** Inverse of {@link parseSeveral}. */
export const formatSeveral = (chosen: readonly string[]): string =>
  chosen.length === 0 ? 'none' : chosen.join(',');

/** Whole numbers of single screens. */
export const amounts = {
  /** Flow by steps: the least share of all paths, in per cent, that a box of its own has. */
  minshare: { min: 0, max: 50, normal: 0 },
  /** Process map: touchpoints and connections shown. */
  nodes: { min: 3, max: 25, normal: 12 },
  edges: { min: 5, max: 60, normal: 25 },
  /** Process map: the least share, in per cent, of what leaves a touchpoint. */
  share: { min: 0, max: 50, normal: 0 },
} as const;
export type Amounts = Record<keyof typeof amounts, number>;

const entries = <Table extends object>(table: Table) =>
  Object.entries(table) as [keyof Table & string, Table[keyof Table]][];

/** Every choice, list, mark and amount as it is when the link says nothing. */
export const normalOptions = (): {
  choices: Choices;
  several: Several;
  marks: Marks;
  amounts: Amounts;
} => ({
  choices: Object.fromEntries(entries(choices).map(([name, all]) => [name, all[0]])) as Choices,
  several: Object.fromEntries(
    entries(several).map(([name, { normal }]) => [name, [...normal]]),
  ) as unknown as Several,
  marks: Object.fromEntries(marks.map((name) => [name, null])) as Marks,
  amounts: Object.fromEntries(
    entries(amounts).map(([name, { normal }]) => [name, normal]),
  ) as Amounts,
});
