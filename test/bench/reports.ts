/**
 * How long the five reports take on a million touches, against what ClickHouse takes to only group
 * the same rows by person.
 *
 * Run after a build: node test/dist/bench/reports.js [rows] [people]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { sitePrivacySchema } from '@touchtrail/contract';
import type { ReportName, Site } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { fillSql } from './reports-data.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const people = Number(process.argv[3] ?? 60_000);
const rounds = 7;

const site: Site = {
  id: 'bench',
  name: 'Bench',
  writeKey: 'wk_bench',
  origins: [],
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  consentMode: 'none',
  isDemo: true,
  privacy: sitePrivacySchema.parse({}),
};

const questions: [string, ReportName, Record<string, unknown>][] = [
  ['journeys', 'journeys', {}],
  [
    'funnel, 5 steps, 7 days',
    'funnel',
    { steps: 'place-00,place-05,place-10,place-20,place-37', window: '7d' },
  ],
  ['paths, by journey', 'paths', {}],
  ['paths, by visit', 'paths', { unit: 'visit' }],
  ['drop-off', 'drop-off', {}],
  ['re-entry', 're-entry', {}],
  [
    'journeys, of a segment',
    'journeys',
    { segment: [{ field: 'channel', op: 'is', value: 'email' }] },
  ],
  ['journeys, by account', 'journeys', { subject: 'account' }],
];

async function fill({ connection }: Store): Promise<void> {
  const { url, username, password, database } = connection;
  const address = new URL(url);
  address.search = new URLSearchParams({
    database,
    param_site: site.id,
    param_rows: String(rows),
    param_people: String(people),
  }).toString();
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password, connection: 'close' },
    body: fillSql,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function time(task: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await task();
  return performance.now() - begin;
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-reports-'));
  const store = await openStore({ dataDir });
  try {
    const loading = await time(() => fill(store));
    const [counted] = await store.reader.query<Record<string, number>>({
      sql: `SELECT count() AS touches, uniqExact(subject_id) AS subjects, uniqExact(touch_key) AS touchpoints,
        uniqExact(anonymous_id) AS devices FROM events WHERE site_id = {site:String}`,
      params: { site: site.id },
    });
    console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}`);
    console.log(JSON.stringify(counted), `made in ${Math.round(loading)} ms`);
    const tasks: [string, () => Promise<unknown>][] = [
      [
        'floor: group by person only',
        () =>
          store.reader.query({
            sql: `SELECT count() AS n FROM (
              SELECT subject_id, count() FROM events WHERE site_id = {site:String} GROUP BY subject_id)`,
            params: { site: site.id },
          }),
      ],
      ...questions.map(([label, name, parameters]): [string, () => Promise<unknown>] => [
        label,
        () => runReport(name, parameters, { reader: store.reader, site, clock: Date.now }),
      ]),
    ];
    const times = new Map<string, number[]>();
    for (const [label, task] of tasks) {
      await task();
      times.set(label, []);
    }
    // Round by round, so that a disturbance meets all of them.
    for (let round = 0; round < rounds; round++) {
      for (const [label, task] of tasks) times.get(label)?.push(await time(task));
    }
    const floor = median(times.get('floor: group by person only') ?? []);
    console.log(
      `load ${loadavg()
        .map((value) => value.toFixed(1))
        .join(' ')}; ms of ${rounds} warm runs`,
    );
    console.log(
      '| question | median | min | max | over the floor |\n| --- | ---: | ---: | ---: | ---: |',
    );
    for (const [label, values] of times) {
      const cells = [median(values), Math.min(...values), Math.max(...values)].map(Math.round);
      console.log(`| ${label} | ${cells.join(' | ')} | ${(median(values) / floor).toFixed(1)}x |`);
    }
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
