/**
 * How long reports take, against what ClickHouse takes to only group the same rows by person; how long
 * it takes to make the sequences that they read, and until a late event is seen; how much memory the
 * heaviest question of each takes.
 *
 * Run after a build: node test/dist/bench/reports.js [rows] [rounds] [raw]
 *
 * With `raw` reports read events themselves.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import type { ReportName } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Query, Reader, Store } from '@touchtrail/store';
import { benchSite } from './bench-site.ts';
import { fillSql } from './reports-data.ts';
import { measured } from './reports-engine.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const people = Math.round(rows * 0.06);
const rounds = Number(process.argv[3] ?? 5);
const raw = process.argv.includes('raw');

const site = benchSite();

const day = 86_400_000;
const begin = Date.UTC(2026, 7, 1);
const funnel = { steps: 'place-00,place-05,place-10,place-20,place-37', window: '7d' };
const questions: [string, ReportName, Record<string, unknown>][] = [
  ['journeys', 'journeys', {}],
  ['funnel, 5 steps, 7 days', 'funnel', funnel],
  ['paths, by journey', 'paths', {}],
  ['paths, by visit', 'paths', { unit: 'visit' }],
  ['variants', 'variants', {}],
  ['transitions', 'transitions', {}],
  ['step-matrix', 'step-matrix', {}],
  ['drop-off', 'drop-off', {}],
  ['re-entry', 're-entry', {}],
  ['channels', 'channels', {}],
  ['phases', 'phases', {}],
  ['feedback', 'feedback', {}],
  ['time-to-convert', 'time-to-convert', {}],
  ['journeys, 20 of 60 days', 'journeys', { from: begin + 20 * day, to: begin + 40 * day }],
  [
    'journeys, of a segment',
    'journeys',
    { segment: [{ field: 'channel', op: 'is', value: 'email' }] },
  ],
  [
    'journeys, of a segment by props',
    'journeys',
    { segment: [{ field: 'props.plan', op: 'is', value: 'a' }] },
  ],
  ['journeys, by account', 'journeys', { subject: 'account' }],
  ['funnel, 5 steps, by channel', 'funnel', { ...funnel, breakdown: 'channel' }],
  ['time-to-convert, from a place', 'time-to-convert', { since: 'place-05' }],
];

const floorQuery: Query = {
  sql: `SELECT count() AS n FROM (
    SELECT subject_id, count() FROM events WHERE site_id = {site:String} GROUP BY subject_id)`,
  params: { site: site.id },
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function time(task: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');

/** Times and memory of each report, those of one after the other. */
async function reports(store: Store, reader: Reader): Promise<void> {
  const asked: Query[] = [];
  const listening: Reader = {
    ...reader,
    query: <Row>(query: Query) => {
      asked.push(query);
      return reader.query<Row>(query);
    },
  };
  const context = { reader: listening, site, clock: Date.now };
  const lines: { label: string; times: number[]; first: number; memory: number }[] = [];
  const failed: string[] = [];
  const floors: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const floor = await time(() => reader.query(floorQuery));
    if (round > 0) floors.push(floor);
  }
  for (const [label, name, parameters] of questions) {
    asked.length = 0;
    try {
      const first = await time(() => runReport(name, parameters, context));
      let memory = 0;
      for (const { sql, params } of asked.splice(0))
        memory = Math.max(memory, await measured(store.connection, sql, params));
      const times: number[] = [];
      for (let round = 0; round < rounds; round++)
        times.push(await time(() => runReport(name, parameters, context)));
      // Beside each, so that a disturbance meets both.
      floors.push(await time(() => reader.query(floorQuery)));
      lines.push({ label, times, first, memory });
    } catch (error) {
      failed.push(`${label}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const floor = median(floors);
  console.log(
    `load ${load()}; ms, ${rounds} runs after the first; memory of the heaviest question`,
  );
  console.log(
    '| question | first | median | min | max | over the floor | MB |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  );
  console.log(
    `| floor: group by person only | | ${Math.round(floor)} | ${Math.round(Math.min(...floors))} | ${Math.round(Math.max(...floors))} | 1.0x | |`,
  );
  for (const { label, first, times, memory } of lines) {
    const cells = [first, median(times), Math.min(...times), Math.max(...times)].map(Math.round);
    console.log(
      `| ${label} | ${cells.join(' | ')} | ${(median(times) / floor).toFixed(1)}x | ${Math.round(memory / 1e6)} |`,
    );
  }
  for (const line of failed) console.log(line);
}

/** One person's touches in order, by the table's key. */
async function timeline({ reader }: Store): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < 50; n++) {
    times.push(
      await time(() =>
        reader.query({
          sql: `SELECT ts, touch_key, channel, type, value FROM events
            WHERE site_id = {site:String} AND subject_id = {subject:String} ORDER BY ts, seq, event_id LIMIT 1000`,
          params: { site: site.id, subject: `d${n * 101 + 1}` },
        }),
      ),
    );
  }
  const sorted = times.toSorted((a, b) => a - b);
  console.log(
    `one timeline: median ${median(times).toFixed(1)} ms, 49th of 50 ${sorted[48]?.toFixed(1)} ms`,
  );
}

/** From the insert of a late event until a report counts it. */
async function lateEvents(store: Store, reader: Reader): Promise<void> {
  const context = { reader, site, clock: Date.now };
  const touches = async () =>
    (await runReport('journeys', { list: 0 }, context)).population.touches;
  const before = await touches();
  const times: number[] = [];
  for (let n = 1; n <= 5; n++) {
    const took = await time(async () => {
      await store.insertEvents(
        [0, 1, 2].map((part) => ({
          site_id: site.id,
          subject_id: `d${n * 1_000 + part}`,
          anonymous_id: `d${n * 1_000 + part}`,
          ts: begin + n * day + part,
          event_id: `00000000-0000-4000-8000-0000000${n}000${part}`,
          seq: 0,
          type: 'touch',
          name: 'touch',
          touchpoint: 'place-01',
          channel: 'web',
          received_at: Date.now(),
          source: 'server' as const,
        })),
      );
      if ((await touches()) !== before + 3 * n) throw new Error('A late event was not counted.');
    });
    times.push(took);
  }
  console.log(
    `three late events, from their insert to the answer of a report that counts them: median ${Math.round(median(times))} ms, most ${Math.round(Math.max(...times))} ms`,
  );
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-reports-'));
  const store = await openStore({ dataDir, journeys: { minTouches: 0, waitMs: 600_000 } });
  try {
    const loading = await time(() =>
      measured(store.connection, fillSql, { site: site.id, rows, people }),
    );
    const joining = await time(async () => store.identity.settle(site.id));
    console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}`);
    console.log(
      `${rows} rows made in ${Math.round(loading)} ms, joined in ${Math.round(joining)} ms`,
    );
    const { sequences: _made, ...rawReader } = store.reader;
    if (!raw) {
      for (const kind of ['person', 'account'] as const) {
        let made = { touches: 0, subjects: 0 };
        const took = await time(async () => {
          made = await store.journeys.rebuild(site.id, kind);
        });
        console.log(
          `${kind}: ${made.touches} touches of ${made.subjects} made in ${Math.round(took)} ms, ${Math.round((made.touches / took) * 1_000)} a second (load ${load()})`,
        );
      }
    }
    const reader = raw ? rawReader : store.reader;
    await reports(store, reader);
    await timeline(store);
    await lateEvents(store, reader);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
