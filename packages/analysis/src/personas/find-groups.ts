import { setImmediate as breathe } from 'node:timers/promises';
import { foundAgain } from '../stats/agreement.ts';
import { randomFrom } from '../stats/random.ts';
import { distances, readyPath } from './distance.ts';
import type { ReadyPath } from './distance.ts';
import { kMedoids, silhouettes } from './k-medoids.ts';
import type { Clustering, Weighted } from './k-medoids.ts';
import { words } from '../base/words.ts';
import type { Said } from '../base/words.ts';

const say = words({
  '{n} journeys in {variants} variants; 200 in 10 are needed.':
    '{n} Journeys in {variants} Varianten; nötig sind 200 in 10.',
  'No number of groups is clearer than in the same journeys with their steps shuffled between them.':
    'Keine Zahl von Gruppen ist deutlicher als in denselben Journeys mit untereinander vertauschten Schritten.',
  'No number of groups is found again when half of the journeys are clustered alone.':
    'Keine Zahl von Gruppen wird wiedergefunden, wenn die Hälfte der Journeys allein gruppiert wird.',
});

/** A variant with how many journeys it has. */
export interface Counted {
  path: readonly number[];
  journeys: number;
}

/** One number of groups that was tried. */
interface Tried {
  clusters: number;
  silhouette: number;
  /** The highest of the shuffled journeys. */
  shuffled: number;
  /** The least of its groups; null: not looked at, because it was no clearer than the shuffled ones. */
  stability: number | null;
}

/** What was found among the variants given. */
export interface Groups {
  found: boolean;
  why: Said | null;
  tried: Tried[];
  /** Null: none; when a number was asked for there are always that many. */
  clustering: (Clustering & { stability: number[]; silhouettes: number[] }) | null;
}

/** Journeys drawn to see whether there is structure, and times they are shuffled. */
const drawn = 1_000;
const shuffles = 5;
/** By so much the silhouette must be above the highest of the shuffled ones. */
const leastAbove = 0.02;
/** Times that half of the variants are clustered alone; a group must be found again so well. */
const halves = 20;
const leastStability = 0.75;
const mostClusters = 6;
const leastJourneys = 200;

/** Equal paths together. */
function counted(paths: readonly (readonly number[])[]): Counted[] {
  const found = new Map<string, { path: readonly number[]; journeys: number }>();
  for (const path of paths) {
    const key = path.join(' ');
    const entry = found.get(key);
    if (entry) entry.journeys++;
    else found.set(key, { path, journeys: 1 });
  }
  return [...found.values()];
}

/** Journeys by chance, as frequent ones more often. */
function sample(variants: readonly Counted[], random: () => number): (readonly number[])[] {
  const all = variants.reduce((sum, { journeys }) => sum + journeys, 0);
  const step = Math.max(1, all / drawn);
  const paths: (readonly number[])[] = [];
  let next = random() * step;
  let passed = 0;
  for (const { path, journeys } of variants) {
    passed += journeys;
    for (; next < passed; next += step) paths.push(path);
  }
  return paths;
}

/**
 * The same journeys with what they met at each step dealt out anew: as long as before and at each step
 * the same touchpoints as often, but what somebody met first says nothing of what comes later.
 */
function shuffled(paths: readonly (readonly number[])[], random: () => number): number[][] {
  const made = paths.map((path) => [...path]);
  const longest = made.reduce((most, path) => Math.max(most, path.length), 0);
  for (let step = 0; step < longest; step++) {
    const long = made.filter((path) => path.length > step);
    for (let at = long.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      const [one, two] = [long[at], long[other]];
      if (!one || !two) continue;
      [one[step], two[step]] = [two[step] ?? 0, one[step] ?? 0];
    }
  }
  return made;
}

const weighted = (variants: readonly Counted[]): Weighted => ({
  distances: distances(variants.map(({ path }): ReadyPath => readyPath(path))),
  weights: variants.map(({ journeys }) => journeys),
});

