import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chainOf,
  leaveOneOutCredits,
  markov,
  positionWeights,
  ruleCredits,
  ruleWeights,
  shapley,
  timeDecayWeights,
  toPathSet,
  transformPath,
  uShares,
  wShares,
} from './index.ts';
import type { PathCount, PathSet, RuleModel } from './index.ts';
import { randomFrom } from '../../stats/random.ts';
import { solveChain } from './sparse-solve.ts';

const rules = [
  'first',
  'last',
  'last-non-direct',
  'linear',
  'u-shaped',
  'w-shaped',
  'custom',
  'shapley-simplified',
] as const;
const custom = { first: 10, lead: 20, last: 30, middle: 40 };

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const counts = (paths: readonly [string, number, number][]): PathCount[] =>
  paths.map(([path, conversions, nulls]) => ({
    path: path.split(''),
    conversions,
    value: conversions * 2,
    nulls,
  }));

const channel = fc.constantFrom('a', 'b', 'c', 'd');
const pathArbitrary: fc.Arbitrary<PathCount> = fc.record({
  path: fc.array(channel, { minLength: 1, maxLength: 7 }),
  conversions: fc.nat(9),
  value: fc.nat(500),
  nulls: fc.nat(9),
});
const pathsArbitrary = fc
  .array(pathArbitrary, { minLength: 1, maxLength: 25 })
  .filter((rows) => rows.some((row) => row.conversions > 0));

/** Every model's shares of the conversions, by channel name. */
function everyModel(rows: readonly PathCount[]): Map<string, Record<string, number>> {
  const set = toPathSet(rows);
  const options = { direct: set.channels.indexOf('d'), lead: set.channels.indexOf('b'), custom };
  const total = sum(set.rows.map((row) => row.conversions));
  const named = (values: readonly number[]) =>
    Object.fromEntries(set.channels.map((name, at) => [name, values[at] ?? 0]));
  const shares = new Map<string, Record<string, number>>();
  for (const model of rules) {
    shares.set(model, named(ruleCredits(model, set, options).conversions.map((v) => v / total)));
  }
  shares.set('leave-one-out', named(leaveOneOutCredits(set).conversions.map((v) => v / total)));
  for (const order of [1, 2, 3, 4])
    shares.set(`markov ${order}`, named(markov(chainOf(set, order)).shares));
  shares.set('shapley', named(shapley(chainOf(set, 1)).shares));
  return shares;
}

function expectSame(a: ReturnType<typeof everyModel>, b: ReturnType<typeof everyModel>): void {
  for (const [model, shares] of a) {
    for (const [name, share] of Object.entries(shares)) {
      expect(b.get(model)?.[name] ?? 0, `${model}, ${name}`).toBeCloseTo(share, 9);
    }
  }
}

describe('every model', () => {
  test('gives all conversions away, none twice', () => {
    fc.assert(
      fc.property(pathsArbitrary, (rows) => {
        for (const [model, shares] of everyModel(rows)) {
          const values = Object.values(shares);
          expect(Math.abs(sum(values) - 1), model).toBeLessThan(1e-9);
          for (const share of values) expect(share, model).toBeGreaterThanOrEqual(-1e-12);
        }
      }),
    );
  });

  test('does not care for names or for the order of rows, nor whether a row is cut in two', () => {
    fc.assert(
      fc.property(pathsArbitrary, (rows) => {
        const known = everyModel(rows);
        expectSame(known, everyModel(rows.toReversed()));
        const halves = rows.flatMap((row) => {
          const half = {
            conversions: row.conversions / 2,
            value: row.value / 2,
            nulls: row.nulls / 2,
          };
          return [
            { ...row, ...half },
            { ...row, ...half },
          ];
        });
        expectSame(known, everyModel(halves));
        // b and d mean something to some rules, so only the others change places.
        const other: Record<string, string> = { a: 'c', c: 'a', b: 'b', d: 'd' };
        const swapped = everyModel(
          rows.map((row) => ({ ...row, path: row.path.map((name) => other[name] ?? '') })),
        );
        for (const [model, shares] of swapped) {
          const back = Object.entries(shares).map(([name, share]) => [other[name], share]);
          swapped.set(model, Object.fromEntries(back) as Record<string, number>);
        }
        expectSame(known, swapped);
      }),
    );
  });

  test('gives nothing to a channel that only those met who did not convert', () => {
    fc.assert(
      fc.property(pathsArbitrary, fc.integer({ min: 1, max: 9 }), (rows, nulls) => {
        const known = everyModel([...rows, { path: ['z'], conversions: 0, value: 0, nulls }]);
        for (const [model, shares] of known) expect(shares['z'], model).toBe(0);
      }),
    );
  });

  test('gives a single channel everything, with and without journeys that were lost', () => {
    for (const nulls of [0, 5]) {
      for (const [model, shares] of everyModel(
        counts([
          ['a', 3, nulls],
          ['aaa', 1, nulls],
        ]),
      )) {
        expect(shares['a'], model).toBeCloseTo(1, 12);
      }
    }
  });
});

