import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { BatchAnswer, ErrorBody } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { StoreError } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testNow } from './testing/gate.ts';
import { batchOf, harness, receipt, someEvent } from './testing/harness.ts';

const json = async <T>(response: Response) => (await response.json()) as T;
const errorCode = async (response: Response) => (await json<ErrorBody>(response)).error.code;

describe('POST /v1/events', () => {
  test.each(['application/json', 'text/plain;charset=UTF-8', 'APPLICATION/JSON; charset=utf-8'])(
    'takes %s',
    async (type) => {
      const { post, events } = harness();
      const response = await post(batchOf(someEvent()), { 'content-type': type });
      expect(response.status).toBe(202);
      expect(await json(response)).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
      expect(events.rows).toHaveLength(1);
    },
  );

  test('keeps the good events of a batch and quarantines the bad ones with reasons', async () => {
    const { post, events, quarantine } = harness();
    const good = someEvent();
    const noConsent = someEvent({ consent: undefined, anonymousId: 'secret-person' });
    const response = await post(
      batchOf(good, { id: 'bad' }, noConsent, 7, someEvent({ name: '' })),
    );
    const answer = await json<BatchAnswer>(response);
    expect(response.status).toBe(202);
    expect(answer.accepted).toBe(1);
    expect(answer.rejected.map(({ index, id, code }) => [index, id, code])).toEqual([
      [1, 'bad', 'invalid_event'],
      [2, noConsent['id'], 'consent_missing'],
      [3, null, 'invalid_event'],
      [4, expect.any(String), 'invalid_event'],
    ]);
    expect(events.rows).toEqual([
      expect.objectContaining({ site_id: 'shop', event_id: good['id'] }),
    ]);
    expect(quarantine.rows.map(({ code }) => code)).toEqual(
      answer.rejected.map(({ code }) => code),
    );
    expect(JSON.stringify(quarantine.rows)).not.toContain('secret-person');
    expect(quarantine.rows[1]).toMatchObject({ raw: '', event_id: '' });
  });

  test('a repeat is acknowledged and not stored again', async () => {
    const { post, events } = harness();
    const event = someEvent();
    await post(batchOf(event));
    expect(await json(await post(batchOf(event, event)))).toMatchObject({
      accepted: 0,
      duplicates: 2,
    });
    expect(events.rows).toHaveLength(1);
  });

  test('each event of any batch is stored, known, or refused and kept, exactly one of them', async () => {
    const pool = Array.from({ length: 6 }, () => someEvent());
    const kind = fc.oneof(
      fc.constantFrom(...pool),
      fc.jsonValue(),
      fc.record({ id: fc.uuid(), name: fc.string(), at: fc.integer() }),
      fc.constant(null).map(() => someEvent({ consent: undefined })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(kind, { minLength: 1, maxLength: 12 }), { maxLength: 4 }),
        async (batches) => {
          const { post, events, quarantine } = harness();
          let accepted = 0;
          let refused = 0;
          for (const batch of batches) {
            const response = await post(batchOf(...batch));
            const body = await json<Partial<BatchAnswer>>(response);
            const answer = { accepted: 0, duplicates: 0, rejected: [], ...body };
            expect(answer.accepted + answer.duplicates + answer.rejected.length).toBe(batch.length);
            expect(response.status).toBe(answer.rejected.length === batch.length ? 422 : 202);
            accepted += answer.accepted;
            refused += answer.rejected.length;
          }
          expect(events.rows).toHaveLength(accepted);
          expect(new Set(events.rows.map(({ event_id }) => event_id)).size).toBe(accepted);
          expect(quarantine.rows).toHaveLength(refused);
        },
      ),
    );
  });

  test('500 bad events are answered one by one and kept, 501 are no batch', async () => {
    const { post, quarantine } = harness({ site: { consentMode: 'none' } });
    const bad = Array.from({ length: 10_000 }, (_, n) => ({ n }));
    const response = await post(batchOf(...bad.slice(0, 500)));
    expect(response.status).toBe(422);
    const body = await json<ErrorBody & BatchAnswer>(response);
    expect(body.error.code).toBe('all_events_invalid');
    expect(body.rejected).toHaveLength(500);
    expect(quarantine.rows).toHaveLength(500);
    for (const events of [bad.slice(0, 501), bad]) {
      const refused = await post(batchOf(...events));
      expect(refused.status).toBe(400);
      expect(await errorCode(refused)).toBe('invalid_batch');
    }
    expect(quarantine.rows).toHaveLength(500);
  });

  test('a wrong context refuses each event, not the request', async () => {
    const { post } = harness();
    const batch = { ...batchOf(someEvent()), context: { channel: 'carrier pigeon' } };
    const response = await post(batch);
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({ rejected: [{ code: 'invalid_context' }] });
  });

  test.each([
    ['malformed JSON', '{"v":1', {}, 400, 'malformed_json'],
    ['nothing', '', {}, 400, 'malformed_json'],
    ['no object', '[]', {}, 400, 'invalid_batch'],
    ['no batch', '{}', {}, 400, 'invalid_batch'],
    ['10,000 brackets', '['.repeat(10_000), {}, 400, 'malformed_json'],
    ['an unknown key', { v: 1, site: 'wk_other', events: [{}] }, {}, 401, 'unknown_key'],
    ['a foreign origin', batchOf({}), { origin: 'https://evil.test' }, 403, 'origin_not_allowed'],
    [
      'a form',
      'a=b',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_media_type',
    ],
    ['a large body', ' '.repeat(600_000), {}, 413, 'body_too_large'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const { post, events, quarantine } = harness();
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await errorCode(response)).toBe(code);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect([events.rows, quarantine.rows]).toEqual([[], []]);
  });

  test('nesting 100,000 deep in an unknown field costs nothing', async () => {
    const { post } = harness();
    const event = JSON.stringify(someEvent());
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = `{"v":1,"site":"wk_test","x":${deep},"events":[${event}]}`;
    expect((await post(text)).status).toBe(202);
  });

  test('markup in a message cannot become markup', async () => {
    const { post } = harness();
    const response = await post(batchOf(someEvent({ props: { '<img src=x>': {} }, id: '<b>' })));
    const text = await response.text();
    expect(text).not.toContain('<');
    expect((JSON.parse(text) as BatchAnswer).rejected[0]?.id).toBe('<b>');
  });

  test('gzip is inflated', async () => {
    const { post } = harness();
    const body = gzipSync(JSON.stringify(batchOf(someEvent())));
    expect((await post(body, { 'content-encoding': 'gzip' })).status).toBe(202);
  });

  test.each([
    [new StoreError('disk_full', 'full', 'free some'), 'spool_full'],
    [new StoreError('spool_failed', 'broken', 'mend it'), 'spool_full'],
    [new Error('something else'), 'store_unavailable'],
  ])('%s: 503 with Retry-After, and the same batch is taken later', async (failure, code) => {
    const { post, events, log, collector } = harness();
    const batch = batchOf(someEvent());
    events.failNext(failure);
    const refused = await post(batch);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await errorCode(refused)).toBe(code);
    expect(log).toHaveLength(1);
    expect((await collector.app.request('/readyz')).status).toBe(503);
    expect(await json(await post(batch))).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  test('nothing is acknowledged when the refused events cannot be kept', async () => {
    const { post, quarantine } = harness();
    quarantine.failNext(new StoreError('disk_full', 'full', 'free some'));
    expect((await post(batchOf(someEvent(), {}))).status).toBe(503);
  });

  test('an unknown key while the store is away may be a new one: 503', async () => {
    const { post } = harness({ sites: { list: () => Promise.reject(new Error('away')) } });
    expect((await post(batchOf(someEvent()))).status).toBe(503);
  });

  test('tells who listens what was made durable', async () => {
    const heard: unknown[] = [];
    const { post } = harness({ onAccepted: (site, rows) => heard.push([site, rows.length]) });
    await post(batchOf(someEvent(), someEvent(), {}));
    await post(batchOf({}));
    expect(heard).toEqual([['shop', 2]]);
  });

  test('a withdrawal of consent is recorded', async () => {
    const { post, events } = harness();
    const event = someEvent({ type: 'consent', name: 'consent.withdrawn', consent: receipt() });
    expect((await post(batchOf(event))).status).toBe(202);
    expect(events.rows[0]).toMatchObject({ type: 'consent', anonymous_id: 'a-1' });
  });
});

