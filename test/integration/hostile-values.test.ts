import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { limits } from '@touchtrail/contract';
import type { BatchAnswer, ErrorBody, Site } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { sendRaw } from '../faults/fuzz/raw-request.ts';
import { drained } from './places-of.ts';

let dataDir: string;
let service: Service;
let other: Site;
let port: number;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-values-')));
  service = await startService({ dataDir, port: 0 });
  await service.store.sites.update(service.site.id, { consentMode: 'none' });
  other = await service.store.sites.add({
    id: 'other-tenant',
    name: 'Other',
    origins: ['https://other.example'],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'none',
    isDemo: false,
  });
  port = Number(new URL(service.url).port);
  // Both sites are known to the write path before anything is tried.
  for (const site of [other.writeKey, service.site.writeKey]) {
    for (let n = 0; n < 60 && (await post(batch(event(), { site }))).status !== 202; n++) {
      await wait(300);
    }
  }
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

interface Answer {
  status: number;
  /** Code of the refusal: of the request, or of its first event. */
  code: string | undefined;
  body: Partial<BatchAnswer & ErrorBody>;
}

async function post(body: string | Buffer, headers: readonly string[] = []): Promise<Answer> {
  const bytes = Buffer.from(body);
  const head = [
    'POST /v1/events HTTP/1.1',
    'host: a',
    `content-length: ${bytes.length}`,
    ...headers,
  ];
  const { statuses, body: text } = await sendRaw(port, [
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
    bytes,
  ]);
  const answer = JSON.parse(text) as Answer['body'];
  const [first] = answer.rejected ?? [];
  return { status: statuses[0] ?? 0, code: first?.code ?? answer.error?.code, body: answer };
}

/** An event as JSON text, with text of ours in it that need not be JSON. */
const event = (more = '', id: string = randomUUID()) =>
  `{"id":"${id}","name":"page.viewed","at":${Date.now()},"anonymousId":"v-${randomUUID()}"${more === '' ? '' : `,${more}`}}`;
const batch = (events: string, { site = service.site.writeKey, more = '' } = {}) =>
  `{"v":1,"site":"${site}"${more === '' ? '' : `,${more}`},"events":[${events}]}`;

async function stored(id: string): Promise<Record<string, unknown> | undefined> {
  await drained(service.url);
  const [row] = await service.store.reader.query<Record<string, unknown>>({
    sql: `SELECT site_id, toUnixTimestamp64Milli(ts) AS at, toUnixTimestamp64Milli(received_at) AS received,
                 toString(props) AS props, name, seq, toFloat64(value) AS value
          FROM events WHERE event_id = {id:UUID}`,
    params: { id },
  });
  return row;
}

const keys = (count: number) =>
  `{${Array.from({ length: count }, (_, n) => `"k${n}":${n}`).join(',')}}`;

describe('refused with the documented error, and the process lives', () => {
  const cases: [string, () => string | Buffer, number, string, string[]?][] = [
    ['an empty body', () => '', 400, 'malformed_json'],
    ['NaN in text', () => batch(event('"value":NaN')), 400, 'malformed_json'],
    ['Infinity in text', () => batch(event('"value":-Infinity')), 400, 'malformed_json'],
    ['NaN as words', () => batch(event('"value":"NaN"')), 422, 'invalid_event'],
    ['a number beyond all numbers', () => batch(event('"value":1e999')), 422, 'invalid_event'],
    ['an amount of 10^14', () => batch(event('"value":100000000000000')), 422, 'invalid_event'],
    ['a counter beyond 2^53', () => batch(event('"seq":9007199254740993')), 422, 'invalid_event'],
    ['a time beyond all times', () => batch(event('"at":9007199254740993')), 422, 'invalid_event'],
    [
      'UTF-8 that is none',
      () => Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]),
      400,
      'malformed_json',
    ],
    ['an overlong slash', () => Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 400, 'malformed_json'],
    [
      'a surrogate as bytes',
      () => Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
      400,
      'malformed_json',
    ],
    ['UTF-16', () => Buffer.from(batch(event()), 'utf16le'), 400, 'malformed_json'],
    ['a list 200,000 deep', () => '['.repeat(200_000), 400, 'malformed_json'],
    [
      'a closed list 100,000 deep',
      () => '['.repeat(100_000) + ']'.repeat(100_000),
      400,
      'invalid_batch',
    ],
    [
      'an event 100,000 deep',
      () => batch(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
      422,
      'invalid_event',
    ],
    [
      'props 1,000 deep',
      () => batch(event(`"props":${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`)),
      422,
      'invalid_event',
    ],
    ['props of 10,000 keys', () => batch(event(`"props":${keys(10_000)}`)), 422, 'event_too_large'],
    ['props of 65 keys', () => batch(event(`"props":${keys(65)}`)), 422, 'invalid_event'],
    ['501 events', () => batch(Array(501).fill('{}').join(',')), 400, 'invalid_batch'],
    [
      'an event of 33 KB',
      () => batch(event(`"comment":"${'x'.repeat(33_000)}"`)),
      422,
      'event_too_large',
    ],
    ['a body of 600 KB', () => ' '.repeat(600_000), 413, 'body_too_large'],
    [
      'gzip that inflates to 100 MB',
      () => gzipSync(Buffer.alloc(100_000_000)),
      413,
      'body_too_large',
    ],
    ['gzip in gzip', () => gzipSync(gzipSync(batch(event()))), 400, 'malformed_json'],
    ['gzip that is torn', () => gzipSync(batch(event())).subarray(0, 60), 400, 'malformed_json'],
    ['gzip that is none', () => batch(event()), 400, 'malformed_json', ['content-encoding: gzip']],
    ['brotli', () => batch(event()), 415, 'unsupported_media_type', ['content-encoding: br']],
    ['XML', () => '<a/>', 415, 'unsupported_media_type', ['content-type: text/xml']],
    ['the key of nobody', () => batch(event(), { site: 'wk_nobody' }), 401, 'unknown_key'],
    [
      'the id of a site for its key',
      () => batch(event(), { site: service.site.id }),
      401,
      'unknown_key',
    ],
    [
      'a page of another tenant',
      () => batch(event(), { site: other.writeKey }),
      403,
      'origin_not_allowed',
      ['origin: https://shop.example'],
    ],
  ];
  test.each(cases)('%s', async (_, body, status, code, headers = []) => {
    const answer = await post(body(), headers);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect((await post(batch(event()))).status).toBe(202);
  });
});