test.each(rules)('%s: the credits of one conversion sum to 1', (model: RuleModel) => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(5), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: -1, max: 5 }),
      (steps, lead) => {
        const weights = ruleWeights(model, steps, { direct: 0, lead, custom });
        expect(weights).toHaveLength(steps.length);
        expect(Math.abs(sum(weights) - 1)).toBeLessThan(1e-12);
      },
    ),
  );
});

test('by position: who is missing leaves the share to those who are there', () => {
  expect(positionWeights(1, 0, wShares)).toEqual([1]);
  expect(positionWeights(2, -1, uShares)).toEqual([0.5, 0.5]);
  expect(positionWeights(4, -1, uShares)).toEqual([0.4, 0.1, 0.1, 0.4]);
  expect(positionWeights(5, 2, wShares)).toEqual([0.3, 0.05, 0.3, 0.05, 0.3]);
  // No lead: its 30 go to the others by their shares.
  for (const [at, share] of [3 / 7, 1 / 14, 1 / 14, 3 / 7].entries()) {
    expect(positionWeights(4, -1, wShares)[at]).toBeCloseTo(share, 14);
  }
  // The first touch made the lead.
  expect(positionWeights(3, 0, wShares)).toEqual([0.6, 0.1, 0.3]);
  expect(positionWeights(2, -1, { first: 0, lead: 1, last: 0, middle: 1 })).toEqual([0.5, 0.5]);
});

test('time decay halves with each half-life, in steps only when it is whole', () => {
  const [older = 0, newer = 0] = timeDecayWeights([10, 0], 10, false);
  expect(newer / older).toBeCloseTo(2, 14);
  expect(timeDecayWeights([9, 0], 10, true)).toEqual([0.5, 0.5]);
  expect(timeDecayWeights([1e15, 1e15], 1, false)).toEqual([0.5, 0.5]);
  fc.assert(
    fc.property(
      fc.array(fc.nat(1e10), { minLength: 1, maxLength: 300 }),
      fc.boolean(),
      (ages, steps) => {
        expect(Math.abs(sum(timeDecayWeights(ages, 6e8, steps)) - 1)).toBeLessThan(1e-12);
      },
    ),
  );
});

test('transforms', () => {
  expect(transformPath([0, 0, 1, 0], 'none', 0)).toEqual([0, 0, 1, 0]);
  expect(transformPath([0, 0, 1, 0], 'merge-repeats', 0)).toEqual([0, 1, 0]);
  expect(transformPath([0, 0, 1, 0], 'first-of-each', 0)).toEqual([0, 1]);
  expect(transformPath([0, 1, 0, 0], 'drop-trailing-direct', 0)).toEqual([0, 1]);
  expect(transformPath([0, 0], 'drop-trailing-direct', 0)).toEqual([0, 0]);
});

