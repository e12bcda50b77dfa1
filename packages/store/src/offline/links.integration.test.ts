import { expect, test } from 'vitest';
import { createClient } from '../client.ts';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import { newLinkToken } from './links.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-([48])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a token says by its version whether it names a person', () => {
  expect(uuid.exec(newLinkToken(true))?.[1]).toBe('4');
  expect(uuid.exec(newLinkToken(false))?.[1]).toBe('8');
});

test('a link is found by its token alone, at its own site, until it is revoked', async () => {
  const store = await openTempStore({ clock: () => 1_795_000_000_000 });
  const { links } = store;
  const { id, token } = await links.create('shop', {
    url: 'https://shop.example/',
    campaign: { name: 'autumn', medium: 'email' },
    touchpoint: 'letter.autumn',
    channel: 'mail',
    person: 'customer-17',
    maxUses: 2,
    expiresAt: 1_795_000_060_000,
  });
  const [found] = await links.find('shop', [token.toUpperCase(), 'other']);
  expect(found).toMatchObject({
    id,
    campaign: { name: 'autumn', medium: 'email' },
    touchpoint: 'letter.autumn',
    channel: 'mail',
    person: 'customer-17',
    maxUses: 2,
    expiresAt: 1_795_000_060_000,
    revokedAt: undefined,
  });
  expect(await links.find('other', [token])).toEqual([]);
  expect(await links.find('shop', [id])).toEqual([]);
  const stored = await store.reader.query({ sql: 'SELECT * FROM link_tokens' });
  expect(JSON.stringify(stored)).not.toContain(token);

  await links.revoke('shop', id);
  await links.revoke('shop', id);
  expect(await links.find('shop', [token])).toMatchObject([{ revokedAt: 1_795_000_000_001 }]);
  await expect(links.revoke('other', id)).rejects.toMatchObject({ code: 'link_unknown' });
});

const opening = (n: number, link: string) =>
  row(n, { name: 'link.opened', props: JSON.stringify({ link }) });

test('a link that names a person is forgotten a month after it ended, one printed for many is not', async () => {
  const store = await openTempStore({ clock: () => Date.UTC(2026, 0, 1) });
  const url = 'https://shop.example/';
  const expiresAt = Date.UTC(2026, 0, 2);
  const sent = await store.links.create('shop', { url, person: 'customer-17', expiresAt });
  const printed = await store.links.create('shop', { url, expiresAt });
  const later = await store.links.create('shop', {
    url,
    person: 'customer-18',
    expiresAt: Date.now() + 60_000,
  });
  const remaining = async () => {
    const found = await store.links.find('shop', [sent.token, printed.token, later.token]);
    return found.map(({ id }) => id).toSorted();
  };
  const client = createClient(store.connection);
  await client.command({ query: 'OPTIMIZE TABLE link_tokens FINAL' });
  await client.close();
  expect(await remaining()).toEqual([printed.id, later.id].toSorted());
});

test('openings are counted by event, a repeated event once, and only of the link itself', async () => {
  const store = await openTempStore();
  const { links } = store;
  const counted = await links.create('shop', { url: 'https://shop.example/', maxUses: 2 });
  const open = await links.create('shop', { url: 'https://shop.example/' });
  await store.insertEvents([opening(1, counted.id), opening(2, counted.id), opening(3, open.id)]);
  await store.insertEvents([opening(2, counted.id), row(4, { props: `{"link":"${counted.id}"}` })]);
  const [found] = await links.find('shop', [counted.token]);
  expect([...(found?.usedBy ?? [])].toSorted()).toEqual([row(1).event_id, row(2).event_id]);
  const uses = (await links.list('shop')).map((link) => [link.id, link.uses]);
  expect(Object.fromEntries(uses)).toEqual({ [counted.id]: 2, [open.id]: 1 });
});

test('an erasure takes the links of a person, and which numbers their browser was shown', async () => {
  const store = await openTempStore();
  const person = 'customer-canary-17';
  const browser = 'browser-canary-17';
  await store.insertEvents([
    row(1, { subject_id: person, user_id: person, anonymous_id: browser }),
  ]);
  const lease = { number: '+49301', since: 1, until: 1_795_341_600_000, visit: 'visit-of-canary' };
  await store.phone.putLeases([{ ...lease, siteId: 'shop', anonymousId: browser }]);
  const time = { from: 0, to: 1_795_341_600_000 };
  expect(await store.phone.leases('shop', time)).toEqual([{ ...lease, anonymousId: browser }]);
  const { token } = await store.links.create('shop', { url: 'https://shop.example/', person });
  const request = await store.people.requestErasure('shop', person, {
    id: 'test',
    role: 'admin',
  });
  const done = await store.people.runErasure(request.id, () => undefined);
  expect(done).toMatchObject({
    state: 'done',
    receipt: { counts: { link_tokens: 1, phone_leases: 1 }, proof: { found: [] } },
  });
  expect(await store.links.find('shop', [token])).toEqual([]);
  expect(await store.phone.leases('shop', time)).toEqual([]);
});