/** The rows and columns of some. */
function part({ distances: all, weights }: Weighted, kept: readonly number[]): Weighted {
  const n = weights.length;
  const some = new Float32Array(kept.length * kept.length);
  for (const [i, row] of kept.entries()) {
    for (const [j, column] of kept.entries()) {
      some[i * kept.length + j] = all[row * n + column] ?? 0;
    }
  }
  return { distances: some, weights: kept.map((at) => weights[at] ?? 0) };
}

/**
 * How well each group is found again when half of the variants are clustered alone: mean Jaccard likeness
 * to the nearest group, in journeys; see {@link foundAgain}.
 */
async function stabilities(
  whole: Weighted,
  { group, medoids }: Clustering,
  random: () => number,
): Promise<number[]> {
  const k = medoids.length;
  const sums = Array.from({ length: k }, () => 0);
  for (let round = 0; round < halves; round++) {
    await breathe();
    const kept = [...whole.weights.keys()].filter(() => random() < 0.5);
    if (kept.length <= k) continue;
    const some = part(whole, kept);
    const ours = Int32Array.from(kept, (at) => group[at] ?? 0);
    const best = foundAgain(ours, kMedoids(some, k).group, k, some.weights);
    for (const [own, likeness] of best.entries()) sums[own] = (sums[own] ?? 0) + (likeness ?? 0);
  }
  return sums.map((sum) => sum / halves);
}

/**
 * Groups of like paths, or none: a number of groups counts only where their silhouette is above that of
 * the same journeys with their steps shuffled, and each group is found again in halves of the data.
 *
 * @param asked how many; undefined: as many as there are
 * @param seed of what is left to chance, so that the same data give the same answer
 */
export async function findGroups(
  variants: readonly Counted[],
  asked: number | undefined,
  seed: number,
): Promise<Groups> {
  const none = (why: Said, tried: Tried[] = []): Groups => ({
    found: false,
    why,
    tried,
    clustering: null,
  });
  const journeys = variants.reduce((sum, variant) => sum + variant.journeys, 0);
  if (journeys < leastJourneys || variants.length < 10) {
    return none(
      say('{n} journeys in {variants} variants; 200 in 10 are needed.', {
        n: journeys,
        variants: variants.length,
      }),
    );
  }
  const random = randomFrom(seed);
  const paths = sample(variants, random);
  const sizes =
    asked === undefined ? Array.from({ length: mostClusters - 1 }, (_, at) => at + 2) : [asked];
  const seen = weighted(counted(paths));
  const dealt: Weighted[] = [];
  for (let round = 0; round < shuffles; round++) {
    await breathe();
    dealt.push(weighted(counted(shuffled(paths, random))));
  }
  const tried: Tried[] = [];
  for (const clusters of sizes) {
    const mean = (data: Weighted) => silhouettes(data, kMedoids(data, clusters)).mean;
    const silhouette = mean(seen);
    let highest = -1;
    for (const data of dealt) {
      await breathe();
      highest = Math.max(highest, mean(data));
    }
    tried.push({ clusters, silhouette, shuffled: highest, stability: null });
  }
  const clear = tried
    .filter(({ silhouette, shuffled: chance }) => silhouette >= chance + leastAbove)
    .toSorted((a, b) => b.silhouette - b.shuffled - (a.silhouette - a.shuffled));
  const whole = weighted(variants);
  const look = async (entry: Tried): Promise<NonNullable<Groups['clustering']>> => {
    await breathe();
    const clustering = kMedoids(whole, entry.clusters);
    const stability = await stabilities(whole, clustering, random);
    entry.stability = Math.min(...stability);
    return { ...clustering, stability, silhouettes: silhouettes(whole, clustering).groups };
  };
  for (const entry of clear) {
    const clustering = await look(entry);
    if ((entry.stability ?? 0) >= leastStability) {
      return { found: true, why: null, tried, clustering };
    }
  }
  const why =
    clear.length === 0
      ? say(
          'No number of groups is clearer than in the same journeys with their steps shuffled between them.',
        )
      : say('No number of groups is found again when half of the journeys are clustered alone.');
  const [first] = tried;
  if (asked === undefined || !first) return none(why, tried);
  return { found: false, why, tried, clustering: await look(first) };
}
