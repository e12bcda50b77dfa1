import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchAnswer } from '@touchtrail/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, receipt as receiptAtTestTime } from './testing/harness.ts';
import { openSite, serve, temporaryDir } from './testing/serve.ts';
import type { Served } from './testing/serve.ts';

const receipt = (...purposes: string[]) => ({
  ...receiptAtTestTime(...purposes),
  decidedAt: Date.now() - 60_000,
});

const event = (fields: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  name: 'page.viewed',
  at: Date.now(),
  anonymousId: 'a-1',
  consent: receipt('measurement'),
  ...fields,
});

const answerOf = async (response: Response) => (await response.json()) as BatchAnswer;

const { dir, remove } = temporaryDir();
let served: Served;
beforeAll(async () => {
  served = await serve(dir, { bodyLimits: { timeoutMs: 200 } });
});
afterAll(async () => {
  await served.stop();
  remove();
});

const stored = async (ids: readonly string[]) => {
  await served.flush();
  const rows: { id: string; copies: number }[] = [];
  // ClickHouse takes parameters of 128 KiB at most.
  for (let start = 0; start < ids.length; start += 2_000) {
    rows.push(
      ...(await served.store.reader.query<{ id: string; copies: number }>({
        sql: `SELECT toString(event_id) AS id, toUInt32(count()) AS copies FROM events
              WHERE event_id IN {ids:Array(UUID)} GROUP BY id`,
        params: { ids: ids.slice(start, start + 2_000) },
      })),
    );
  }
  return rows;
};

test('what is acknowledged is in ClickHouse, what is refused is in quarantine', async () => {
  const good = event({ page: { url: 'https://shop.example/a?token=S3CRET', path: '/a' } });
  const bad = event({ name: '', props: { note: 'kept' } });
  const noConsent = event({ consent: undefined, anonymousId: 'S3CRET' });
  const response = await served.post(batchOf(good, bad, noConsent));
  expect(response.status).toBe(202);
  expect(await answerOf(response)).toMatchObject({
    accepted: 1,
    rejected: [{ index: 1 }, { index: 2 }],
  });
  await served.flush();
  const [row] = await served.store.reader.query<Record<string, unknown>>({
    sql: `SELECT site_id, touch_key, page_url, source FROM events WHERE event_id = {id:UUID}`,
    params: { id: good.id },
  });
  expect(row).toEqual({
    site_id: 'shop',
    touch_key: '/a',
    page_url: 'https://shop.example/a',
    source: 'sdk',
  });
  const refused = await served.store.reader.query<{ code: string; raw: string; event_id: string }>({
    sql: 'SELECT code, raw, event_id FROM quarantine ORDER BY code DESC',
  });
  expect(refused).toEqual([
    { code: 'invalid_event', event_id: bad.id, raw: expect.stringContaining('kept') },
    { code: 'consent_missing', event_id: '', raw: '' },
  ]);
});

test('the same batch from many tabs at once counts once', async () => {
  const batch = batchOf(event(), event());
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => answerOf(await served.post(batch))),
  );
  expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2);
  expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(14);
  const ids = batch.events.map((each) => (each as { id: string }).id);
  expect((await stored(ids)).map(({ copies }) => copies)).toEqual([1, 1]);
});

const half = JSON.parse(String.raw`"\ud83d"`) as string;
const hostile: Record<string, Record<string, unknown>> = {
  'half a surrogate pair': { name: `cut ${half}`, touchpoint: half, props: { [half]: half } },
  'NUL and quotes': { name: 'a\0"\'\\\n\t', anonymousId: 'a\0', props: { '\0': '\0' } },
  'a decision in the far future': { consent: { ...receipt('measurement'), decidedAt: 8.64e15 } },
  'a decision in the far past': { consent: { ...receipt('measurement'), decidedAt: -8.64e15 } },
  'an event from the far past': { at: -8.64e15 },
  'an event from the far future': { at: 8.64e15 },
  'the largest amount': { value: 99_999_999_999_999, currency: 'EUR' },
  'the smallest amount': { value: 1e-300 },
  'amount as text': { value: '1e13' },
  'tiny numbers': { rating: 5e-324, experience: { cls: 5e-324 }, props: { a: 5e-324, b: 1e308 } },
  'the largest counters': { seq: 4_294_967_295, experience: { durationMs: 4_294_967_295 } },
  'prototype names': { props: JSON.parse('{"__proto__":"x","constructor":"y"}') },
};

describe('what is acknowledged is stored, however odd', () => {
  test.each(Object.entries(hostile))('%s', async (_, fields) => {
    const sent = [undefined, 8.64e15, -8.64e15].map((sentAt) => ({
      ...batchOf(event(fields)),
      // Where consent is asked for, such times are refused.
      site: openSite.writeKey,
      ...(sentAt !== undefined && { sentAt }),
    }));
    for (const batch of sent) expect((await served.post(batch)).status).toBe(202);
    const ids = sent.map(({ events }) => (events[0] as { id: string }).id);
    expect((await stored(ids)).map(({ copies }) => copies)).toEqual([1, 1, 1]);
    const failed = path.join(dir, 'spool', 'events', 'failed');
    expect(existsSync(failed) ? readdirSync(failed) : []).toEqual([]);
  });
});

/** Writes to the bare socket and reads until the service closes it. */
const raw = async (send: (write: (text: string) => void) => Promise<void> | void) => {
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  // Writing into a connection that the service has given up may reset it.
  socket.on('error', () => undefined);
  const ended = once(socket, 'close');
  await send((text) => void socket.write(text));
  await ended;
  return answer;
};

describe('on the wire', () => {
  const head = 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n';

  test('a body that never ends is given up', async () => {
    const answer = await raw((write) => write(`${head}Content-Length: 100\r\n\r\n{"v":1`));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"request_timeout"');
  });

  test('a body without a length is given up at the limit', async () => {
    const answer = await raw(async (write) => {
      write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
      const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
      for (let n = 0; n < 9; n++) {
        write(chunk);
        await wait(1);
      }
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect((await served.post(batchOf(event()))).status).toBe(202);
  });
});

test('the engine killed in the middle of writes: all that was acknowledged is there once', async () => {
  const acknowledged: string[] = [];
  const stop = new AbortController();
  const sender = async (name: string) => {
    while (!stop.signal.aborted) {
      const batch = batchOf(...Array.from({ length: 10 }, () => event({ anonymousId: name })));
      const response = await served.post(batch);
      expect(response.status).toBe(202);
      acknowledged.push(...batch.events.map((each) => (each as { id: string }).id));
    }
  };
  const restarted = new Promise<void>((resolve) => {
    served.store.onEngineRestart(resolve);
  });
  const senders = ['a', 'b', 'c', 'd'].map(sender);
  while (acknowledged.length < 500) await wait(5);
  process.kill(served.store.enginePid(), 'SIGKILL');
  await restarted;
  const before = acknowledged.length;
  while (acknowledged.length < before + 500) await wait(5);
  stop.abort();
  await Promise.all(senders);
  const rows = await stored(acknowledged);
  expect(rows).toHaveLength(acknowledged.length);
  expect(rows.filter(({ copies }) => copies !== 1)).toEqual([]);
});

test('a repeat is known after a restart', async () => {
  const batch = batchOf(event());
  await served.post(batch);
  await served.stop();
  served = await serve(dir, { bodyLimits: { timeoutMs: 200 } });
  expect(await answerOf(await served.post(batch))).toMatchObject({ accepted: 0, duplicates: 1 });
});
