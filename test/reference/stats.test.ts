import {
  adjustBenjaminiHochberg,
  kaplanMeier,
  logRank,
  mantelHaenszel,
  survivalQuantile,
  toRiskRows,
  wilson,
} from '@touchtrail/analysis/stats';
import { describe, expect, test } from 'vitest';
import { expected, hasReference } from './folder.ts';

interface Answers {
  mantel_haenszel: {
    strata: { a: number; b: number; c: number; d: number }[];
    or: number;
    ci: [number, number];
  };
  p_adjust: { p: number[]; BH: number[] };
  wilson: { x: number; n: number; lo: number; hi: number }[];
  kaplan_meier: {
    data: { time: number; event: 0 | 1; group: string }[];
    table: {
      group: string;
      time: number;
      at_risk: number;
      events: number;
      survival: number;
      std_err: number | 'NaN';
      lo: number | null;
      hi: number | null;
    }[];
    medians: Record<string, number>;
    logrank: { chisq: number; df: number; p: number };
  };
}

/** The tolerance that the answers state: relative, of p values absolute. */
const near = (is: number | null | undefined, want: number) =>
  expect(Math.abs((is ?? Number.NaN) - want)).toBeLessThanOrEqual(
    1e-6 * Math.max(Math.abs(want), 1e-6),
  );

if (hasReference) describe('statistics against base R and its package survival', suite);
else {
  test('statistics have nothing to compare with', () => {
    console.warn('\n*** 1 REFERENCE CASE OF STATISTICS WAS NOT RUN: no reference folder.\n');
    expect(process.env['TOUCHTRAIL_REFERENCE'], 'is no folder').toBeUndefined();
  });
}

async function suite(): Promise<void> {
  const answers = await expected<Answers>('stats-reference');

  test('Mantel-Haenszel, Wilson, Benjamini-Hochberg', () => {
    const { mantel_haenszel: mh, p_adjust: adjusted, wilson: shares } = answers;
    const odds = mantelHaenszel(
      mh.strata.map(({ a, b, c, d }) => ({
        exposedEvents: a,
        exposed: a + b,
        otherEvents: c,
        others: c + d,
      })),
    );
    near(odds?.value, mh.or);
    near(odds?.low, mh.ci[0]);
    near(odds?.high, mh.ci[1]);
    const q = adjustBenjaminiHochberg(adjusted.p);
    for (const [i, want] of adjusted.BH.entries()) near(q[i], want);
    for (const { x, n, lo, hi } of shares) {
      near(wilson(x, n).low, lo);
      near(wilson(x, n).high, hi);
    }
  });

  test('Kaplan-Meier with log-log bounds, medians, log-rank', () => {
    const { data, table, medians, logrank } = answers.kaplan_meier;
    const rowsOf = (group: string) =>
      toRiskRows(
        data
          .filter((row) => row.group === group)
          .map(({ time, event }) => ({ time, cause: event === 1 ? 0 : null })),
        1,
      );
    let compared = 0;
    for (const [group, median] of Object.entries(medians)) {
      const steps = kaplanMeier(rowsOf(group));
      const want = table.filter((row) => row.group === group);
      expect(steps).toHaveLength(want.length);
      for (const [i, row] of want.entries()) {
        const step = steps[i];
        expect([step?.time, step?.atRisk, step?.events]).toEqual([
          row.time,
          row.at_risk,
          row.events,
        ]);
        near(step?.survival, row.survival);
        // Once nobody is left there is no error: R says NaN.
        if (row.std_err === 'NaN') expect(step?.standardError).toBeNull();
        else near(step?.standardError, row.std_err);
        if (row.lo === null || row.hi === null)
          expect([step?.low, step?.high]).toEqual([null, null]);
        else {
          near(step?.low, row.lo);
          near(step?.high, row.hi);
        }
        compared++;
      }
      expect(survivalQuantile(steps, 0.5).value).toBe(median);
    }
    expect(compared).toBe(table.length);
    const result = logRank(Object.keys(medians).map(rowsOf));
    near(result?.statistic, logrank.chisq);
    expect(result?.degrees).toBe(logrank.df);
    expect(result?.p).toBeCloseTo(logrank.p, 6);
  });
}
