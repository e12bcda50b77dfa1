import { createHmac } from 'node:crypto';
import { hookMappingSchema } from '@touchtrail/contract';
import type { HookAuth } from '@touchtrail/contract';
import { hookPresets } from '@touchtrail/store';
import type { Hook } from '@touchtrail/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { testNow } from '../testing/gate.ts';
import { harness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import {
  callrailCall,
  hubspotPayload,
  pipedriveActivity,
  pipedriveDeal,
} from '../testing/hook-payloads.ts';

const secret = 'secret-of-the-hook';
const url = 'https://touchtrail.example/v1/hooks/hook_1';
const minute = 60_000;

let now = testNow;
let it: Harness;
beforeEach(() => {
  now = testNow;
  it = harness({ clock: () => now });
});

function add(vendor: keyof typeof hookPresets, change: Partial<Hook> = {}): void {
  const { auth, mapping } = hookPresets[vendor];
  it.hooks.push({
    id: 'hook_1',
    siteId: 'shop',
    name: vendor,
    auth: auth(secret, url),
    mapping,
    purposes: ['measurement', 'identification', 'offline_join'],
    basis: 'contract',
    createdAt: testNow - 900 * 86_400_000,
    ...change,
  });
}

const post = (body: unknown, headers: Record<string, string> = {}, id = 'hook_1') =>
  it.collector.app.request(`/v1/hooks/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const hubspot = (body: unknown, { at = now, by = secret, to = url } = {}) => {
  const text = JSON.stringify(body);
  const signed = createHmac('sha256', by).update(`POST${to}${text}${at}`).digest('base64');
  return post(text, {
    'x-hubspot-signature-v3': signed,
    'x-hubspot-request-timestamp': String(at),
  });
};
const pipedrive = (body: unknown, password = secret) =>
  post(body, {
    authorization: `Basic ${Buffer.from(`touchtrail:${password}`).toString('base64')}`,
  });
const callrail = (body: unknown) =>
  post(body, {
    signature: createHmac('sha1', secret).update(JSON.stringify(body)).digest('base64'),
  });
const answer = async (response: Response | Promise<Response>) => {
  const { status, ...rest } = await response;
  return { status, ...((await (await response).json()) as object), ...rest };
};

describe('HubSpot', () => {
  beforeEach(() => add('hubspot'));

  test('stages of a contact are touches, its becoming a customer a conversion', async () => {
    expect(await answer(hubspot(hubspotPayload))).toMatchObject({
      status: 200,
      accepted: 2,
      ignored: 1,
      rejected: [],
    });
    expect(it.events.rows).toMatchObject([
      {
        type: 'touch',
        name: 'crm.stage_reached',
        touchpoint: 'crm.opportunity',
        user_id: '65059681032',
        ts: 1_795_341_540_741,
        consent_source: 'basis:contract',
        source: 'server',
      },
      { type: 'conversion', name: 'crm.became_customer', touchpoint: 'crm.customer' },
    ]);
  });

  test('sent again it adds nothing, with another attempt and event id too', async () => {
    await hubspot(hubspotPayload);
    const again = hubspotPayload.map((event) => ({ ...event, eventId: 1, attemptNumber: 1 }));
    expect(await answer(hubspot(again))).toMatchObject({ status: 200, accepted: 0, duplicates: 2 });
    expect(it.events.rows).toHaveLength(2);
  });

  test.each([
    ['another secret', { by: 'another-secret' }, 'invalid_signature'],
    ['another address', { to: 'https://evil.example/' }, 'invalid_signature'],
    ['an old timestamp', { at: testNow - 6 * minute }, 'signature_expired'],
    ['a timestamp ahead', { at: testNow + 6 * minute }, 'signature_expired'],
  ])('with %s it is refused', async (_, change, code) => {
    expect(await answer(hubspot(hubspotPayload, change))).toMatchObject({
      status: 401,
      error: { code },
    });
    expect(it.events.rows).toEqual([]);
  });
});

describe('Pipedrive', () => {
  beforeEach(() => add('pipedrive'));

  test('a deal won is a conversion with its value, once, however often it changes', async () => {
    await pipedrive(pipedriveDeal);
    const later = { ...pipedriveDeal, data: { ...pipedriveDeal.data, title: 'Renamed' } };
    expect(await answer(pipedrive(later))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(it.events.rows).toMatchObject([
      {
        type: 'conversion',
        name: 'crm.deal_won',
        user_id: '817',
        account_id: '42',
        value: 1249.5,
        currency: 'EUR',
        ts: Date.parse('2026-11-22T09:58:31Z'),
      },
    ]);
  });

  test('a call that was done is a touch by phone; its note and subject are nobody’s field', async () => {
    await pipedrive(pipedriveActivity);
    expect(it.events.rows).toMatchObject([
      { touchpoint: 'crm.call', channel: 'phone', ts: Date.parse('2026-11-22T09:30:00Z') },
    ]);
    expect(JSON.stringify(it.events.rows)).not.toMatch(/Private|lobby/);
  });

  test('what is neither won nor done is left out', async () => {
    const open = { ...pipedriveDeal, data: { ...pipedriveDeal.data, status: 'open' } };
    expect(await answer(pipedrive(open))).toMatchObject({ status: 200, accepted: 0, ignored: 1 });
  });

  test.each(['', 'another'])('with the password "%s" it is refused', async (password) => {
    expect((await pipedrive(pipedriveDeal, password)).status).toBe(401);
    expect((await post(pipedriveDeal)).status).toBe(401);
  });
});

describe('CallRail', () => {
  const at = Date.parse(callrailCall.start_time);
  const lease = {
    siteId: 'shop',
    number: '+4930123401',
    since: at - 20 * minute,
    until: at - 5 * minute,
    visit: 'visit-1',
    anonymousId: 'a-1',
  };
  const pool = {
    siteId: 'shop',
    numbers: ['+4930123401'],
    fallback: '+49301234',
    leaseMs: 15 * minute,
    graceMs: 10 * minute,
  };
  const setup = async (change: Partial<Hook> = {}, leases = [lease]) => {
    add('callrail', change);
    it.pools.push(pool);
    await it.phone.putLeases(leases);
  };

  test('a call joins the visit that was shown the number, and nobody’s number or name is kept', async () => {
    await setup();
    expect(await answer(callrail(callrailCall))).toMatchObject({ status: 200, accepted: 1 });
    expect(it.events.rows).toMatchObject([
      {
        name: 'call.received',
        channel: 'phone',
        anonymous_id: 'a-1',
        duration_ms: 187_000,
        ts: at,
      },
    ]);
    expect(JSON.stringify(it.events.rows)).toContain(String.raw`\"visitFound\":true`);
    expect(JSON.stringify(it.events.rows)).not.toMatch(/Canary|1701234567/);
    expect(await answer(callrail(callrailCall))).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  test.each<[string, Partial<Hook>, (typeof lease)[]]>([
    ['when nobody was shown the number', {}, []],
    ['when it was shown long before', {}, [{ ...lease, until: at - 11 * minute }]],
    ['at another site', {}, [{ ...lease, siteId: 'other' }]],
    ['without the purpose offline_join', { purposes: ['measurement'] }, [lease]],
  ])('is a journey of its own %s', async (_, change, leases) => {
    await setup(change, leases);
    expect(await answer(callrail(callrailCall))).toMatchObject({ accepted: 1 });
    const [row] = it.events.rows;
    expect(row?.['anonymous_id']).toBe(`hook:hook_1:${callrailCall.resource_id}`);
    expect(row).not.toHaveProperty('user_id');
  });

  test('joins nothing for who took consent back', async () => {
    await setup();
    it.withdrawals.add('shop', { anonymousId: 'a-1' }, testNow - 1);
    expect(await answer(callrail(callrailCall))).toMatchObject({
      status: 200,
      accepted: 0,
      rejected: [{ code: 'withdrawn' }],
    });
  });
});