describe('taken, and bounded', () => {
  test('half a surrogate pair becomes U+FFFD, in keys too', async () => {
    const id = randomUUID();
    const more = String.raw`"props":{"cut \ud83d":"\udc00 end"}`;
    expect((await post(batch(event(more, id)))).status).toBe(202);
    expect(JSON.parse(String((await stored(id))?.['props']))).toEqual({
      'cut \uFFFD': '\uFFFD end',
    });
  });

  test('__proto__ is a key like any other, and changes nobody', async () => {
    const id = randomUUID();
    const more = '"props":{"__proto__":"x","constructor":1},"__proto__":{"polluted":true}';
    expect(
      (await post(batch(event(more, id), { more: '"__proto__":{"polluted":true}' }))).status,
    ).toBe(202);
    expect(JSON.parse(String((await stored(id))?.['props']))).toMatchObject({ constructor: 1 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a number in props beyond 2^53 is the double that JSON has', async () => {
    const id = randomUUID();
    expect((await post(batch(event('"props":{"n":9007199254740993}', id)))).status).toBe(202);
    expect(JSON.parse(String((await stored(id))?.['props']))).toEqual({ n: 9_007_199_254_740_992 });
  });

  test.each([
    ['1970', '1970-01-01T00:00:00Z', -limits.maxPastMs],
    ['2900', '2900-01-01T00:00:00Z', limits.maxFutureMs],
  ])('a time of %s is moved to the nearest that is allowed', async (_, at, distance) => {
    const id = randomUUID();
    const text = `{"id":"${id}","name":"page.viewed","at":"${at}","anonymousId":"v"}`;
    expect((await post(batch(text))).status).toBe(202);
    const row = await stored(id);
    expect(Number(row?.['at']) - Number(row?.['received'])).toBe(distance);
  });

  test.each([
    ['ahead', 365 * 86_400_000],
    ['behind', -365 * 86_400_000],
  ])('a clock a year %s is put right by the time of sending', async (_, skew) => {
    const id = randomUUID();
    const at = Date.now() + skew;
    const text = `{"id":"${id}","name":"page.viewed","at":${at - 60_000},"anonymousId":"v"}`;
    expect((await post(batch(text, { more: `"sentAt":${at}` }))).status).toBe(202);
    const row = await stored(id);
    expect(Number(row?.['received']) - Number(row?.['at'])).toBeGreaterThanOrEqual(60_000);
    expect(Number(row?.['received']) - Number(row?.['at'])).toBeLessThan(120_000);
  });

  test('an id of another tenant is another event there, and tells nothing about it', async () => {
    const id = randomUUID();
    expect((await post(batch(event('', id)))).body).toMatchObject({ accepted: 1, duplicates: 0 });
    const more = `"ask":["${id}"]`;
    const theirs = await post(batch(event(), { site: other.writeKey, more }));
    expect(theirs.body).toMatchObject({ accepted: 1, known: [] });
    expect((await post(batch(event('', id), { site: other.writeKey }))).body).toMatchObject({
      accepted: 1,
      duplicates: 0,
    });
    await drained(service.url);
    const rows = await service.store.reader.query<{ site: string }>({
      sql: 'SELECT site_id AS site FROM events WHERE event_id = {id:UUID} ORDER BY site',
      params: { id },
    });
    expect(rows.map(({ site }) => site).toSorted()).toEqual([other.id, service.site.id].toSorted());
  });
});
