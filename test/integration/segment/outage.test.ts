import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Site } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { eventually } from '../../e2e/browser/console-api.ts';
import { acceptedBy } from './accepted.ts';
import { jitsuNode, rudderNode, segmentNode } from './clients.ts';
import type { Call, Client } from './clients.ts';
import { faultyProxy } from './faulty-proxy.ts';
import type { Fate, FaultyProxy } from './faulty-proxy.ts';

let dataDir: string;
let service: Service;
let site: Site;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-segment-')));
  service = await startService({ dataDir, port: 0 });
  site = await service.store.sites.add({
    id: 'outage',
    name: 'Outage',
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'none',
    isDemo: false,
  });
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

let proxy: FaultyProxy;
let acceptedBefore: number;
beforeEach(async () => {
  acceptedBefore = await acceptedBy(service.url);
  proxy = await faultyProxy(service.url);
});
afterEach(() => proxy.close());

/** Calls of which each has a name of its own: the ledger. */
const ledger = (run: string): Call[] =>
  Array.from({ length: 12 }, (_, index) => ({
    kind: 'track',
    fields: { anonymousId: `device-${index % 3}`, event: `${run} ${index}` },
  }));

const clients: Readonly<Record<string, () => Client>> = {
  segment: () => segmentNode(proxy.url, site.writeKey, 4),
  rudderstack: () => rudderNode(proxy.url, site.writeKey, 4),
  jitsu: () => jitsuNode(proxy.url, site.writeKey),
};

/** All clients at once, each with its ledger; resolves with the names that were tracked. */
async function sendAll(run: string): Promise<string[]> {
  const calls = Object.entries(clients).map(([name, client]) => ({
    client: client(),
    calls: ledger(`${run} ${name}`),
  }));
  await Promise.all(calls.map(({ client, calls: its }) => client.send(its)));
  return calls.flatMap(({ calls: its }) => its.map(({ fields }) => String(fields['event'])));
}

async function expectOnce(run: string, names: readonly string[]): Promise<void> {
  const rows = await eventually(
    () =>
      service.store.reader.query<{ name: string; n: number }>({
        sql: `SELECT name, toUInt32(count()) AS n FROM events
              WHERE site_id = 'outage' AND startsWith(name, {run:String}) GROUP BY name`,
        params: { run: `${run} ` },
      }),
    ({ length }) => length >= names.length,
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  expect(rows.filter(({ n }) => n !== 1)).toEqual([]);
  expect((await acceptedBy(service.url)) - acceptedBefore).toBe(names.length);
}

/** Whether a name was on its way to the service, and what became of that. */
const sent = (name: string, fates: readonly Fate[]) =>
  proxy.seen.some(({ body, fate }) => fates.includes(fate) && body.includes(`"${name}"`));

test('an outage of seconds costs no client anything, and nothing is stored twice', async () => {
  const until = Date.now() + 3_000;
  proxy.fate = (nth) => (Date.now() > until ? 'pass' : nth % 2 === 0 ? 'refuse' : 'busy');
  const names = await sendAll('out');
  await expectOnce('out', names);
  // The outage was there for each: something had to be sent again.
  for (const client of Object.keys(clients)) {
    expect([client, sent(`out ${client} 0`, ['refuse', 'busy'])]).toEqual([client, true]);
  }
});

test('an answer that is lost after the commit is sent again and stored once', async () => {
  const lost = new Set<string>();
  // The first time that the service takes a message, nobody hears of it.
  proxy.fate = (_nth, body) => {
    const news = [...body.matchAll(/"event":"(lost [^"]+)"/g)].filter(
      ([, name = '']) => !lost.has(name),
    );
    for (const [, name = ''] of news) lost.add(name);
    return news.length > 0 ? 'lose' : 'pass';
  };
  const names = await sendAll('lost');
  await expectOnce('lost', names);
  expect([...lost].toSorted()).toEqual(names.toSorted());
  // The service saw each of them twice.
  expect(names.filter((name) => !sent(name, ['pass']))).toEqual([]);
});
