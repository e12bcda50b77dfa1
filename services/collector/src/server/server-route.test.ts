import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { BatchAnswer, ErrorBody } from '@touchtrail/contract';
import { signingKeyOf } from '@touchtrail/store';
import type { SecretKey } from '@touchtrail/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { testNow } from '../testing/gate.ts';
import { batchOf, harness, receipt, someEvent } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { createNonces } from './nonces.ts';
import { signatureOf } from './signature.ts';

const secret = 'sk_test';
const key: SecretKey = {
  id: 'key_1',
  siteId: 'shop',
  name: 'till',
  signingKey: signingKeyOf(secret),
  scopes: ['events:write'],
  purposes: [],
  basis: '',
  createdAt: testNow - 900 * 86_400_000,
};

let now = testNow;
let it: Harness;
const setup = (change: Partial<SecretKey> = {}) => {
  now = testNow;
  it = harness({ clock: () => now });
  it.keys.push({ ...key, ...change });
};
beforeEach(() => setup());

interface Change {
  timestamp?: string;
  nonce?: string;
  signature?: string;
  key?: string;
  sent?: string | Uint8Array;
}

const post = async (body: unknown, change: Change = {}) => {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const timestamp = change.timestamp ?? String(now);
  const nonce = change.nonce ?? randomUUID();
  const signature = signatureOf(key.signingKey, { timestamp, nonce }, Buffer.from(text));
  return it.collector.app.request('/v1/server/events', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-touchtrail-key': change.key ?? 'key_1',
      'x-touchtrail-timestamp': timestamp,
      'x-touchtrail-nonce': nonce,
      'x-touchtrail-signature': change.signature ?? signature.toString('hex'),
    },
    body: change.sent ?? text,
  });
};
const batch = (...events: unknown[]) => ({ ...batchOf(...events), site: 'shop' });
const codeOf = async (response: Response) => ((await response.json()) as ErrorBody).error.code;
const answerOf = async (response: Response) => (await response.json()) as BatchAnswer;

test('a signed batch is taken, as the server’s', async () => {
  const response = await post(batch(someEvent()));
  expect(response.status).toBe(202);
  expect(it.events.rows).toMatchObject([{ source: 'server', site_id: 'shop' }]);
  expect(it.log).toEqual([]);
});

test('seconds and gzip are fine, what is signed is what is sent', async () => {
  const body = gzipSync(JSON.stringify(batch(someEvent())));
  const response = await post(body, { timestamp: String(Math.floor(now / 1_000)) });
  expect(response.status).toBe(202);
});

describe('is refused', () => {
  test.each<[string, Change, string]>([
    ['an unknown key', { key: 'key_none' }, 'invalid_signature'],
    ['a wrong signature', { signature: '0'.repeat(64) }, 'invalid_signature'],
    ['no signature', { signature: '' }, 'invalid_signature'],
    ['another body', { sent: '{"v":1}' }, 'invalid_signature'],
    ['no timestamp', { timestamp: '' }, 'invalid_signature'],
    ['a short nonce', { nonce: 'short' }, 'invalid_signature'],
    ['an old timestamp', { timestamp: String(testNow - 300_001) }, 'signature_expired'],
    ['a timestamp ahead', { timestamp: String(testNow + 300_001) }, 'signature_expired'],
    ['one from before the start', { timestamp: String(testNow - 1) }, 'signature_expired'],
  ])('%s', async (_, change, code) => {
    const response = await post(batch(someEvent()), change);
    expect([response.status, await codeOf(response)]).toEqual([401, code]);
    expect(it.events.rows).toEqual([]);
    const metrics = await (await it.collector.app.request('/metrics')).text();
    expect(metrics).toContain(`touchtrail_requests_refused_total{code="${code}"} 1`);
  });

  test('a replay, for as long as its timestamp would do', async () => {
    now += 60_000;
    const timestamp = String(now + 299_000);
    const body = batch(someEvent());
    expect((await post(body, { timestamp, nonce: 'nonce-01' })).status).toBe(202);
    for (const later of [0, 299_000, 299_000]) {
      now += later;
      const again = await post(body, { timestamp, nonce: 'nonce-01' });
      expect(await codeOf(again)).toBe('nonce_reused');
    }
    now += 2_000;
    expect(await codeOf(await post(body, { timestamp, nonce: 'nonce-01' }))).toBe(
      'signature_expired',
    );
  });

  test('the batch of another site, and one for a key of a site that is gone', async () => {
    expect(await codeOf(await post({ ...batch(someEvent()), site: 'other' }))).toBe('unknown_key');
    setup({ siteId: 'gone' });
    expect(await codeOf(await post(batch(someEvent())))).toBe('unknown_key');
  });

  test('a revoked key, within seconds', async () => {
    expect((await post(batch(someEvent()))).status).toBe(202);
    it.keys.length = 0;
    now += 5_001;
    expect(await codeOf(await post(batch(someEvent())))).toBe('invalid_signature');
  });

  test('an unsigned request from a page, whose preflight is not answered either', async () => {
    const asked = await it.collector.app.request('/v1/server/events', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example' },
    });
    expect(asked.status).toBe(405);
  });
});

test('types are taken as the scopes say', async () => {
  const consent = receipt('measurement', 'identification');
  const person = someEvent({ type: 'identify', userId: 'u', consent });
  const withdrawal = someEvent({ type: 'consent', userId: 'u', consent: receipt() });
  const refused = await answerOf(await post(batch(someEvent(), person, withdrawal)));
  expect(refused).toMatchObject({
    accepted: 1,
    rejected: [{ code: 'scope_missing' }, { code: 'scope_missing' }],
  });
  setup({ scopes: ['identify:write', 'privacy:write'] });
  const taken = await answerOf(await post(batch(someEvent(), person, withdrawal)));
  expect(taken).toMatchObject({ accepted: 2, rejected: [{ index: 0, code: 'scope_missing' }] });
  // The user has taken consent back, on every device.
  const after = await post(
    batch(someEvent({ type: 'identify', userId: 'u', anonymousId: 'b', consent })),
  );
  expect(await after.json()).toMatchObject({ rejected: [{ code: 'withdrawn' }] });
});

test('without a receipt only what the legal basis of the key covers', async () => {
  const sale = someEvent({
    consent: undefined,
    channel: 'store',
    userId: 'u',
    anonymousId: undefined,
  });
  expect(await (await post(batch(sale))).json()).toMatchObject({
    rejected: [{ code: 'consent_missing' }],
  });
  setup({ purposes: ['measurement', 'identification', 'offline_join'], basis: 'contract' });
  expect((await post(batch(sale))).status).toBe(202);
  expect(it.events.rows).toMatchObject([
    { user_id: 'u', consent_source: 'basis:contract', consent_id: 'key_1' },
  ]);
});

test('nonces: full is full, until the oldest run out', () => {
  let at = 0;
  const nonces = createNonces(10, () => at, 2);
  expect(['a', 'b', 'c', 'a'].map((nonce) => nonces.take(nonce))).toEqual([
    'fresh',
    'fresh',
    'full',
    'used',
  ]);
  at = 10;
  expect(['c', 'a'].map((nonce) => nonces.take(nonce))).toEqual(['fresh', 'fresh']);
});
