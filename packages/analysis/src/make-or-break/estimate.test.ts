import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitModel, makeOrBreakRows } from './estimate.ts';
import type { PatternRow, ScreenRow } from './query.ts';
import { screen } from './screen.ts';

const pattern = (more: Partial<PatternRow>): PatternRow => ({
  met: [],
  here: 0,
  first: 0,
  step: 1,
  entry: 'web',
  weekday: 1,
  stretch: 0,
  cluster: 0,
  touches: 100,
  won: 10,
  gone: 20,
  ...more,
});
const clusters = Array.from({ length: 50 }, (_, index) => index);
/** Journeys of two steps; at the second some have met touchpoint 1, and win so much more often. */
const log = (wonAfter: number, met = [1]): PatternRow[] =>
  clusters.flatMap((cluster) => [
    pattern({ cluster }),
    pattern({ cluster, here: 2, first: 1, met: [2] }),
    pattern({ cluster, step: 2, touches: 60, won: 6, gone: 12 }),
    pattern({ cluster, met: [2], step: 2, touches: 60, won: 6, gone: 12 }),
    pattern({
      cluster,
      here: 1,
      first: 1,
      met,
      step: 2,
      touches: 40,
      won: wonAfter,
      gone: Math.round((40 - wonAfter) * 0.22),
    }),
    pattern({ cluster, here: 3, first: 1, met: [2, 3], step: 2, touches: 60, won: 6, gone: 12 }),
  ]);
const counted = (id: string, step: number, touches: number, won: number): ScreenRow => ({
  id,
  step,
  entry: 'web',
  touches,
  won,
  journeys: touches,
});
const ways = [1, 2, 3].map((next) => ({ early: 1, here: 0, next, entry: '', touches: 10 }));
const screened = (ids: readonly string[]): ReturnType<typeof screen> => {
  return screen([
    counted('', 1, 5_000, 500),
    counted('', 2, 5_000, 900),
    ...ids.map((id) => counted(id, 2, 2_000, 600)),
  ]);
};
const rowsOf = (patterns: readonly PatternRow[]) => {
  const ids = ['a', 'b', 'c'];
  const { all, byId } = screened(ids);
  const fitted = fitModel(patterns, ways, 3);
  return makeOrBreakRows(byId, all.journeys, ids, fitted, (id) => id, 60 * 86_400_000);
};
const only = <Row extends { touchpoint: string }>(rows: readonly Row[], name: string): Row => {
  const found = rows.find(({ touchpoint }) => touchpoint === name);
  if (!found) throw new Error(`no row of ${name}`);
  return found;
};

describe('the joint model', () => {
  test('a place where nearly everybody wins at once is judged, though hardly anybody leaves it', () => {
    const left = clusters.map((cluster) =>
      pattern({ cluster, here: 3, met: [1, 3], step: 3, touches: 2, won: 0, gone: 1 }),
    );
    for (const [won, sure] of [
      [37, 60],
      [39, 70],
    ] as const) {
      const row = only(rowsOf([...log(won), ...left]), 'a');
      expect(row).toMatchObject({ verdict: 'make', momentOfTruth: true, missing: null });
      expect(row.effect?.low).toBeGreaterThan(sure);
      expect(row.effect?.high).toBeLessThan(100);
    }
  });

  test('what goes with more wins is a make, with fewer a break, and with as many neither', () => {
    const more = only(rowsOf(log(16)), 'a');
    expect(more).toMatchObject({ verdict: 'make', momentOfTruth: true, missing: null });
    expect(more.effect?.low).toBeGreaterThan(10);
    expect(more.perMonth?.value).toBeCloseTo(((more.effect?.value ?? 0) / 100) * 1_000, 6);
    expect(more.eValue?.bound).toBeGreaterThan(1);
    const fewer = only(rowsOf(log(1)), 'a');
    expect(fewer.verdict).toBe('break');
    expect(fewer.effect?.high).toBeLessThan(0);
    const same = only(rowsOf(log(4)), 'a');
    expect(same.verdict).toBe('not_distinguishable');
    expect(same.eValue?.bound).toBeLessThan(1.01);
  });

  test('two that are always met together are not told apart, and it says so', () => {
    const rows = rowsOf(
      log(16, [1, 3]).map((row) => (row.here === 3 ? { ...row, met: [1, 2, 3] } : row)),
    );
    const [one, other] = [only(rows, 'a'), only(rows, 'c')];
    expect([one.missing, other.missing].filter((why) => why?.includes('told apart'))).toHaveLength(
      1,
    );
  });

  test('a touchpoint after which everybody wins has figures, not infinities', () => {
    for (const row of rowsOf(log(40))) {
      for (const figure of [row.effect, row.perMonth, row.met, row.here]) {
        for (const value of Object.values(figure ?? {})) expect(Number.isFinite(value)).toBe(true);
      }
    }
  });

  // Thirty fits: seconds of a processor, which others may share.
  test('the order of rows means nothing', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.infiniteStream(fc.nat(1_000)), (won, by) => {
        const rows = log(won);
        const shuffled = rows
          .map((row) => ({ row, at: by.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ row }) => row);
        const [one, other] = [only(rowsOf(rows), 'a'), only(rowsOf(shuffled), 'a')];
        expect(other.effect?.value).toBeCloseTo(one.effect?.value ?? Number.NaN, 6);
        expect(other.effect?.low).toBeCloseTo(one.effect?.low ?? Number.NaN, 6);
      }),
      { numRuns: 15 },
    );
  });
});

const row = (more: Partial<ScreenRow>): ScreenRow => ({
  ...counted('a', 1, 1_000, 100),
  ...more,
});

const missing = (own: Partial<ScreenRow>, all: Partial<ScreenRow> = { touches: 5_000 }) =>
  screen([row({ id: '', ...all }), row(own)]).byId.get('a')?.missing;

describe('evidence that is not enough', () => {
  test.each([
    [{ journeys: 199 }, '199 journeys met it, 200 are needed'],
    [{ won: 29 }, '29 journeys converted after it, 30 are needed'],
    [{ won: 980 }, '20 journeys did not convert after it, 30 are needed'],
  ])('%j: %s', (own, why) => {
    expect(missing(own)).toBe(why);
  });
  test('one that every journey meets has nothing beside it', () => {
    expect(missing({}, { touches: 1_000 })).toMatch(/^0 % of the touches after it/);
  });
  test('enough is enough', () => {
    expect(missing({})).toBeNull();
  });
});
