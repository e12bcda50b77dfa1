import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import type { BatchAnswer, ErrorBody } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { privacyCounts } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drained, metricOf, placesOf } from './places-of.ts';

let dataDir: string;
let service: Service;
const log: string[] = [];
// One proxy is believed, so that a test can come from any address; this machine itself is not limited.
const start = () =>
  startService({
    dataDir,
    port: 0,
    trustedProxies: 1,
    rateLimits: { key: { burst: 100, perSecond: 0.1 } },
    log: (line) => void log.push(line),
  });

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-hostile-')));
  service = await start();
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const now = () => Date.now();
const receipt = (...purposes: string[]) => ({
  purposes,
  source: 'api',
  decidedAt: now() - 60_000,
});
const event = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: randomUUID(),
  name: 'page.viewed',
  at: now(),
  anonymousId: 'visitor',
  consent: receipt('storage', 'measurement'),
  ...fields,
});
const batch = (...events: unknown[]) => ({ v: 1, site: service.site.writeKey, events });
const post = (body: unknown, headers: Record<string, string> = {}, to = '/v1/events') =>
  fetch(service.url + to, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', ...headers },
    body:
      typeof body === 'string' || ArrayBuffer.isView(body)
        ? (body as BodyInit)
        : JSON.stringify(body),
  });
const rejectedCodes = async (response: Response) =>
  ((await response.json()) as Partial<BatchAnswer>).rejected?.map(({ code }) => code);
const errorCode = async (response: Response) => ((await response.json()) as ErrorBody).error.code;

const metric = (line: string) => metricOf(service.url, line);
const places = (text: string) => placesOf(text, { service, dataDir, log });

test('an honest event is found where it belongs, so that finding nothing means something', async () => {
  expect((await post(batch(event({ page: { title: 'HONEST-CANARY' } })))).status).toBe(202);
  expect(await places('HONEST-CANARY')).toEqual(['events']);
});

describe('lies about consent', () => {
  const canary = 'LIAR-CANARY';
  const lies: [string, string, () => Record<string, unknown>][] = [
    ['no receipt', 'consent_missing', () => ({ consent: undefined })],
    ['an empty one', 'consent_missing', () => ({ consent: receipt() })],
    ['one for something else', 'consent_missing', () => ({ consent: receipt('storage') })],
    [
      'identification without measurement',
      'consent_invalid',
      () => ({ consent: receipt('identification') }),
    ],
    [
      'a decision of tomorrow',
      'consent_invalid',
      () => ({ consent: { ...receipt('measurement'), decidedAt: now() + 86_400_000 } }),
    ],
    [
      'a decision of two years ago',
      'consent_expired',
      () => ({ consent: { ...receipt('measurement'), decidedAt: now() - 730 * 86_400_000 } }),
    ],
    ['an event from before it', 'before_consent', () => ({ at: now() - 120_000 })],
    ['the same, marked', 'before_consent', () => ({ at: now() - 120_000, beforeConsent: true })],
    [
      'an unknown purpose',
      'invalid_event',
      () => ({ consent: receipt('measurement', 'everything') }),
    ],
    [
      'a list that is none',
      'invalid_event',
      () => ({ consent: { ...receipt(), purposes: 'measurement' } }),
    ],
    ['a receipt that is none', 'invalid_event', () => ({ consent: 'measurement' })],
  ];

  test.each(lies)('%s: %s, counted, and nothing of it is kept', async (_, code, fields) => {
    const line = `touchtrail_events_rejected_total{code="${code}"}`;
    const before = await metric(line);
    const lie = event({
      ...fields(),
      id: `${canary}-id-${randomUUID()}`,
      anonymousId: canary,
      props: { [canary]: canary },
      page: { title: canary },
    });
    const response = await post(batch(lie));
    expect(response.status).toBe(422);
    expect(await rejectedCodes(response)).toEqual([code]);
    expect(await metric(line)).toBe(before + 1);
    expect(await places(canary)).toEqual([]);
  });

  test('what one receipt does not cover is taken away, and counted', async () => {
    const line = 'touchtrail_fields_stripped_total{field="userId",reason="identification"}';
    const response = await post(
      batch(
        event({
          userId: 'STRIPPED-CANARY',
          accountId: 'STRIPPED-CANARY',
          comment: 'STRIPPED-CANARY',
          campaign: { clickId: 'STRIPPED-CANARY' },
        }),
      ),
    );
    expect(response.status).toBe(202);
    expect(await metric(line)).toBe(1);
    expect(await places('STRIPPED-CANARY')).toEqual([]);
  });

  test('the browser’s own objection counts where nobody chose', async () => {
    await service.store.sites.update(service.site.id, { privacy: { gpc: 'strict' } });
    const configured = event({ consent: { ...receipt('measurement'), source: 'config' } });
    await expect
      .poll(async () => rejectedCodes(await post(batch(configured), { 'sec-gpc': '1' })), {
        timeout: 15_000,
        interval: 500,
      })
      .toEqual(['opted_out']);
    expect((await post(batch(event()), { 'sec-gpc': '1' })).status).toBe(202);
  });

  test('the counts are there for the dashboard, without anything of the events', async () => {
    await drained(service.url);
    const day = new Date().toISOString().slice(0, 10);
    const counts = await privacyCounts(service.store.reader, {
      site: service.site.id,
      // Midnight may have passed meanwhile.
      from: '2020-01-01',
      to: day,
    });
    const refused = counts.filter(({ kind }) => kind === 'refused');
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(
      new Set(['opted_out', ...lies.map(([, code]) => code)]),
    );
    expect(counts).toContainEqual(
      expect.objectContaining({ kind: 'stripped', field: 'userId', reason: 'identification' }),
    );
  });
});