describe('any hook', () => {
  const bearer = { authorization: `Bearer ${secret}` };
  const one = { id: 'x-1', at: testNow, userId: 'u', name: 'visited' };

  test('records without an id, or without consent, are refused one by one and answered 200', async () => {
    add('other');
    const { id: _id, ...without } = one;
    expect(await answer(post([one, without], bearer))).toMatchObject({
      status: 200,
      accepted: 1,
      rejected: [{ index: 1, code: 'invalid_event' }],
    });
    it.hooks.length = 0;
    add('other', { purposes: [] });
    now += 6_000;
    expect(await answer(post({ ...one, id: 'x-2' }, bearer))).toMatchObject({
      status: 200,
      rejected: [{ code: 'consent_missing' }],
    });
  });

  test('more than a batch is taken in parts, a form as one record', async () => {
    add('other');
    const many = Array.from({ length: 1_001 }, (_, n) => ({ ...one, id: n }));
    expect(await answer(post(many, bearer))).toMatchObject({ status: 200, accepted: 1_001 });
    const form = new URLSearchParams({ ...one, id: 'form', at: String(testNow) }).toString();
    const sent = post(form, { ...bearer, 'content-type': 'application/x-www-form-urlencoded' });
    expect(await answer(sent)).toMatchObject({ accepted: 1 });
  });

  test('a signature in hex with a prefix over parts of the request', async () => {
    const auth: HookAuth = {
      kind: 'hmac',
      header: 'x-sign',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'v1=',
      signs: '{timestamp}.{body}',
      timestampHeader: 'x-time',
      secret,
    };
    add('other', { auth });
    const seconds = String(Math.floor(now / 1_000));
    const signed = createHmac('sha256', secret).update(`${seconds}.${JSON.stringify(one)}`);
    const headers = { 'x-sign': `v1=${signed.digest('hex')}`, 'x-time': seconds };
    expect((await post(one, headers)).status).toBe(200);
    expect((await post({ ...one, id: 'y' }, headers)).status).toBe(401);
  });

  test('that nobody made, or was revoked, is not there; a body that is no JSON is told so', async () => {
    add('other');
    expect((await post(one, bearer, 'hook_2')).status).toBe(404);
    expect((await post('{', bearer)).status).toBe(400);
    it.hooks.length = 0;
    now += 5_001;
    expect((await post(one, bearer)).status).toBe(404);
    expect((await it.collector.app.request('/v1/hooks/hook_1')).status).toBe(405);
  });

  test('while events cannot be made durable it is told to come again', async () => {
    add('other');
    it.events.failNext(new Error('disk'));
    expect((await post(one, bearer)).status).toBe(503);
  });

  test('a hostile payload becomes nothing it should not', async () => {
    const mapping = hookMappingSchema.parse({
      rules: [
        {
          fields: {
            id: 'id',
            at: 'at',
            userId: 'a.__proto__.x',
            'props.__proto__': 'p',
            name: 'n',
          },
        },
      ],
    });
    add('other', { mapping });
    const hostile = `{"id":1,"at":${now},"a":{"__proto__":{"x":"own"}},"p":"q","n":"name"}`;
    await post(hostile, bearer);
    expect(it.events.rows).toMatchObject([{ user_id: 'own' }]);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
