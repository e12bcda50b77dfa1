import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aalenJohansen, incidenceAt } from './aalen-johansen.ts';
import { gray } from './gray.ts';
import { kaplanMeier, survivalQuantile } from './kaplan-meier.ts';
import { logRank } from './log-rank.ts';
import { allEnds, everWatched, toRiskRows } from './risk-rows.ts';
import type { Observation } from './risk-rows.ts';

/** Sixty made-up watched things in three groups of twenty; 0 is censored, 1 and 2 are causes. */
const times = [
  1, 33, 35, 17, 11, 53, 16, 86, 5, 1, 19, 15, 38, 38, 25, 7, 14, 20, 11, 19, 33, 9, 6, 6, 8, 4, 6,
  17, 23, 26, 17, 11, 26, 1, 8, 6, 2, 5, 13, 12, 20, 7, 42, 4, 29, 18, 42, 75, 15, 31, 39, 31, 122,
  4, 5, 3, 32, 19, 54, 37,
];
const codes = [
  2, 2, 1, 2, 1, 0, 1, 0, 1, 2, 1, 1, 2, 2, 2, 2, 0, 1, 0, 2, 2, 2, 1, 2, 1, 0, 1, 2, 1, 0, 0, 0, 2,
  0, 2, 0, 0, 0, 0, 2, 2, 1, 2, 1, 2, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 2, 0, 0, 0, 2,
];
const observed = times
  .map((time, i): Observation => ({ time, cause: (codes[i] ?? 0) - 1 }))
  .map(({ time, cause }): Observation => ({ time, cause: cause === -1 ? null : cause }));
const rows = toRiskRows(observed, 2);
const groups = [0, 20, 40].map((from) => toRiskRows(observed.slice(from, from + 20), 2));

const anyObservations = fc.array(
  fc.record({
    time: fc.integer({ min: 1, max: 12 }),
    cause: fc.constantFrom(null, 0, 1, 2),
  }),
  { minLength: 2, maxLength: 80 },
);

describe('Aalen-Johansen', () => {
  test('incidence and standard error as R 4.2 and its package survival give them', () => {
    const steps = aalenJohansen(rows, 0);
    const at = (time: number) => incidenceAt(steps, rows, time);
    expect(at(20)?.incidence).toBeCloseTo(0.255204748010749, 12);
    expect(at(20)?.standardError).toBeCloseTo(0.061834051460771, 12);
    expect(at(40)?.standardError).toBeCloseTo(0.070341951675236, 12);
    expect(at(80)?.incidence).toBeCloseTo(0.413889765273302, 12);
    expect(at(122)?.incidence).toBeCloseTo(0.534059769212061, 12);
    expect(at(122)?.standardError).toBeCloseTo(0.075845960970154, 12);
    expect(at(123)).toBeUndefined();
    expect(at(0.5)).toBeUndefined();
  });

  test('causes and what survives add up to everybody', () => {
    fc.assert(
      fc.property(anyObservations, (some) => {
        const table = toRiskRows(some, 3);
        const shares = [0, 1, 2].map((cause) => aalenJohansen(table, cause).at(-1)?.incidence ?? 0);
        const survival = kaplanMeier(table).at(-1)?.survival ?? 1;
        expect(shares.reduce((sum, x) => sum + x, survival)).toBeCloseTo(1, 10);
      }),
    );
  });

  test('with one cause it is the complement of Kaplan-Meier, standard error included', () => {
    fc.assert(
      fc.property(anyObservations, (some) => {
        const table = toRiskRows(
          some.map(({ time, cause }) => ({ time, cause: cause === null ? null : 0 })),
          1,
        );
        const curve = kaplanMeier(table);
        for (const [i, step] of aalenJohansen(table, 0).entries()) {
          expect(step.incidence).toBeCloseTo(1 - (curve[i]?.survival ?? 1), 10);
          const error = curve[i]?.standardError;
          if (typeof error === 'number') expect(step.standardError).toBeCloseTo(error, 9);
        }
      }),
    );
  });

  test('bounds hold the estimate and stay between 0 and 1', () => {
    fc.assert(
      fc.property(anyObservations, (some) => {
        for (const { low, incidence, high } of aalenJohansen(toRiskRows(some, 3), 1)) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(incidence + 1e-12);
          expect(high).toBeGreaterThanOrEqual(incidence - 1e-12);
          expect(high).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('without anybody censored it is the plain share', () => {
    const some = [1, 2, 2, 3, 5].map((time, i): Observation => ({ time, cause: i % 2 }));
    expect(aalenJohansen(toRiskRows(some, 2), 0).at(-1)?.incidence).toBeCloseTo(3 / 5, 12);
  });
});

describe('Kaplan-Meier', () => {
  test('a curve that does not get low enough has no median', () => {
    const steps = kaplanMeier([
      { time: 1, ends: [1], censored: 0 },
      { time: 2, ends: [0], censored: 3 },
    ]);
    expect(steps[0]?.survival).toBe(0.75);
    expect(survivalQuantile(steps, 0.5)).toEqual({ value: null, low: 1, high: null });
    expect(survivalQuantile(steps, 0.25).value).toBe(1);
  });

  test('counts nobody twice', () => {
    expect(everWatched(rows)).toBe(60);
    expect(rows.reduce((sum, row) => sum + allEnds(row), 0)).toBe(
      codes.filter((code) => code > 0).length,
    );
  });
});

describe('differences of groups', () => {
  test('log-rank as survdiff of R 4.2 gives it', () => {
    expect(logRank(groups)?.statistic).toBeCloseTo(5.0579995538213, 11);
  });

  test("Gray's test as the R package cmprsk 2.2-11 gives it, for both causes, and for one alone", () => {
    expect(gray(groups, 0)?.statistic).toBeCloseTo(0.012825518422389, 12);
    expect(gray(groups, 0)?.p).toBeCloseTo(0.993607758647033, 12);
    expect(gray(groups, 1)?.statistic).toBeCloseTo(4.970815742129901, 11);
    expect(gray(groups, 1)?.p).toBeCloseTo(0.083291575359454, 12);
    const together = groups.map((group) => group.map((row) => ({ ...row, ends: [allEnds(row)] })));
    expect(gray(together, 0)?.statistic).toBeCloseTo(4.6167780309497, 11);
  });

  test('groups in another order give the same answer; a group with itself gives none', () => {
    for (const compare of [logRank, (them: typeof groups) => gray(them, 0)]) {
      const one = compare(groups)?.statistic ?? Number.NaN;
      expect(compare(groups.toReversed())?.statistic).toBeCloseTo(one, 9);
      expect(compare([rows, rows])?.statistic).toBeCloseTo(0, 9);
      expect(compare([rows])).toBeNull();
    }
  });

  test('nothing that ended is nothing to compare', () => {
    const waiting = [{ time: 3, ends: [0, 0], censored: 5 }];
    expect(logRank([waiting, waiting])).toBeNull();
    expect(gray([waiting, waiting], 0)).toBeNull();
  });
});
