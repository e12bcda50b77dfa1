/**
 * How long a profile of a person of 1,000 touches takes, and what is read for it, while the site grows.
 *
 * Run after a build: node test/dist/bench/profile.js [links] [events of the site, once or several times]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProfile } from '@touchtrail/analysis';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { linksSql } from './identity-data.ts';
import { fillSql } from './reports-data.ts';
import { measured } from './reports-engine.ts';

const [links = 1_000_000, ...given] = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1_000_000, 3_000_000];
const rounds = 30;
/** Touches of the person whose profile is read. */
const touchesOfOne = 1_000;
const site = 'bench';
/** Rows that one statement makes. */
const atOnce = 1_000_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (n: number): string => Math.round(n).toLocaleString('en-US');
const load = (): string =>
  loadavg()
    .map((each) => each.toFixed(1))
    .join(' ');

// Over six weeks, on three devices, every hour one; ten ratings, ten statements, a company.
const oneSql = `
  INSERT INTO events (site_id, subject_id, ts, event_id, seq, type, name, touchpoint, channel, anonymous_id, user_id, account_id, rating, received_at, source, props)
  SELECT '${site}', 'the-one', toDateTime64('2026-08-10 00:00:00', 3, 'UTC') + toIntervalSecond(number * 3600), generateUUIDv4(), 0,
    multiIf(number % 100 = 7, 'identify', number % 100 = 8, 'feedback', 'touch'), 'page.viewed', concat('place-', toString(number % 40)), 'web',
    concat('the-one-device-', toString(number % 3)), 'the-one', if(number % 10 = 0, 'acme', ''), if(number % 100 = 8, 4, NULL), now64(3), 'sdk',
    if(number % 100 = 7, '{"plan":"pro","city":"Bonn"}', '')
  FROM numbers(${touchesOfOne})`;

/** What the engine has read since it began. */
async function read({ reader }: Store): Promise<{ rows: number; bytes: number; cpu: number }> {
  const [found] = await reader.query<{ rows: number; bytes: number; cpu: number }>({
    sql: `SELECT toFloat64(sumIf(value, event = 'SelectedRows')) AS rows,
      toFloat64(sumIf(value, event = 'SelectedBytes')) AS bytes,
      toFloat64(sumIf(value, event = 'OSCPUVirtualTimeMicroseconds')) / 1000 AS cpu FROM system.events`,
  });
  return found ?? { rows: 0, bytes: 0, cpu: 0 };
}

async function looked(store: Store, what: string, work: () => Promise<unknown>): Promise<void> {
  await work();
  const before = await read(store);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  const after = await read(store);
  const sorted = times.toSorted((a, b) => a - b);
  say(
    `  ${what.padEnd(22)} ${number(sorted[rounds >> 1] ?? 0)} ms, at most ${number(sorted.at(-1) ?? 0)} ms; ${number((after.rows - before.rows) / rounds)} rows, ${number((after.bytes - before.bytes) / rounds / 1_024)} KiB read, ${((after.cpu - before.cpu) / rounds).toFixed(1)} ms of the engine's processor`,
  );
}

const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-profile-'));
const store = await openStore({ dataDir });
try {
  say(`${cpus().length} cores, load ${load()}; ${number(links)} links`);
  await measured(store.connection, oneSql);
  if (links > 0) await measured(store.connection, linksSql(site, 0, links));
  await store.identity.settle(site);
  const profile = async (id: string): Promise<unknown> =>
    readProfile({ reader: store.reader, clock: Date.now }, await store.people.resolve(site, id), {
      id,
      state: 'as usual',
    });
  let rows = 0;
  for (const size of sizes) {
    for (; rows < size; rows += atOnce) {
      await measured(
        store.connection,
        fillSql
          .replace('numbers({rows:UInt64})', `numbers(${rows}, ${Math.min(atOnce, size - rows)})`)
          .replace('{people:UInt32}', String(Math.ceil(size / 17))),
        { site },
      );
    }
    await store.identity.settle(site);
    // What was just loaded counts as news for so long.
    await sleep(25_000);
    const parts = await store.reader.query<{ n: number }>({
      sql: `SELECT count() AS n FROM system.parts WHERE active AND database = currentDatabase() AND table = 'events'`,
    });
    say(`${number(rows)} events in ${parts[0]?.n ?? 0} parts, load ${load()}`);
    await looked(store, 'nothing', () => store.reader.query({ sql: 'SELECT 1' }));
    await looked(store, 'who it is', () => store.people.resolve(site, 'the-one-device-1'));
    await looked(store, 'profile by device', () => profile('the-one-device-1'));
    await looked(store, 'profile by user', () => profile('the-one'));
    await looked(store, 'search', () => store.search.find(site, 'the-one-device-2'));
    await looked(store, 'search, unknown', () => store.search.find(site, 'nobody-knows'));
  }
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
