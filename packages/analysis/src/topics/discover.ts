import { adjustedRand, foundAgain } from '../stats/agreement.ts';
import { randomFrom } from '../stats/random.ts';
import type { Breathe, DenseRows } from './embed.ts';
import { bestGrouping, nearestCentre } from './k-means.ts';

/** Main directions that comments are compared in, at most. */
export const directions = 30;
/** Comments without a topic of the vocabulary that it takes to look for others. */
export const leastComments = 50;
/** A group that is found again less than this (mean Jaccard) is not shown: Hennig's "pattern". */
const leastStability = 0.6;
/** What counts as alike: below it there is no structure. */
const leastAgreement = 0.5;
/** Numbers of groups are nearly as good as the best when they agree within this. */
const nearly = 0.05;

const trySize = 1_500;
const resamples = 8;
/** Of so many groupings the tightest is taken: one from a poor start says nothing of the comments. */
const tries = 6;

/** Groups that were found, in the comments that were looked at. */
export interface Discovered {
  /** Groups tried, with the agreement of groupings of random parts. */
  tried: { groups: number; stability: number }[];
  groups: number | null;
  /** Group of each row; -1 in none. */
  group: Int32Array;
  /** Of each group, how much of it is found again in random parts. */
  stability: number[];
  /** Of each row, the cosine to its centre. */
  nearness: Float64Array;
}

/** Half and more of the rows, drawn without order. */
function part(rows: Int32Array, share: number, random: () => number): Int32Array {
  return rows.filter(() => random() < share);
}

/** Every row of `all` in the group whose centre is nearest. */
const assigned = (space: DenseRows, all: Int32Array, centres: Float64Array): Int32Array =>
  all.map((row) => nearestCentre(space, row, centres).group);

/**
 * The largest number of groups that agrees more than its neighbours do and nearly as well as the best: two
 * groups often agree best because one of them is everything else.
 */
function chosenOf(tried: Discovered['tried']): Discovered['tried'][number] | undefined {
  const best = Math.max(...tried.map(({ stability }) => stability));
  return tried.findLast(({ stability }, at) => {
    const [before, after] = [tried[at - 1]?.stability ?? 0, tried[at + 1]?.stability ?? 0];
    return stability >= best - nearly && stability >= before && stability >= after;
  });
}

/** How alike two groupings are over the rows that `known` has a group for. */
function agreement(known: Int32Array, grouping: Int32Array): number {
  const rows = [...known.keys()].filter((at) => (known[at] ?? -1) >= 0);
  return adjustedRand(
    Int32Array.from(rows, (at) => known[at] ?? 0),
    Int32Array.from(rows, (at) => grouping[at] ?? 0),
  );
}

/**
 * Of the numbers of groups that agree nearly as well as the best the one whose groups are most like those
 * that are known: topics that were told about last week shall not be cut otherwise for nothing.
 */
function mostLikeKnown(
  tried: Discovered['tried'],
  groupings: ReadonlyMap<number, readonly Int32Array[]>,
  known: Int32Array,
): Discovered['tried'][number] | undefined {
  const best = Math.max(...tried.map(({ stability }) => stability));
  let most = -Infinity;
  let chosen: Discovered['tried'][number] | undefined;
  for (const one of tried) {
    if (one.stability < Math.max(leastAgreement, best - nearly)) continue;
    const each = groupings.get(one.groups) ?? [];
    const alike = each.reduce((sum, grouping) => sum + agreement(known, grouping), 0);
    if (alike >= most) [most, chosen] = [alike, one];
  }
  return chosen;
}

/**
 * Groups of comments, as many as are found again in random parts of them.
 *
 * For 2 to `most` groups random pairs of 80 % of the comments are grouped each by itself, both groupings
 * extended to all by the nearest centre, and compared (adjusted Rand index); see `chosenOf` for which
 * number is taken. A group is kept when in groupings of parts a group like it is found again: mean Jaccard
 * index of at least 0.6.
 *
 * @param known group that each row was in before, -1 where it was in none; which number of groups is taken
 * among nearly equal ones goes by it
 *
 * Sources: A. Ben-Hur, A. Elisseeff, I. Guyon, A stability based method for discovering structure in
 * clustered data, PSB (2002); C. Hennig, Comput. Stat. Data Anal. 52 (2007) 258–271.
 */
export async function discoverGroups(
  space: DenseRows,
  rows: Int32Array,
  most: number,
  known: Int32Array,
  seed: number,
  breathe: Breathe,
): Promise<Discovered> {
  const random = randomFrom(seed);
  const looked = rows.length <= trySize ? rows : part(rows, trySize / rows.length, random);
  const tried: Discovered['tried'] = [];
  const groupings = new Map<number, Int32Array[]>();
  for (let groups = 2; groups <= Math.min(most, Math.floor(rows.length / 10)); groups++) {
    const extended: Int32Array[] = [];
    for (let n = 0; n < resamples; n++) {
      const { centres } = bestGrouping(space, part(looked, 0.8, random), groups, random, tries);
      extended.push(assigned(space, looked, centres));
      await breathe();
    }
    const agreements: number[] = [];
    for (const [at, one] of extended.entries()) {
      for (const other of extended.slice(at + 1)) agreements.push(adjustedRand(one, other));
    }
    const stability = agreements.reduce((sum, x) => sum + x, 0) / agreements.length;
    tried.push({ groups, stability });
    groupings.set(groups, extended);
  }
  const before = looked.map((row) => known[row] ?? -1);
  const isKnown = before.reduce((sum, group) => sum + (group >= 0 ? 1 : 0), 0) >= leastComments;
  const chosen = isKnown ? mostLikeKnown(tried, groupings, before) : chosenOf(tried);
  const none: Discovered = {
    tried,
    groups: null,
    group: new Int32Array(rows.length).fill(-1),
    stability: [],
    nearness: new Float64Array(rows.length),
  };
  if (!chosen || chosen.stability < leastAgreement) return none;
  const { groups } = chosen;
  const { centres } = bestGrouping(space, looked, groups, random, 8);
  await breathe();
  const own = assigned(space, looked, centres);
  const again = (groupings.get(groups) ?? []).map((other) => foundAgain(own, other, groups));
  const stability = Array.from({ length: groups }, (_, group) => {
    const found = again.flatMap((each) => each[group] ?? []);
    return found.length === 0 ? 0 : found.reduce((sum, x) => sum + x, 0) / found.length;
  });
  const group = new Int32Array(rows.length);
  const nearness = new Float64Array(rows.length);
  for (const [at, row] of rows.entries()) {
    const nearest = nearestCentre(space, row, centres);
    const isKept = (stability[nearest.group] ?? 0) >= leastStability;
    group[at] = isKept ? nearest.group : -1;
    nearness[at] = nearest.cosine;
    if (at % 5_000 === 4_999) await breathe();
  }
  return { tried, groups, group, stability, nearness };
}
