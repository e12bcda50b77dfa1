/**
 * How fast new links between ids are joined, and what a report costs with people joined against the same
 * report where nobody is.
 *
 * Run after a build: node test/dist/bench/identity.js [links] [new links] [events]. No links: only the
 * reports, with one link for each person.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { sitePrivacySchema } from '@touchtrail/contract';
import type { ReportName, Site } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { linksSql } from './identity-data.ts';

const links = Number(process.argv[2] ?? 1_000_000);
const fresh = Number(process.argv[3] ?? 200_000);
const events = Number(process.argv[4] ?? 1_000_000);
const rounds = 5;
const people = Math.max(1, Math.floor(events / 16));
/** Rows that one statement makes. */
const atOnce = 1_000_000;

const siteOf = (id: string): Site => ({
  id,
  name: id,
  writeKey: `wk_${id}`,
  origins: [],
  timezone: 'UTC',
  currency: 'EUR',
  consentMode: 'none',
  isDemo: true,
  privacy: sitePrivacySchema.parse({}),
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (n: number): string => Math.round(n).toLocaleString('en-US');
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function command({ connection }: Store, sql: string): Promise<void> {
  const { url, username, password, database } = connection;
  const address = new URL(url);
  address.search = new URLSearchParams({ database }).toString();
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password },
    body: sql,
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.text();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Most memory a process ever had, MiB. */
async function peak(pid: number | 'self'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

// One event in two is a device's, one its user's.
const eventsSql = (site: string, from: number, count: number): string => `
  INSERT INTO events (site_id, subject_id, ts, event_id, seq, type, name, touchpoint, channel, anonymous_id, user_id, received_at, source)
  SELECT '${site}', if(known, concat('user-', toString(intDiv(person * 7, 10))), concat('device-', toString(person))),
    toDateTime64('2026-06-01 00:00:00', 3, 'UTC') + toIntervalSecond(cityHash64(n) % 7776000), generateUUIDv4(), 0,
    if(n % 50 = 0, 'conversion', 'touch'), 'page.viewed', concat('place-', toString(cityHash64(n, 1) % 40)),
    ['web', 'email', 'store', 'search', 'social'][1 + n % 5],
    if(known, '', concat('device-', toString(person))), if(known, concat('user-', toString(intDiv(person * 7, 10))), ''),
    now64(3), 'sdk'
  FROM (SELECT number AS n, cityHash64(number, 2) % ${people} AS person, number % 2 = 0 AS known
    FROM numbers(${from}, ${count}))`;

async function joining(store: Store): Promise<void> {
  for (let from = 0; from < links; from += atOnce) {
    await command(store, linksSql('joined', from, Math.min(atOnce, links - from)));
  }
  const first = await timed(() => store.identity.settle('joined'));
  say(
    `first joined    ${number(links)} links in ${number(first)} ms: ${number((links / first) * 1_000)}/s`,
  );
  const rates: number[] = [];
  for (let round = 0; round < 3; round++) {
    // A tenth of them are of users that are known.
    await command(store, linksSql('joined', links + round * fresh, fresh));
    const took = await timed(() => store.identity.settle('joined'));
    rates.push((fresh / took) * 1_000);
  }
  say(
    `then            ${number(fresh)} more links: ${number(median(rates))}/s (of ${rates.map((rate) => number(rate)).join(', ')})`,
  );
  const { edges, joined } = await store.identity.status('joined');
  say(`in the end      ${number(edges)} links, ${number(joined)} ids joined`);
  say(
    `memory          ${number(await peak('self'))} MiB here, ${number(await peak(store.enginePid()))} MiB in the engine at most`,
  );
}

/** Seconds of processor that this process and the engine took so far. */
function processor(store: Store): number {
  const [, text = ''] = readFileSync(`/proc/${store.enginePid()}/stat`, 'utf8').split(') ');
  const fields = text.split(' ');
  const { user, system } = process.cpuUsage();
  return (Number(fields[11]) + Number(fields[12])) / 100 + (user + system) / 1e6;
}

async function reporting(store: Store): Promise<void> {
  // One for each person at least.
  if (links < people) await command(store, linksSql('joined', links, people - links));
  for (const site of ['joined', 'plain']) {
    for (let from = 0; from < events; from += atOnce) {
      await command(store, eventsSql(site, from, Math.min(atOnce, events - from)));
    }
    await store.identity.settle(site);
    const made = await timed(() => store.journeys.rebuild(site, 'person'));
    say(`${site.padEnd(15)} sequences of ${number(events)} events made in ${number(made)} ms`);
  }
  const reports: [ReportName, Record<string, unknown>][] = [
    ['journeys', {}],
    ['channels', {}],
    ['paths', {}],
    ['funnel', { steps: 'place-1,place-2', window: '7d' }],
  ];
  const run = async (name: ReportName, more: Record<string, unknown>, site: string) => {
    const before = processor(store);
    const ms = await timed(() =>
      runReport(name, more, { reader: store.reader, site: siteOf(site), clock: Date.now }),
    );
    return { ms, seconds: processor(store) - before };
  };
  for (const [name, more] of reports) {
    const took = { joined: [] as Took[], plain: [] as Took[] };
    for (let round = 0; round < rounds; round++) {
      took.plain.push(await run(name, more, 'plain'));
      took.joined.push(await run(name, more, 'joined'));
    }
    const wall = (of: Took[]): number => median(of.map(({ ms }) => ms));
    const cpu = (of: Took[]): number => median(of.map(({ seconds }) => seconds));
    say(
      `${name.padEnd(15)} ${number(wall(took.joined))} ms joined, ${number(wall(took.plain))} ms not: ${(wall(took.joined) / wall(took.plain)).toFixed(2)} times; processor ${(cpu(took.joined) / cpu(took.plain)).toFixed(2)} times`,
    );
  }
}

interface Took {
  ms: number;
  seconds: number;
}

const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-identity-'));
const store = await openStore({ dataDir });
try {
  say(
    `${cpus().length} cores, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  if (links > 0) await joining(store);
  if (events > 0) await reporting(store);
  say(
    `load            ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