const leaving = (fields: object) => event({ anonymousId: 'leaver', ...fields });

test('who took consent back is believed over every receipt from before, after a restart too', async () => {
  const old = { ...receipt('measurement'), decidedAt: now() - 600_000 };
  expect((await post(batch(leaving({ consent: old })))).status).toBe(202);
  const withdrawal = leaving({
    type: 'consent',
    name: 'consent.withdrawn',
    consent: { ...receipt(), decidedAt: now() - 300_000 },
    userId: 'WITHDRAWN-CANARY',
    props: { note: 'WITHDRAWN-CANARY' },
  });
  expect((await post(batch(withdrawal))).status).toBe(202);
  const late = () => post(batch(leaving({ consent: old, at: now() - 400_000 })));
  expect(await rejectedCodes(await late())).toEqual(['withdrawn']);
  expect(await places('WITHDRAWN-CANARY')).toEqual([]);
  const [kept] = await service.store.reader.query<{ kinds: string[] }>({
    sql: `SELECT arraySort(groupUniqArray(kind)) AS kinds FROM consent_receipts WHERE anonymous_id = 'leaver'`,
  });
  expect(kept?.kinds).toEqual(['granted', 'withdrawn']);

  await service.close();
  service = await start();
  expect(await rejectedCodes(await late())).toEqual(['withdrawn']);
  // A new choice is a new choice.
  expect((await post(batch(leaving({ consent: receipt('measurement') })))).status).toBe(202);
});

test('secrets in addresses and text are found in no table, file or log', async () => {
  const secrets = [
    'canary.mail@secret.example',
    'DE89370400440532013000',
    '4111111111111111',
    '0123456789abcdef0123456789abcdef',
  ];
  for (const secret of secrets) {
    const dirty = {
      name: `opened ${secret}`,
      touchpoint: `t ${secret}`,
      page: {
        url: `https://u:${secret}@shop.example/${secret}?q=${secret}&token=${secret}#${secret}`,
        path: `/reset/${encodeURIComponent(secret)}`,
        title: `Hello ${secret}`,
        referrer: `https://mail.example/?to=${encodeURIComponent(encodeURIComponent(secret))}`,
      },
      campaign: { source: secret, term: secret, content: secret },
      comment: secret,
      props: { note: secret, [secret]: 1 },
      consent: receipt('measurement', 'content'),
    };
    expect((await post(batch(event(dirty)))).status).toBe(202);
    // The same in an event that is refused, and kept for its sender to see why.
    expect(await rejectedCodes(await post(batch(event({ ...dirty, value: -1 }))))).toEqual([
      'invalid_event',
    ]);
    await post(`{"v":1,"site":"${secret}","events":[{}]} ${secret}`);
    expect([secret, await places(secret)]).toEqual([secret, []]);
  }
  const [kept] = await service.store.reader.query<{ raw: string }>({
    sql: `SELECT raw FROM quarantine WHERE code = 'invalid_event' AND raw != '' LIMIT 1`,
  });
  expect(kept?.raw).toContain('"value":-1');
});

const signedBody = () => JSON.stringify({ ...batch(event()), site: service.site.id });

