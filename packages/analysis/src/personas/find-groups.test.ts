import { randomFrom } from '../stats/random.ts';
import { describe, expect, test } from 'vitest';
import { findGroups } from './find-groups.ts';
import type { Counted } from './find-groups.ts';

/** More on demand: the study takes 20 of each. */
const seeds = Number(process.env['TOUCHTRAIL_PERSONA_SEEDS'] ?? 1);
const places = 12;
/** Variants that are put together; the study takes 600. */
const mostVariants = Number(process.env['TOUCHTRAIL_PERSONA_VARIANTS'] ?? 300);

/** Journeys with the habit that made each. */
interface Planted {
  variants: Counted[];
  /** Habit of most of the journeys of each variant. */
  truth: number[];
}

type Walk = (random: () => number, habit: number) => number[];

function planted(seed: number, habits: number, walk: Walk, journeys = 3_000): Planted {
  const random = randomFrom(seed);
  const found = new Map<string, { path: number[]; byHabit: number[] }>();
  for (let journey = 0; journey < journeys; journey++) {
    const habit = Math.floor(random() * habits);
    const path = walk(random, habit).filter((step, at, all) => step !== all[at - 1]);
    const key = path.join(' ');
    const entry = found.get(key) ?? { path, byHabit: Array.from({ length: habits }, () => 0) };
    entry.byHabit[habit] = (entry.byHabit[habit] ?? 0) + 1;
    found.set(key, entry);
  }
  const rows = [...found.values()]
    .map(({ path, byHabit }) => ({
      path,
      journeys: byHabit.reduce((sum, n) => sum + n, 0),
      habit: byHabit.indexOf(Math.max(...byHabit)),
    }))
    .toSorted((a, b) => b.journeys - a.journeys)
    .slice(0, mostVariants);
  return { variants: rows, truth: rows.map(({ habit }) => habit) };
}

const length = (random: () => number): number => 1 + Math.floor(-5 * Math.log(1 - random()));

/** Any place, whatever came before. */
const anywhere: Walk = (random) =>
  Array.from({ length: length(random) }, () => Math.floor(random() ** 2 * places));

/** The place before tells a little of the next: one habit that all share. */
const onward: Walk = (random) => {
  const path = [0];
  while (path.length < length(random) + 2) {
    const here = path.at(-1) ?? 0;
    path.push(random() < 0.4 ? (here + 1) % places : Math.floor(random() * places));
  }
  return path;
};

/** Each habit has four places of its own, met three times out of four. */
const ofHabit: Walk = (random, habit) =>
  Array.from({ length: length(random) + 2 }, () =>
    random() < 0.75 ? habit * 4 + Math.floor(random() * 4) : Math.floor(random() * places),
  );

const pairs = (n: number): number => (n * (n - 1)) / 2;

/** Adjusted Rand index of two groupings, weighted (Hubert and Arabie 1985). */
function randIndex(a: readonly number[], b: ArrayLike<number>, weights: readonly number[]): number {
  const tally = (key: (at: number) => string): number => {
    const sums = new Map<string, number>();
    for (const [at, weight] of weights.entries()) {
      sums.set(key(at), (sums.get(key(at)) ?? 0) + weight);
    }
    return [...sums.values()].reduce((sum, n) => sum + pairs(n), 0);
  };
  const all = pairs(weights.reduce((sum, weight) => sum + weight, 0));
  const both = tally((at) => `${a[at] ?? ''} ${b[at] ?? ''}`);
  const [one, other] = [tally((at) => `${a[at] ?? ''}`), tally((at) => `${b[at] ?? ''}`)];
  const expected = (one * other) / all;
  return (both - expected) / ((one + other) / 2 - expected);
}

describe(`${seeds} logs each`, () => {
  test('no structure: none is found', { timeout: 30_000 + seeds * 20_000 }, async () => {
    const found: string[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      for (const [name, walk] of Object.entries({ anywhere, onward })) {
        const groups = await findGroups(planted(seed, 1, walk).variants, undefined, seed);
        if (groups.found) found.push(`${name} ${seed} ${JSON.stringify(groups.tried)}`);
        else expect(groups.why?.en).toMatch(/shuffled|half/);
      }
    }
    if (found.length > 0) console.log(found.join('\n'));
    expect(found.length).toBeLessThanOrEqual(Math.floor(seeds / 10));
  });

  test(
    'planted habits are found, as many as there are',
    { timeout: 30_000 + seeds * 10_000 },
    async () => {
      for (let seed = 1; seed <= seeds; seed++) {
        const { variants, truth } = planted(seed, 3, ofHabit);
        const { found, clustering, tried, why } = await findGroups(variants, undefined, seed);
        expect(found, `${why?.en ?? ''} ${JSON.stringify(tried)}`).toBe(true);
        expect(clustering?.medoids).toHaveLength(3);
        const weights = variants.map(({ journeys }) => journeys);
        const index = randIndex(truth, clustering?.group ?? [], weights);
        if (seeds > 1) console.log(`seed ${seed}: adjusted Rand index ${index.toFixed(3)}`);
        expect(index).toBeGreaterThan(0.8);
        expect(Math.min(...(clustering?.stability ?? [0]))).toBeGreaterThan(0.75);
      }
    },
  );
});

test('few data say why there is nothing; a number that is asked for is given', async () => {
  const few = await findGroups([{ path: [1], journeys: 50 }], undefined, 1);
  expect(few).toMatchObject({ found: false, clustering: null });
  const asked = await findGroups(planted(1, 1, anywhere, 600).variants, 2, 1);
  expect(asked.clustering?.medoids).toHaveLength(2);
});
