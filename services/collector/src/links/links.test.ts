import type { BatchAnswer } from '@touchtrail/contract';
import { linkHash } from '@touchtrail/store';
import type { FoundLink } from '@touchtrail/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { testNow } from '../testing/gate.ts';
import { batchOf, harness, receipt, someEvent } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';

const printedToken = '0193bd4e-7c2a-8d3e-9f00-5f1b2a3c4d5e';
const sentToken = '0193bd4e-7c2a-4d3e-9f00-5f1b2a3c4d5e';
const base: FoundLink = {
  id: '4b9c0d52-7a0e-4f6b-9d53-0c9a1f6f2b11',
  siteId: 'shop',
  hash: linkHash(printedToken),
  url: 'https://shop.example/',
  createdAt: testNow - 1_000,
  usedBy: new Set(),
};
const printed: FoundLink = {
  ...base,
  touchpoint: 'store.berlin',
  channel: 'store',
  campaign: { name: 'autumn', medium: 'qr' },
};
const sent: FoundLink = { ...base, hash: linkHash(sentToken), person: 'customer-17' };

let stored: FoundLink[];
let it: Harness;
beforeEach(() => {
  stored = [printed, sent];
  it = harness({
    clock: () => testNow,
    links: {
      find: async (siteId, tokens) => {
        const hashes = new Set(tokens.map(linkHash));
        return stored.filter((link) => link.siteId === siteId && hashes.has(link.hash));
      },
    },
  });
});

const opened = (token: string, fields: Record<string, unknown> = {}) =>
  someEvent({ name: 'link.opened', props: { token }, ...fields });
const metric = async (line: string) =>
  (await (await it.collector.app.request('/metrics')).text()).includes(`\n${line}\n`);
const everything = () => JSON.stringify([it.events.rows, it.quarantine.rows, it.log]);

describe('a link printed for many', () => {
  test('is a touch where it hangs, before the page it led to, with its campaign', async () => {
    const view = someEvent();
    await it.post(batchOf(view, opened(printedToken)));
    const [page, scan] = it.events.rows;
    expect(scan).toMatchObject({
      type: 'touch',
      name: 'link.opened',
      touchpoint: 'store.berlin',
      channel: 'store',
      campaign_name: 'autumn',
      campaign_medium: 'qr',
      anonymous_id: 'a-1',
      props: JSON.stringify({ link: printed.id }),
    });
    expect(scan).not.toHaveProperty('user_id');
    expect(scan?.ts).toBeLessThan(page?.ts ?? 0);
    expect(everything()).not.toContain(printedToken);
    expect(await metric('touchtrail_links_total{state="opened"} 1')).toBe(true);
  });

  test('is taken with measurement alone, and not without', async () => {
    await it.post(batchOf(opened(printedToken, { consent: receipt('measurement') })));
    expect(it.events.rows).toHaveLength(1);
    await it.post(batchOf(opened(printedToken, { consent: receipt('storage') })));
    expect(it.events.rows).toHaveLength(1);
    expect(everything()).not.toContain(printedToken);
  });
});

describe('a link sent to a person', () => {
  const identified = receipt('storage', 'measurement', 'identification');

  test('links the browser to the person who agreed to that', async () => {
    await it.post(batchOf(opened(sentToken, { type: 'identify', consent: identified })));
    expect(it.events.rows).toMatchObject([
      { type: 'identify', anonymous_id: 'a-1', user_id: 'customer-17' },
    ]);
    expect(everything()).not.toContain(sentToken);
  });

  test('links nobody who did not, whatever type the event claims', async () => {
    await it.post(batchOf(opened(sentToken, { type: 'identify' }), opened(sentToken)));
    expect(it.events.rows).toHaveLength(1);
    expect(it.events.rows[0]).not.toHaveProperty('user_id');
    expect(it.events.rows[0]).toMatchObject({ stripped: ['userId:identification'] });
    expect(everything()).not.toContain('customer-17');
    expect(everything()).not.toContain(sentToken);
  });
});

describe('a token counts no more', () => {
  test.each<[string, Partial<FoundLink> | undefined, string]>([
    ['that nobody made', undefined, 'unknown'],
    ['of another site', { siteId: 'other' }, 'unknown'],
    ['that is too old', { expiresAt: testNow }, 'expired'],
    ['that was revoked', { revokedAt: testNow - 1 }, 'expired'],
    ['that was opened often enough', { maxUses: 1, usedBy: new Set(['x']) }, 'used_up'],
  ])('%s', async (_, change, state) => {
    stored = change ? [{ ...printed, ...change }] : [];
    const response = await it.post(batchOf(someEvent(), opened(printedToken)));
    expect((await response.json()) as BatchAnswer).toMatchObject({ accepted: 2 });
    const [, row] = it.events.rows;
    expect(row).toMatchObject({ type: 'interaction', props: JSON.stringify({ state }) });
    expect(row).not.toHaveProperty('touchpoint');
    expect(everything()).not.toContain(printedToken);
    expect(await metric(`touchtrail_links_total{state="${state}"} 1`)).toBe(true);
  });

  test('of two openings at once only as many as allowed count, a repeated event once', async () => {
    stored = [{ ...printed, maxUses: 2 }];
    const first = opened(printedToken);
    await Promise.all([
      it.post(batchOf(first)),
      it.post(batchOf(opened(printedToken), opened(printedToken))),
      it.post(batchOf(first)),
    ]);
    const counted = (type: string) =>
      new Set(it.events.rows.filter((row) => row.type === type).map((row) => row.event_id)).size;
    expect([counted('touch'), counted('interaction')]).toEqual([2, 1]);
  });

  test('an opening that was refused uses nothing up', async () => {
    stored = [{ ...printed, maxUses: 1 }];
    await it.post(batchOf(opened(printedToken, { consent: receipt() })));
    await it.post(batchOf(opened(printedToken)));
    expect(it.events.rows).toMatchObject([{ type: 'touch' }]);
  });
});

test('a link without its token is no opening of it', async () => {
  await it.post(
    batchOf(
      opened(printedToken),
      someEvent({ name: 'link.opened', props: { link: printed.id } }),
      someEvent({ props: { token: printedToken } }),
    ),
  );
  expect(it.events.rows.filter((row) => String(row['props']).includes(printed.id))).toHaveLength(1);
});

test('while the store is away a batch with a token is kept by its sender', async () => {
  it = harness({
    links: { find: () => Promise.reject(new Error('away')) },
  });
  expect((await it.post(batchOf(opened(printedToken)))).status).toBe(503);
  expect((await it.post(batchOf(someEvent()))).status).toBe(202);
  expect(it.events.rows).toHaveLength(1);
});