describe('a signed request', () => {
  let keyId: string;
  let signingKey: string;
  let secret: string;
  beforeAll(async () => {
    const key = await service.store.keys.create({ siteId: service.site.id });
    keyId = key.id;
    signingKey = createHash('sha256').update(key.secret).digest('hex');
    ({ secret } = key);
  });
  const signed = (body: string) => {
    const [timestamp, nonce] = [String(now()), randomUUID()];
    const signature = createHmac('sha256', signingKey).update(`${timestamp}.${nonce}.${body}`);
    const headers = {
      'x-touchtrail-key': keyId,
      'x-touchtrail-timestamp': timestamp,
      'x-touchtrail-nonce': nonce,
      'x-touchtrail-signature': signature.digest('hex'),
    };
    return (change: Record<string, string> = {}, sent = body) =>
      post(sent, { ...headers, ...change }, '/v1/server/events');
  };
  test('is checked without its secret being kept', async () => {
    expect(await places(keyId)).toContain('keys');
    expect(await places(secret)).toEqual([]);
  });

  test('is taken once; a replay, a changed body and a changed time are not', async () => {
    const send = signed(signedBody());
    const response = await send();
    expect([response.status, await response.text()]).toEqual([
      202,
      JSON.stringify({ accepted: 1, duplicates: 0, rejected: [] }),
    ]);
    expect(await errorCode(await send())).toBe('nonce_reused');
    expect(await errorCode(await send({}, signedBody()))).toBe('invalid_signature');
    const later = String(now() + 1);
    expect(await errorCode(await send({ 'x-touchtrail-timestamp': later }))).toBe(
      'invalid_signature',
    );
    expect(await errorCode(await send({ 'x-touchtrail-nonce': randomUUID() }))).toBe(
      'invalid_signature',
    );
    expect(await metric('touchtrail_requests_refused_total{code="nonce_reused"}')).toBe(1);
    expect(await metric('touchtrail_requests_refused_total{code="invalid_signature"}')).toBe(3);
  });

  test('of before a restart is not taken after it', async () => {
    const send = signed(signedBody());
    expect((await send()).status).toBe(202);
    await service.close();
    service = await start();
    expect(await errorCode(await send())).toBe('signature_expired');
  });
});

test('a flood is told to wait, its neighbours are not', async () => {
  const flood = { 'x-forwarded-for': '203.0.113.7' };
  const answers = new Map<number, number>();
  const body = JSON.stringify(batch(event({ consent: undefined })));
  let retryAfter: string | null = null;
  for (let round = 0; round < 6; round++) {
    const responses = await Promise.all(Array.from({ length: 50 }, () => post(body, flood)));
    for (const response of responses) {
      answers.set(response.status, (answers.get(response.status) ?? 0) + 1);
      if (response.status === 429) retryAfter ??= response.headers.get('retry-after');
      await response.arrayBuffer();
    }
  }
  expect([...answers.keys()].toSorted()).toEqual([422, 429]);
  expect(answers.get(429)).toBeGreaterThan(150);
  expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
  expect(await metric('touchtrail_requests_refused_total{code="too_many_requests"}')).toBe(
    answers.get(429),
  );
  const neighbour = await post(batch(event()), { 'x-forwarded-for': '198.51.100.7' });
  expect(neighbour.status).toBe(202);
  expect(await places('203.0.113')).toEqual([]);
});

test('100 MB from 100 KB are refused before they are inflated', async () => {
  const zeros = Buffer.alloc(1024 * 1024);
  const bomb = await buffer(Readable.from(Array<Buffer>(100).fill(zeros)).pipe(createGzip()));
  expect(bomb.length).toBeLessThan(110_000);
  const before = process.resourceUsage().maxRSS;
  for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
    const response = await post(new Uint8Array(bomb), headers);
    expect([response.status, await errorCode(response)]).toEqual([413, 'body_too_large']);
  }
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(60 * 1024);
});

test('HTML in every field: text where text may be, refused elsewhere, markup in no answer', async () => {
  const html = '<script>alert(1)</script>';
  const every = {
    name: html,
    touchpoint: html,
    anonymousId: html,
    page: { url: html, path: html, title: html, referrer: html },
    campaign: { source: html, medium: html, name: html, term: html, content: html },
    comment: html,
    props: { [html]: html },
    consent: { ...receipt('measurement', 'content'), source: html, policyVersion: html },
  };
  const taken = await post(batch(event({ ...every, id: html })));
  expect(taken.status).toBe(202);
  const enums = ['type', 'channel', 'at', 'sessionId', 'seq', 'parentId', 'value', 'currency'];
  for (const field of [...enums, 'rating', 'ratingScale', 'experience', 'device']) {
    const response = await post(batch(event({ ...every, id: html, [field]: html })));
    const text = await response.text();
    expect([field, response.status, text.includes('<')]).toEqual([field, 422, false]);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
  for (const body of [html, { v: html }, { ...batch(event()), site: html }]) {
    const text = await (await post(body)).text();
    expect(text).not.toContain('<');
  }
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).not.toContain('<');
});

test('a count holds nobody, whoever sends what with it', async () => {
  const view = { v: 1, site: service.site.writeKey, path: '/', anonymousId: 'COUNT-CANARY' };
  const count = () => post(view, { 'user-agent': 'COUNT-CANARY' }, '/v1/count');
  expect(await errorCode(await count())).toBe('aggregate_off');
  await service.store.sites.update(service.site.id, { privacy: { aggregate: true } });
  await expect
    .poll(async () => (await count()).status, { timeout: 15_000, interval: 500 })
    .toBe(204);
  expect(await places('COUNT-CANARY')).toEqual([]);
  const [row] = await service.store.reader.query({
    sql: 'SELECT site_id, path, referrer, channel, sum(count) AS n FROM aggregate_counts GROUP BY ALL',
  });
  expect(row).toEqual({ site_id: service.site.id, path: '/', referrer: '', channel: 'web', n: 1 });
});
