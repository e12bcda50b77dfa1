import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import type { MakeOrBreakRow } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSite } from '../oracle/log.ts';
import { plantedEffects, plantedHorizon, plantedLog, plantedTouchpoints } from './planted-log.ts';

/** The study takes 20 seeds of 20,000 people; the suite a first look. */
const seeds = Number(process.env['TOUCHTRAIL_PLANTED_SEEDS'] ?? 1);
const people = Number(process.env['TOUCHTRAIL_PLANTED_PEOPLE'] ?? 20_000);
const firstSeed = Number(process.env['TOUCHTRAIL_SEED'] ?? 1);
const truthJourneys = seeds > 1 ? 200_000 : 30_000;
const batch = 20_000;

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(join(tmpdir(), 'touchtrail-planted-')));
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function rowsOf(seed: number): Promise<MakeOrBreakRow[]> {
  const id = `planted-${seed}`;
  const log = plantedLog(id, seed, people);
  for (let from = 0; from < log.length; from += batch) {
    await store.insertEvents(log.slice(from, from + batch));
  }
  const report = await runReport(
    'make-or-break',
    { horizon: plantedHorizon, inactivityLimit: 30 * 86_400_000 },
    { reader: store.reader, site: testSite(id), clock: () => 0 },
  );
  return report.result.rows;
}

/** False and true alarms of odds ratios that are not adjusted, by their intervals. */
const loud = ({ crude }: MakeOrBreakRow): boolean =>
  crude !== null && (crude.low > 1 || crude.high < 1);

test(
  `${seeds} logs of ${people} people: what was planted is found, and nothing else`,
  { timeout: 120_000 + seeds * 120_000 },
  async () => {
    const truth = plantedEffects(424_242, truthJourneys);
    const sums = plantedTouchpoints.map(({ key }) => ({
      touchpoint: key,
      truth: Number((100 * (truth.get(key) ?? 0)).toFixed(2)),
      effect: 0,
      width: 0,
      covered: 0,
      found: 0,
      crude: 0,
      n: 0,
    }));
    let elsewhere = 0;
    /** Intervals of no effect, and those of them that hold 0, of twenty logs at a time. */
    const twenties = new Map<string, { held: number; of: number }>();
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      for (const row of await rowsOf(seed)) {
        const sum = sums.find(({ touchpoint }) => touchpoint === row.touchpoint);
        if (!sum) {
          if (row.verdict === 'make' || row.verdict === 'break') elsewhere++;
          continue;
        }
        if (!row.effect) continue;
        sum.n++;
        sum.effect += row.effect.value;
        sum.width += row.effect.high - row.effect.low;
        const holds = row.effect.low <= sum.truth && sum.truth <= row.effect.high;
        if (holds) sum.covered++;
        const since = firstSeed + 20 * Math.floor((seed - firstSeed) / 20);
        const twenty = twenties.get(`from ${since}`) ?? { held: 0, of: 0 };
        twenties.set(`from ${since}`, twenty);
        if (row.touchpoint.startsWith('none.')) {
          twenty.of++;
          if (holds) twenty.held++;
        }
        if (row.verdict === 'make' || row.verdict === 'break') sum.found++;
        if (loud(row)) sum.crude++;
      }
    }
    console.table(
      sums.map(({ n, effect, width, ...sum }) => ({
        ...sum,
        n,
        effect: Number((effect / n).toFixed(2)),
        width: Number((width / n).toFixed(2)),
      })),
    );
    const planted = sums.filter(({ touchpoint }) => !touchpoint.startsWith('none.'));
    const none = sums.filter(({ touchpoint }) => touchpoint.startsWith('none.'));
    const total = (list: typeof sums, of: 'covered' | 'found' | 'crude' | 'n') =>
      list.reduce((sum, row) => sum + row[of], 0);
    const figures = {
      'planted found (of 12)': total(planted, 'found') / seeds,
      'false alarms (of 17), goal 0.5': total(none, 'found') / seeds,
      'verdicts on what comes after the goal': elsewhere,
      'intervals of no effect that hold 0, goal 0.93 to 0.97':
        total(none, 'covered') / total(none, 'n'),
      'intervals of planted effects that hold the truth, goal 0.9':
        total(planted, 'covered') / total(planted, 'n'),
      'false alarms of crude odds (of 17)': total(none, 'crude') / seeds,
    };
    console.table(figures);
    console.table(
      [...twenties].map(([logs, { held, of }]) => ({ logs, 'no effect holds 0': held / of })),
    );
    expect(elsewhere).toBe(0);
    expect(total(planted, 'found')).toBeGreaterThanOrEqual(11 * seeds);
    expect(total(none, 'found')).toBeLessThanOrEqual(Math.max(1, 0.5 * seeds));
  },
);
