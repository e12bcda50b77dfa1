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
/** Touches of a journey. */
const touches = 6;
const rounds = 3;
const site = benchSite();

// One person a journey; the last touch of one in ten is the goal, more often when the first place is a low number.
const fillSql = `
INSERT INTO events
  (site_id, subject_id, ts, event_id, seq, type, name, touchpoint, channel, anonymous_id, received_at, source)
WITH
  intDiv(number, ${touches}) AS journey,
  number % ${touches} AS position,
  sipHash64(journey, 1) AS chance,
  sipHash64(number, 5) % {touchpoints:UInt32} AS place,
  position = ${touches - 1} AND chance % 100 < 10 AS buys,
  toUnixTimestamp64Milli(toDateTime64('2026-06-01 00:00:00', 3, 'UTC'))
    + (chance % 5184000) * 1000 + position * 600000 AS at
SELECT
  {site:String}, concat('d', toString(journey)), fromUnixTimestamp64Milli(toInt64(at), 'UTC'),
  reinterpretAsUUID(sipHash128(number)), toUInt32(position), if(buys, 'conversion', 'touch'),
  if(buys, 'order.completed', 'touch'),
  if(buys, 'thanks', concat('place-', leftPad(toString(place), 3, '0'))),
  ['web', 'mobile_web', 'email', 'ads'][1 + chance % 4], concat('d', toString(journey)),
  fromUnixTimestamp64Milli(toInt64(at), 'UTC'), 'import'
FROM numbers({rows:UInt64})`;

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
    rows: journeys * touches,
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
