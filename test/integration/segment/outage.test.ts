import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Site } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../e2e/browser/console-api.ts';
import { acceptedBy } from './accepted.ts';
import { jitsuNode, rudderNode, segmentNode } from './clients.ts';
import type { Call } from './clients.ts';
import { faultyProxy } from './faulty-proxy.ts';
import type { Fate, FaultyProxy } from './faulty-proxy.ts';

let dataDir: string;
let service: Service;
let site: Site;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-segment-'));
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
const ledger = (run: string, count: number): Call[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'track',
    fields: { anonymousId: `device-${index % 3}`, event: `${run} ${index}` },
  }));

const copies = (run: string) =>
  service.store.reader.query<{ name: string; n: number }>({
    sql: `SELECT name, toUInt32(count()) AS n FROM events
          WHERE site_id = 'outage' AND startsWith(name, {run:String}) GROUP BY name`,
    params: { run: `${run} ` },
  });

async function expectOnce(run: string, calls: readonly Call[]): Promise<void> {
  const rows = await eventually(
    () => copies(run),
    ({ length }) => length >= calls.length,
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    calls.map(({ fields }) => fields['event']).toSorted(),
  );
  expect(rows.filter(({ n }) => n !== 1)).toEqual([]);
  expect((await acceptedBy(service.url)) - acceptedBefore).toBe(calls.length);
}

/** How often a name was on its way to the service, taken or not. */
const sent = (name: string, fates: readonly Fate[]) =>
  proxy.seen.filter(({ body, fate }) => fates.includes(fate) && body.includes(`"${name}"`)).length;

const clients = [
  { name: 'segment', client: () => segmentNode(proxy.url, site.writeKey, 4) },
  { name: 'rudderstack', client: () => rudderNode(proxy.url, site.writeKey, 4) },
  { name: 'jitsu', client: () => jitsuNode(proxy.url, site.writeKey) },
];

describe.each(clients)('$name', ({ name, client }) => {
  test('an outage of seconds costs nothing, and nothing is stored twice', async () => {
    const run = `${name} out`;
    const calls = ledger(run, 12);
    const until = Date.now() + 3_000;
    proxy.fate = (nth) => (Date.now() > until ? 'pass' : nth % 2 === 0 ? 'refuse' : 'busy');
    await client().send(calls);
    await expectOnce(run, calls);
    // The outage was there: something had to be sent again.
    expect(sent(`${run} 0`, ['refuse', 'busy'])).toBeGreaterThan(0);
  });

  test('an answer that is lost after the commit is sent again and stored once', async () => {
    const run = `${name} lost`;
    const calls = ledger(run, 12);
    proxy.fate = (nth) => (nth % 2 === 0 ? 'lose' : 'pass');
    await client().send(calls);
    await expectOnce(run, calls);
    // The service saw the same message twice.
    expect(sent(`${run} 0`, ['lose'])).toBeGreaterThan(0);
    expect(sent(`${run} 0`, ['pass'])).toBeGreaterThan(0);
  });
});
