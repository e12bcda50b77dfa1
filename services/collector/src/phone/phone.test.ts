import type { PhoneAnswer } from '@touchtrail/contract';
import type { PhonePool } from '@touchtrail/store';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { testNow } from '../testing/gate.ts';
import { harness, memoryPhone, receipt } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { createLeaseDesk } from './lease-desk.ts';

const minute = 60_000;
const pool: PhonePool = {
  siteId: 'shop',
  numbers: ['+49301', '+49302', '+49303'],
  fallback: '+49300',
  leaseMs: 20 * minute,
  graceMs: 10 * minute,
};
const who = (visit: string, place?: string) => ({ visit, anonymousId: `a-${visit}`, place });

describe('the desk', () => {
  let now = testNow;
  const setup = (change: Partial<PhonePool> = {}) => {
    now = testNow;
    const phone = memoryPhone([{ ...pool, ...change }]);
    return { phone, desk: createLeaseDesk({ phone, clock: () => now }) };
  };

  test('gives each visit a number of its own, and the same again', async () => {
    const { desk } = setup();
    const shown = await Promise.all(['v1', 'v2', 'v1', 'v3'].map((v) => desk.show('shop', who(v))));
    expect(shown.map((one) => one?.number)).toEqual(['+49301', '+49302', '+49301', '+49303']);
    expect(shown.map((one) => one?.result)).toEqual(['leased', 'leased', 'kept', 'leased']);
    expect(await desk.show('shop', who('v4'))).toEqual({
      number: '+49300',
      until: null,
      result: 'exhausted',
    });
    expect(await desk.show('other', who('v1'))).toBeUndefined();
  });

  test('keeps a number for a visit that asks again, and lets it rest before another has it', async () => {
    const { desk, phone } = setup({ numbers: ['+49301'] });
    await desk.show('shop', who('v1'));
    now += 15 * minute;
    expect(await desk.show('shop', who('v1'))).toMatchObject({ until: now + 20 * minute });
    now += 29 * minute;
    expect(await desk.show('shop', who('v2'))).toMatchObject({ result: 'exhausted' });
    now += minute + 1;
    expect(await desk.show('shop', who('v2'))).toMatchObject({ result: 'leased' });
    expect(await phone.leases('shop', { from: 0, to: now })).toHaveLength(2);
  });

  test('knows after a restart which numbers are taken', async () => {
    const { desk, phone } = setup();
    await desk.show('shop', who('v1'));
    const again = createLeaseDesk({ phone, clock: () => now });
    const shown = [await again.show('shop', who('v2')), await again.show('shop', who('v1'))];
    expect(shown).toMatchObject([
      { number: '+49302', result: 'leased' },
      { number: '+49301', result: 'kept' },
    ]);
  });

  test('lets one place have a quarter of the numbers, at least two', async () => {
    const { desk } = setup({ numbers: Array.from({ length: 12 }, (_, n) => `+4930${n}`) });
    const results = [];
    for (let n = 0; n < 5; n++) {
      results.push((await desk.show('shop', who(`v${n}`, '203.0.113.0')))?.result);
    }
    expect(results).toEqual(['leased', 'leased', 'leased', 'exhausted', 'exhausted']);
    expect(await desk.show('shop', who('w', '198.51.100.0'))).toMatchObject({ result: 'leased' });
  });

  test('shows everybody’s number while leases cannot be made durable, and takes none for it', async () => {
    const { phone } = setup({ numbers: ['+49301'] });
    let away = true;
    const desk = createLeaseDesk({
      phone: {
        ...phone,
        putLeases: (leases) => (away ? Promise.reject(new Error('away')) : phone.putLeases(leases)),
      },
      clock: () => now,
    });
    expect(await desk.show('shop', who('v1'))).toEqual({
      number: '+49300',
      until: null,
      result: 'failed',
    });
    away = false;
    expect(await desk.show('shop', who('v2'))).toMatchObject({ number: '+49301' });
  });

  test('whoever asks when, every call while a number is shown joins the visit that sees it', async () => {
    const step = fc.record({ visit: fc.nat(9), after: fc.nat(25 * minute) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { desk, phone } = setup();
        const calls: { number: string; at: number; visit: string }[] = [];
        for (const { visit, after } of steps) {
          now += after;
          const shown = await desk.show('shop', who(`v${visit}`));
          if (shown?.until == null) continue;
          const sees = { number: shown.number, visit: `a-v${visit}` };
          calls.push({ ...sees, at: now }, { ...sees, at: shown.until + pool.graceMs });
        }
        const join = await phone.join('shop', { from: 0, to: now + 100 * minute });
        for (const { number, at, visit } of calls) {
          expect(join.anonymousIdOf(number, at)).toBe(visit);
        }
      }),
    );
  });
});

describe('POST /v1/phone', () => {
  let it: Harness;
  beforeEach(() => {
    it = harness({ clock: () => testNow });
    it.pools.push(pool);
  });
  const consent = receipt('storage', 'measurement', 'offline_join');
  const body = { v: 1, site: 'wk_test', visit: 'visit-1', anonymousId: 'a-1', consent };
  const ask = async (sent: unknown, headers: Record<string, string> = {}) => {
    const response = await it.collector.app.request('/v1/phone', {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://shop.example', ...headers },
      body: JSON.stringify(sent),
    });
    return { status: response.status, ...((await response.json()) as Partial<PhoneAnswer>) };
  };

  test('leases who allows to be joined', async () => {
    expect(await ask(body)).toEqual({
      status: 200,
      number: '+49301',
      until: testNow + 20 * minute,
    });
    const metrics = await (await it.collector.app.request('/metrics')).text();
    expect(metrics).toContain('touchtrail_phone_numbers_total{result="leased"} 1');
  });

  test.each<[string, object, Record<string, string>?]>([
    ['no receipt', { consent: undefined }],
    ['no offline_join', { consent: receipt('measurement') }],
    ['no measurement', { consent: receipt('offline_join') }],
    ['no visit', { visit: undefined }],
    ['no id', { anonymousId: undefined }],
  ])('shows everybody’s number with %s, and keeps nothing', async (_, change) => {
    expect(await ask({ ...body, ...change })).toEqual({
      status: 200,
      number: '+49300',
      until: null,
    });
    expect(await it.phone.leases('shop', { from: 0, to: Infinity })).toEqual([]);
  });

  test('and to who took consent back, who is erased, and where ids are hashed', async () => {
    it.withdrawals.add('shop', { anonymousId: 'a-1' }, testNow);
    expect(await ask(body)).toMatchObject({ until: null });
    for (const change of [
      { suppressions: { has: () => 'erased' as const } },
      {
        site: { privacy: { ...it.site.privacy, fieldPolicies: { anonymousId: 'hash' as const } } },
      },
    ]) {
      it = harness({ clock: () => testNow, ...change });
      it.pools.push(pool);
      expect(await ask(body)).toMatchObject({ status: 200, until: null });
    }
  });

  test('refuses what events are refused for', async () => {
    expect((await ask({ ...body, site: 'wk_other' })).status).toBe(401);
    expect((await ask(body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ ...body, v: 2 })).status).toBe(400);
    it.pools.length = 0;
    it = harness({ clock: () => testNow });
    expect((await ask(body)).status).toBe(404);
  });
});
