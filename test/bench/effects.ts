/**
 * How long make-or-break takes: 200 touchpoints over a million journeys, made inside the engine.
 *
 * Run after a build: node test/dist/bench/effects.js [journeys] [touchpoints]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { openStore } from '@touchtrail/store';
import type { Reader } from '@touchtrail/store';
import { benchSite } from './bench-site.ts';
import { measured } from './reports-engine.ts';

const journeys = Number(process.argv[2] ?? 1_000_000);
const touchpoints = Number(process.argv[3] ?? 200);
const rounds = 3;
const site = benchSite();

// One person a journey of 1 to 40 touches. Places are unequally frequent; of every twenty one makes the goal
// more likely and one less, whoever met it once. Gaps are minutes, hours or days.
const fillSql = `
INSERT INTO events
  (site_id, subject_id, ts, event_id, seq, type, name, touchpoint, channel, anonymous_id, received_at, source)
WITH
  (sipHash64(number, 1) % 1000000) / 1e6 AS chance,
  1 + least(39, toUInt32(floor(-5 * log(1 - (sipHash64(number, 2) % 1000000) / 1e6)))) AS length,
  arrayMap(
    p -> toUInt32(floor(pow((sipHash64(number, p, 3) % 1000000) / 1e6, 2) * {touchpoints:UInt32})), range(length)
  ) AS places,
  arraySum(x -> multiIf(x % 20 = 3, 0.6, x % 20 = 13, -0.6, 0.), arrayDistinct(places)) AS pull,
  chance < 1 / (1 + exp(2.2 - pull)) AS buys,
  arrayCumSum(arrayMap(
    p -> multiIf(p = 0, 0, sipHash64(number, p, 4) % 100 < 80, 60, sipHash64(number, p, 4) % 100 < 95, 7200, 150000)
      + sipHash64(number, p, 5) % 60,
    range(length + 1)
  )) AS after,
  toUnixTimestamp64Milli(toDateTime64('2026-06-01 00:00:00', 3, 'UTC')) + (sipHash64(number, 6) % 5184000) * 1000 AS began,
  arrayJoin(arrayEnumerate(range(length + buys))) AS position,
  position > length AS isGoal,
  toInt64(began + after[position] * 1000) AS at
SELECT
  {site:String}, concat('d', toString(number)), fromUnixTimestamp64Milli(at, 'UTC'),
  reinterpretAsUUID(sipHash128(number, position)), toUInt32(position), if(isGoal, 'conversion', 'touch'),
  if(isGoal, 'order.completed', 'touch'),
  if(isGoal, 'thanks', concat('place-', leftPad(toString(places[position]), 3, '0'))),
  ['web', 'mobile_web', 'email', 'ads'][1 + sipHash64(number, 7) % 4], concat('d', toString(number)),
  fromUnixTimestamp64Milli(at, 'UTC'), 'import'
FROM numbers({journeys:UInt64})`;

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}`);
const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
console.log(`load ${load()}`);
const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-effects-'));
const store = await openStore({ dataDir });
let inEngine = 0;
const reader: Reader = {
  ...store.reader,
  async query<Row>(query: Parameters<Reader['query']>[0]): Promise<Row[]> {
    const begin = performance.now();
    const rows = await store.reader.query<Row>(query);
    inEngine += performance.now() - begin;
    return rows;
  },
};
try {
  await measured(store.connection, fillSql, {
    site: site.id,
    journeys,
    touchpoints,
  });
  console.log(`${journeys} journeys, ${touchpoints} touchpoints`);
  console.log('| make-or-break | all, ms | in the engine, ms | judged |');
  console.log('| --- | ---: | ---: | ---: |');
  for (const painPoints of [false, true]) {
    for (let round = 0; round < rounds; round++) {
      inEngine = 0;
      const begin = performance.now();
      const { result } = await runReport(
        'make-or-break',
        { horizon: '7d', inactivityLimit: '14d', painPoints, top: 200 },
        { reader, site, clock: Date.now },
      );
      console.log(
        `| ${painPoints ? 'with pain points' : 'effects alone'}, run ${round + 1} | ${Math.round(performance.now() - begin)} | ${Math.round(inEngine)} | ${result.rows.filter(({ effect }) => effect !== null).length} |`,
      );
    }
  }
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
console.log(`load ${load()}`);
