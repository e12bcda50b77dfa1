import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BatchAnswer } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { touchtrail } from '../command-line/run.ts';

/** The golden cases of the contract: what one door takes or refuses, every door does. */
const golden = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(
    await readFile(
      path.resolve(import.meta.dirname, `../../packages/contract/fixtures/${name}.json`),
      'utf8',
    ),
  ) as Record<string, unknown>;

/** Golden events share their ids; a store counts by them. */
const distinct = (events: Record<string, unknown>): unknown[] =>
  Object.entries(events).map(([name, event]) => ({ ...(event as object), id: `golden ${name}` }));

let dataDir: string;
let service: Service;
let site: string;
let key: string;

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-golden-')));
  service = await startService({ dataDir, port: 0, clock: () => Date.UTC(2026, 10, 22, 12) });
  ({ id: site, writeKey: key } = await service.store.sites.add({
    id: 'golden',
    name: 'Golden',
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'none',
    isDemo: false,
  }));
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** A batch for our site, where it names one at all. */
const mine = (batch: unknown) =>
  batch !== null && typeof batch === 'object' && 'site' in batch && batch.site !== ''
    ? { ...batch, site: key }
    : batch;

const post = (body: unknown) =>
  fetch(`${service.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const storedEvents = async (of: string): Promise<number> => {
  const [row] = await service.store.reader.query<{ n: number }>({
    sql: 'SELECT toUInt32(uniqExact(event_id)) AS n FROM events WHERE site_id = {site:String}',
    params: { site: of },
  });
  return row?.n ?? 0;
};

describe('the collector', () => {
  test('takes every valid event, and ClickHouse stores it', async () => {
    const events = distinct(await golden('events-valid'));
    const answer = await post({ v: 1, site: key, events });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: events.length, duplicates: 0, rejected: [] });
    await expect.poll(() => storedEvents(site), { timeout: 10_000 }).toBe(events.length);
  });

  test('refuses every invalid event alone, with its reason, and keeps its neighbours', async () => {
    const invalid = Object.values(await golden('events-invalid'));
    const good = { id: 'neighbour', name: 'n', at: '2026-11-22T10:00:00Z', anonymousId: 'a' };
    const answer = await post({ v: 1, site: key, events: [...invalid, good] });
    expect(answer.status).toBe(202);
    const { accepted, rejected } = (await answer.json()) as BatchAnswer;
    expect(accepted).toBe(1);
    expect(rejected.map(({ index }) => index)).toEqual(invalid.map((_, index) => index));
    expect(rejected.every(({ code, message }) => code === 'invalid_event' && message !== '')).toBe(
      true,
    );
  });

  test('answers every batch as the contract says', async () => {
    for (const [name, batch] of Object.entries(await golden('batches-valid'))) {
      const { status } = await post(mine(batch));
      // An envelope may be right with no good event in it.
      expect([202, 422], name).toContain(status);
    }
    for (const [name, batch] of Object.entries(await golden('batches-invalid'))) {
      const answer = await post(mine(batch));
      // A wrong context refuses its events, not the envelope.
      expect(answer.status, name).toBe(name.startsWith('context-') ? 422 : 400);
    }
  });
});

const file = (name: string) => path.join(dataDir, `${name}.ndjson`);
const write = async (name: string, events: readonly unknown[]) =>
  writeFile(file(name), events.map((event) => `${JSON.stringify(event)}\n`).join(''));

describe('the import', () => {
  test('takes what the collector takes', async () => {
    const events = distinct(await golden('events-valid'));
    await touchtrail(dataDir, 'site', 'add', 'Imported');
    await write('valid', events);
    const ran = await touchtrail(dataDir, 'import', file('valid'), '--site', 'imported', '--json');
    expect(ran).toMatchObject({ code: 0 });
    expect(JSON.parse(ran.out)).toMatchObject({ imported: events.length, rejected: 0 });
    expect(await storedEvents('imported')).toBe(events.length);
  });

  test('refuses what the collector refuses, except that it makes the ids of files its own', async () => {
    const invalid = await golden('events-invalid');
    // A row without an id gets one, and a session of other software need not be a UUID.
    delete invalid['missing-id'];
    delete invalid['session-not-uuid'];
    await write('invalid', Object.values(invalid));
    const ran = await touchtrail(
      dataDir,
      'import',
      file('invalid'),
      '--site',
      'imported',
      '--json',
    );
    expect(ran.code).toBe(3);
    const refused = await readFile(`${file('invalid')}.rejected.ndjson`, 'utf8');
    const lines = new Set(
      refused
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { line: number }).line),
    );
    expect(Object.keys(invalid).filter((_, index) => !lines.has(index + 1))).toEqual([]);
  });
});