const preflight = (origin: string) =>
  harness().collector.app.request('/v1/events', { method: 'OPTIONS', headers: { origin } });

describe('cross-origin', () => {
  test('an allowed origin may read the answer, without credentials', async () => {
    const { post } = harness();
    const origin = 'https://shop.example';
    const { headers } = await post(batchOf(someEvent()), { origin });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toBe('Origin');
  });
  test('a refused page may read why', async () => {
    const { post } = harness();
    const { headers } = await post(batchOf(someEvent()), { origin: 'https://evil.test' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });
  test('the preflight allows listed origins only', async () => {
    const allowed = await preflight('https://shop.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-methods')).toBe('POST');
    const refused = await preflight('https://evil.test');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });
  test('other methods are told which there are', async () => {
    const response = await harness().collector.app.request('/v1/events');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });
});

describe('operations', () => {
  test('readiness names what is wrong', async () => {
    const ready = await harness().collector.app.request('/readyz');
    expect(ready.status).toBe(200);
    const away = await harness({ ping: async () => false }).collector.app.request('/readyz');
    expect(away.status).toBe(503);
    expect(await json(away)).toMatchObject({ ready: false, checks: { spool_events: 'ok' } });
    expect(
      (await harness({ ping: async () => false }).collector.app.request('/healthz')).status,
    ).toBe(200);
  });

  test('a refusal is logged once, and the readiness forgets it', async () => {
    let clockNow = testNow;
    const { post, events, log, collector } = harness({ clock: () => clockNow });
    for (let n = 0; n < 5; n++) {
      events.failNext(new StoreError('disk_full', 'The disk is full.', 'Free some.'));
      await post(batchOf(someEvent()));
    }
    expect(log).toEqual([expect.stringContaining('The disk is full.')]);
    const refusing = await collector.app.request('/readyz');
    expect(await json(refusing)).toMatchObject({ checks: { intake: 'The disk is full.' } });
    clockNow += 10_001;
    expect((await collector.app.request('/readyz')).status).toBe(200);
  });

  test('metrics count what happened', async () => {
    const { post, collector } = harness();
    const event = someEvent({ colour: 'red' });
    await post({ ...batchOf(event, {}), dropped: { age: 3 } });
    await post(batchOf(event));
    await post('nonsense');
    const text = await (await collector.app.request('/metrics')).text();
    for (const line of [
      'touchtrail_events_accepted_total 1',
      'touchtrail_events_duplicate_total 1',
      'touchtrail_events_rejected_total{code="invalid_event"} 1',
      'touchtrail_events_dropped_by_senders_total 3',
      'touchtrail_fields_unknown_total 2',
      'touchtrail_http_requests_total{status="202"} 2',
      'touchtrail_http_requests_total{status="400"} 1',
      'touchtrail_spool_oldest_seconds{spool="events"} 2',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  test('closing finishes what is under way, refuses what comes, closes the spools', async () => {
    const gate = new EventEmitter();
    const held = once(gate, 'open');
    const { post, collector, events, quarantine } = harness({
      replay: {
        async once(rows, write) {
          await held;
          await write(rows);
          return { accepted: rows.length, duplicates: 0 };
        },
      },
    });
    const running = post(batchOf(someEvent()));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const closing = collector.close(5_000);
    const refused = await post(batchOf(someEvent()));
    expect(refused.status).toBe(503);
    expect(events.closedWith).toBeUndefined();
    gate.emit('open');
    expect((await running).status).toBe(202);
    await closing;
    expect(events.rows).toHaveLength(1);
    expect([events.closedWith, quarantine.closedWith]).toEqual([5_000, 5_000]);
  });
});

describe('the script', () => {
  let sdkDir: string;
  const script = 'console.log("touchtrail");';
  beforeAll(() => {
    sdkDir = mkdtempSync(path.join(os.tmpdir(), 'touchtrail-sdk-'));
    for (const name of ['t.js', 't.core.js', 't.abcdef12.js']) {
      writeFileSync(path.join(sdkDir, name), script);
    }
    writeFileSync(path.join(sdkDir, 't.js.br'), brotliCompressSync(script));
    writeFileSync(path.join(sdkDir, 't.js.gz'), gzipSync(script));
    writeFileSync(path.join(sdkDir, 'secret.json'), '{}');
  });
  afterAll(() => rmSync(sdkDir, { recursive: true }));

  const get = (url: string, headers: Record<string, string> = {}) =>
    harness({ sdkDir }).collector.app.request(url, { headers });

  test('is open to every page, briefly cached, revalidated by ETag', async () => {
    const response = await get('/t.js');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(script);
    const { headers } = response;
    expect(headers.get('content-type')).toMatch(/^text\/javascript; charset=utf-8$/i);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toContain('max-age=600');
    const again = await get('/t.js', { 'if-none-match': headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });
  test.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('for %s comes as %s', async (accepted, encoding) => {
    const { headers } = await get('/t.js', { 'accept-encoding': accepted });
    expect(headers.get('content-encoding')).toBe(encoding);
    expect(headers.get('vary')).toBe('Accept-Encoding');
  });
  test('by hash is cached for ever', async () => {
    expect((await get('/t.abcdef12.js')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/t.core.js')).headers.get('cache-control')).not.toContain('immutable');
  });
  test('nothing else of the folder is served', async () => {
    for (const url of [
      '/secret.json',
      '/t.missing1.js',
      '/t../secret.json',
      '/t.js/../secret.json',
      '/t.js.br',
    ]) {
      expect((await get(url)).status).toBe(404);
    }
  });
  test('that is not built says what to run', async () => {
    const response = await harness().collector.app.request('/t.js');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('npm run build');
  });
});
