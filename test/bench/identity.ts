/**
 * How fast new links between ids are joined, what a report costs with people joined against the same
 * report where nobody is, and how long a profile takes.
 *
 * Run after a build: node test/dist/bench/identity.js [links] [new links] [events]
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProfile, runReport } from '@touchtrail/analysis';
import { sitePrivacySchema } from '@touchtrail/contract';
import type { ReportName, Site } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';

const links = Number(process.argv[2] ?? 1_000_000);
const fresh = Number(process.argv[3] ?? 200_000);
const events = Number(process.argv[4] ?? 1_000_000);
const rounds = 5;
/** Touches of the person whose profile is read. */
const touchesOfOne = 1_000;

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

// Of twenty links one joins a device to an e-mail hash and one that hash to a user; of ten users three have
// a second device.
const linksSql = (site: string, from: number, count: number): string => `
  INSERT INTO id_edges (site_id, from_kind, from_id, to_kind, to_id, kind, source, first_seen, last_seen, added_at, heard_at)
  SELECT '${site}',
    if(n % 20 = 1, 'email', 'anonymous'), if(n % 20 = 1, concat('h_', toString(n - 1)), concat('device-', toString(n))),
    if(n % 20 = 0, 'email', 'user'), if(n % 20 = 0, concat('h_', toString(n)), concat('user-', toString(intDiv(n * 7, 10)))),
    if(n % 20 < 2, 'email', 'login'), 'sdk', now64(3), now64(3), now64(3), now64(3)
  FROM (SELECT number + ${from} AS n FROM numbers(${count}))`;

// One event in two is a device's, one its user's.
const eventsSql = (site: string): string => `
  INSERT INTO events (site_id, subject_id, ts, event_id, seq, type, name, touchpoint, channel, anonymous_id, user_id, received_at, source)
  SELECT '${site}', if(known, concat('user-', toString(intDiv(person * 7, 10))), concat('device-', toString(person))),
    toDateTime64('2026-06-01 00:00:00', 3, 'UTC') + toIntervalSecond(cityHash64(n) % 7776000), generateUUIDv4(), 0,
    if(n % 50 = 0, 'conversion', 'touch'), 'page.viewed', concat('place-', toString(cityHash64(n, 1) % 40)),
    ['web', 'email', 'store', 'search', 'social'][1 + n % 5],
    if(known, '', concat('device-', toString(person))), if(known, concat('user-', toString(intDiv(person * 7, 10))), ''),
    now64(3), 'sdk'
  FROM (SELECT number AS n, cityHash64(number, 2) % ${Math.max(1, Math.floor(events / 16))} AS person, number % 2 = 0 AS known
    FROM numbers(${events}))`;

const oneSql = (site: string): string => `
  INSERT INTO events (site_id, subject_id, ts, event_id, seq, type, name, touchpoint, channel, anonymous_id, user_id, account_id, received_at, source, props)
  SELECT '${site}', 'the-one', toDateTime64('2026-06-01 00:00:00', 3, 'UTC') + toIntervalSecond(number * 3600), generateUUIDv4(), 0,
    if(number % 100 = 7, 'identify', 'touch'), 'page.viewed', concat('place-', toString(number % 40)), 'web',
    concat('the-one-device-', toString(number % 3)), 'the-one', if(number % 10 = 0, 'acme', ''), now64(3), 'sdk',
    if(number % 100 = 7, '{"plan":"pro","city":"Bonn"}', '')
  FROM numbers(${touchesOfOne})`;

async function joining(store: Store): Promise<void> {
  await command(store, linksSql('joined', 0, links));
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

async function reporting(store: Store): Promise<void> {
  for (const site of ['joined', 'plain']) await command(store, eventsSql(site));
  const reports: [ReportName, Record<string, unknown>][] = [
    ['journeys', {}],
    ['channels', {}],
    ['paths', {}],
    ['funnel', { steps: 'place-1,place-2', window: '7d' }],
  ];
  const run = (name: ReportName, more: Record<string, unknown>, site: string): Promise<number> =>
    timed(() =>
      runReport(name, more, { reader: store.reader, site: siteOf(site), clock: Date.now }),
    );
  for (const [name, more] of reports) {
    const took = { joined: [] as number[], plain: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      took.plain.push(await run(name, more, 'plain'));
      took.joined.push(await run(name, more, 'joined'));
    }
    const [joined, plain] = [median(took.joined), median(took.plain)];
    say(
      `${name.padEnd(15)} ${number(joined)} ms joined, ${number(plain)} ms not: ${(joined / plain).toFixed(2)} times`,
    );
  }
}

async function profile(store: Store): Promise<void> {
  await command(store, oneSql('joined'));
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    times.push(
      await timed(async () => {
        const person = await store.people.resolve('joined', 'the-one-device-1');
        await readProfile({ reader: store.reader, clock: Date.now }, person, {
          id: 'the-one',
          state: 'as usual',
        });
      }),
    );
  }
  say(
    `profile         ${number(median(times))} ms, at most ${number(Math.max(...times))} ms, of ${number(touchesOfOne)} events among ${number(2 * events)}`,
  );
}

const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-identity-'));
const store = await openStore({ dataDir });
try {
  say(
    `${cpus().length} cores, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  await joining(store);
  if (events > 0) {
    await reporting(store);
    await profile(store);
  }
  say(
    `load            ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