describe('Markov', () => {
  test('the chance to convert is that of the data, in every order', () => {
    fc.assert(
      fc.property(pathsArbitrary, (rows) => {
        const set = toPathSet(rows);
        const won = sum(rows.map((row) => row.conversions));
        const all = won + sum(rows.map((row) => row.nulls));
        for (const order of [1, 2, 3, 4]) {
          expect(markov(chainOf(set, order)).conversionRate).toBeCloseTo(won / all, 12);
        }
      }),
    );
  });

  test('removing is what the transition table without the channel says', () => {
    // start > a 3/4, b 1/4; a > b 1/3, converts 1/3, null 1/3; b converts 1/2.
    const { removalEffects } = markov(
      chainOf(
        toPathSet(
          counts([
            ['a', 1, 1],
            ['ab', 1, 0],
            ['b', 0, 1],
          ]),
        ),
        1,
      ),
    );
    const whole = 0.75 * (1 / 3 + 0.5 / 3) + 0.25 * 0.5;
    expect(removalEffects[0]).toBeCloseTo(1 - (0.25 * 0.5) / whole, 12);
    expect(removalEffects[1]).toBeCloseTo(1 - 0.75 / 3 / whole, 12);
  });

  test('a channel that one conversion of ten million passes keeps its digits', () => {
    const set = toPathSet(
      counts([
        ['a', 9_999_999, 90_000_000],
        ['b', 1, 0],
      ]),
    );
    const [, small = 0] = markov(chainOf(set, 1)).removalEffects;
    expect(Math.abs(small / 1e-7 - 1)).toBeLessThan(1e-9);
  });

  test('a path of ten thousand steps', () => {
    const path = Array.from({ length: 10_000 }, (_, at) => 'abc'[(at * at) % 3] ?? 'a');
    const rows = [{ path, conversions: 1, value: 1, nulls: 3 }, ...counts([['c', 1, 1]])];
    for (const [model, shares] of everyModel(rows)) {
      expect(Math.abs(sum(Object.values(shares)) - 1), model).toBeLessThan(1e-9);
    }
  });

  test('large chains, which are solved by groups of states too, say what each system alone says', () => {
    const random = randomFrom(11);
    const channels = 48;
    const paths = Array.from({ length: 5_000 }, (): PathCount => {
      const path: string[] = [];
      do path.push(`c${Math.floor(random() ** 2 * channels)}`);
      while (random() < 0.8);
      const won = random() < 0.1 ? 1 : 0;
      return { path, conversions: won, value: won, nulls: 1 - won };
    });
    const set = toPathSet(paths);
    const won = sum(paths.map(({ conversions }) => conversions));
    for (const order of [2, 3]) {
      const chain = chainOf(set, order);
      expect(chain.windows.length).toBeGreaterThan(1_500);
      const { conversionRate, removalEffects } = markov(chain);
      expect(conversionRate).toBeCloseTo(won / paths.length, 10);
      for (const at of [0, 7, set.channels.length - 1]) {
        const left = Uint8Array.from(chain.windows, (window) => (window.includes(at) ? 0 : 1));
        const own = chain.conversion.map((n, s) => (left[s] ? n / (chain.out[s] || 1) : 0));
        const rate = solveChain(chain, left, own).reduce(
          (total, x, s) => total + (x * (chain.start[s] ?? 0)) / paths.length,
          0,
        );
        const known = 1 - rate / conversionRate;
        expect(Math.abs((removalEffects[at] ?? 0) / known - 1)).toBeLessThan(1e-9);
      }
    }
  });

  test('without a conversion nobody gets anything', () => {
    const { conversionRate, removalEffects, shares } = markov(
      chainOf(toPathSet(counts([['ab', 0, 4]])), 2),
    );
    expect([conversionRate, ...removalEffects, ...shares]).toEqual([0, 0, 0, 0, 0]);
  });
});

/** Mean over all orders, straight from the definition. */
function byDefinition(set: PathSet): number[] {
  const rate = (members: ReadonlySet<number>): number => {
    const chain = chainOf(set, 1);
    // Power iteration over steps between members only.
    let here = chain.windows.map(([c = -1], s) =>
      members.has(c) ? (chain.start[s] ?? 0) / chain.journeys : 0,
    );
    let won = 0;
    for (let step = 0; step < 3_000; step++) {
      const next = here.map(() => 0);
      for (const [s, mass] of here.entries()) {
        won += (mass * (chain.conversion[s] ?? 0)) / (chain.out[s] ?? 1);
        for (let at = chain.rowStart[s] ?? 0; at < (chain.rowStart[s + 1] ?? 0); at++) {
          const t = chain.to[at] ?? 0;
          if (!members.has(chain.windows[t]?.[0] ?? -1)) continue;
          next[t] = (next[t] ?? 0) + (mass * (chain.counts[at] ?? 0)) / (chain.out[s] ?? 1);
        }
      }
      here = next;
    }
    return won;
  };
  const values = set.channels.map(() => 0);
  const orders = (rest: readonly number[]): number[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((one) => orders(rest.filter((r) => r !== one)).map((tail) => [one, ...tail]));
  const all = orders(set.channels.map((_, at) => at));
  for (const order of all) {
    const members = new Set<number>();
    let before = 0;
    for (const one of order) {
      members.add(one);
      const now = rate(members);
      values[one] = (values[one] ?? 0) + (now - before) / all.length;
      before = now;
    }
  }
  return values;
}

describe('Shapley', () => {
  test('is the mean over all orders of joining', () => {
    const set = toPathSet(
      counts([
        ['ab', 3, 2],
        ['ba', 1, 4],
        ['cab', 2, 1],
        ['c', 0, 5],
        ['abab', 1, 1],
      ]),
    );
    const { values, method } = shapley(chainOf(set, 1));
    expect(method).toBe('exact');
    for (const [at, value] of byDefinition(set).entries())
      expect(values[at]).toBeCloseTo(value, 10);
  });

  test('channels that do the same get the same', () => {
    const { values } = shapley(
      chainOf(
        toPathSet(
          counts([
            ['ab', 2, 1],
            ['ba', 2, 1],
            ['a', 1, 2],
            ['b', 1, 2],
            ['c', 3, 3],
          ]),
        ),
        1,
      ),
    );
    expect(values[0]).toBeCloseTo(values[1] ?? Number.NaN, 14);
  });

  test('above fourteen channels orders are sampled, the same each time, near to the exact value', () => {
    // Pairs of channels: the value of each pair is known from two channels alone.
    const pairs = Array.from({ length: 10 }, (_, at) => [`x${at}`, `y${at}`] as const);
    const rows = pairs.flatMap(([x, y], at): PathCount[] => [
      { path: [x, y], conversions: 5 + at, value: 0, nulls: 10 },
      { path: [y], conversions: 2, value: 0, nulls: 3 * at },
    ]);
    const set = toPathSet(rows);
    const result = shapley(chainOf(set, 1));
    expect(result).toMatchObject({ method: 'sampled', permutations: 2_000 });
    expect(result).toEqual(shapley(chainOf(set, 1)));
    expect(sum(result.shares)).toBeCloseTo(1, 12);
    const journeys = sum(rows.map((row) => row.conversions + row.nulls));
    for (const [at, [x, y]] of pairs.entries()) {
      const own = rows.slice(2 * at, 2 * at + 2);
      const alone = toPathSet(own);
      const exact = shapley(chainOf(alone, 1));
      const part = sum(own.map((row) => row.conversions + row.nulls)) / journeys;
      for (const name of [x, y]) {
        const value = result.values[set.channels.indexOf(name)] ?? Number.NaN;
        const error =
          (result.standardErrors[set.channels.indexOf(name)] ?? 0) * result.conversionRate;
        const wanted = part * (exact.values[alone.channels.indexOf(name)] ?? Number.NaN);
        expect(Math.abs(value - wanted), name).toBeLessThanOrEqual(5 * error + 1e-12);
      }
    }
  });
});
