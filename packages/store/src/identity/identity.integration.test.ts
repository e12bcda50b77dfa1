import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../client.ts';
import { openStore } from '../open-store.ts';
import { createDatabase } from '../people/database.ts';
import { row } from '../testing/rows.ts';
import type { EventRow, Store } from '../types.ts';
import { readNews } from './news.ts';
import { joinPlain } from './plain.ts';
import { withTables } from '../testing/with-tables.ts';

let store: Store;
let site = '';
let sites = 0;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(os.tmpdir(), 'touchtrail-identity-')));
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});
// Each test has a site of its own.
beforeEach(() => {
  site = `shop-${++sites}`;
});

let number = 0;
const seen = (ids: { anonymous?: string; user?: string }, more: Partial<EventRow> = {}): EventRow =>
  row(++number, {
    site_id: site,
    subject_id: ids.user ?? ids.anonymous ?? '',
    ...(ids.anonymous !== undefined && { anonymous_id: ids.anonymous }),
    ...(ids.user !== undefined && { user_id: ids.user }),
    consent_purposes: ['measurement', 'identification'],
    ...more,
  });
const idsOf = async (id: string): Promise<string[]> => {
  const { subjects } = await store.people.resolve(site, id);
  return subjects.map((subject) => subject.id);
};
const by = { actor: 'test' };
const hash = `h_${'a'.repeat(22)}`;

describe('ids of one person in the store', () => {
  test('two devices and a store card are one after login; a link taken apart and put back', async () => {
    await store.insertEvents([
      seen({ anonymous: 'phone-1' }),
      seen({ anonymous: 'laptop-1' }),
      seen({ anonymous: 'card:77' }, { source: 'import' }),
    ]);
    expect(await idsOf('phone-1')).toEqual(['phone-1']);
    await store.insertEvents([
      seen({ anonymous: 'phone-1', user: 'ada' }),
      seen({ anonymous: 'laptop-1', user: 'ada' }),
      seen({ anonymous: 'card:77', user: 'ada' }, { source: 'import', type: 'identify' }),
    ]);
    const together = ['ada', 'card:77', 'laptop-1', 'phone-1'];
    for (const id of together) expect(await idsOf(id)).toEqual(together);

    const links = await store.identity.why(site, 'anonymous:phone-1', 'anonymous:card:77');
    expect(links?.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      ['anonymous:phone-1', 'user:ada', 'login'],
      ['anonymous:card:77', 'user:ada', 'import'],
    ]);
    await store.identity.unlink(site, 'anonymous:card:77', 'user:ada', by);
    expect(await idsOf('card:77')).toEqual(['card:77']);
    expect(await idsOf('ada')).toEqual(['ada', 'laptop-1', 'phone-1']);
    // What shows the link again does not bring it back.
    await store.insertEvents([seen({ anonymous: 'card:77', user: 'ada' }, { source: 'import' })]);
    expect(await idsOf('card:77')).toEqual(['card:77']);
    expect(await store.identity.rules(site)).toMatchObject([
      { kind: 'unlinked', from: 'anonymous:card:77', to: 'user:ada', actor: 'test' },
    ]);
    await store.identity.relink(site, 'user:ada', 'anonymous:card:77', by);
    expect(await idsOf('ada')).toEqual(together);
    expect(await store.identity.rebuild(site)).toBe(0);
    await expect(
      store.identity.unlink(site, 'anonymous:phone-1', 'anonymous:card:77', by),
    ).rejects.toMatchObject({ code: 'not_linked' });
  });

  test('a hashed e-mail address joins devices, and both to who logs in on one', async () => {
    const mail = { props: JSON.stringify({ email: hash }) };
    await store.insertEvents([
      seen({ anonymous: 'chat-1' }, mail),
      seen({ anonymous: 'chat-2' }, { ...mail, ts: 1_795_341_700_000 }),
      // Who did not allow recognition is not recognised.
      seen({ anonymous: 'chat-3' }, { ...mail, consent_purposes: ['measurement'] }),
    ]);
    expect(await idsOf('chat-2')).toEqual(['chat-1', 'chat-2']);
    expect(await idsOf('chat-3')).toEqual(['chat-3']);
    await store.insertEvents([seen({ anonymous: 'chat-2', user: 'bob' })]);
    expect(await idsOf('chat-1')).toEqual(['bob', 'chat-1', 'chat-2']);
  });

  test('consent taken back takes links away, and only those; seen again after a new decision they count', async () => {
    const at = 1_795_341_600_000;
    await store.insertEvents([
      seen({ anonymous: 'd-1', user: 'eva' }, { ts: at }),
      seen({ anonymous: 'd-2', user: 'eva' }, { ts: at }),
    ]);
    expect(await idsOf('eva')).toEqual(['eva', 'd-1', 'd-2']);
    await store.insertEvents([
      seen(
        { anonymous: 'd-1' },
        { type: 'consent', name: 'consent.withdrawn', consent_purposes: [], ts: at + 60_000 },
      ),
    ]);
    expect(await idsOf('eva')).toEqual(['eva', 'd-2']);
    expect(await idsOf('d-1')).toEqual(['d-1']);
    await store.insertEvents([seen({ anonymous: 'd-1', user: 'eva' }, { ts: at + 120_000 })]);
    expect(await idsOf('d-1')).toEqual(['eva', 'd-1', 'd-2']);
    expect(await store.identity.rebuild(site)).toBe(0);
  });

  test('aliases: only a back end joins two users, and their devices come along', async () => {
    const alias = { type: 'identify', name: 'person.aliased' };
    await store.insertEvents([
      seen({ anonymous: 'a-1', user: 'old-7' }),
      seen({ anonymous: 'a-2', user: 'new-7' }),
      seen({ anonymous: 'old-7', user: 'new-7' }, alias),
    ]);
    expect(await idsOf('a-1')).toEqual(['old-7', 'a-1']);
    await store.insertEvents([
      seen({ anonymous: 'old-7', user: 'new-7' }, { ...alias, source: 'server' }),
    ]);
    for (const id of ['a-1', 'a-2', 'old-7', 'new-7']) {
      expect(new Set(await idsOf(id))).toEqual(new Set(['old-7', 'new-7', 'a-1', 'a-2']));
    }
    expect(await store.identity.rebuild(site)).toBe(0);
  });

  test('words in place of ids join nobody, and an id can be blocked', async () => {
    await store.insertEvents([
      seen({ anonymous: 'n-1', user: 'null' }),
      seen({ anonymous: 'n-2', user: 'null' }),
      seen({ anonymous: 'agent-1', user: 'cleo' }),
    ]);
    expect(await idsOf('n-1')).toEqual(['n-1']);
    await store.identity.block(site, 'anonymous:agent-1', { ...by, reason: 'call centre' });
    expect(await idsOf('agent-1')).toEqual(['agent-1']);
    await store.identity.unblock(site, 'anonymous:agent-1', by);
    expect(await idsOf('agent-1')).toEqual(['cleo', 'agent-1']);
    expect(await store.identity.status(site)).toEqual({
      edges: 3,
      joined: 1,
      shared: 0,
      crowded: 0,
    });
  });

  test('more links than are joined at one go, of one insert, are all joined', async () => {
    const many = Array.from({ length: 21_000 }, (_, n) =>
      seen({ anonymous: `crowd-${n}`, user: `member-${n % 7_000}` }),
    );
    await store.insertEvents(many);
    expect(await store.identity.settle(site)).toBe(21_000);
    expect(await store.identity.settle(site)).toBe(0);
    expect(new Set(await idsOf('crowd-20999'))).toEqual(
      new Set(['member-6999', 'crowd-6999', 'crowd-13999', 'crowd-20999']),
    );
    expect(await store.identity.status(site)).toMatchObject({ edges: 21_000, joined: 21_000 });
  });
});

const device = (n: number) => `device-${String(n).padStart(3, '0')}`;
const alias: Partial<EventRow> = { type: 'identify', name: 'person.aliased', source: 'server' };

test('many new links: what is plain is joined by the engine, the others as ever, and both as a rebuild does', async () => {
  await store.insertEvents([
    ...Array.from({ length: 120 }, (_, n) =>
      n % 10 === 0
        ? seen({ anonymous: device(n) }, { props: JSON.stringify({ email: hash }) })
        : seen({ anonymous: device(n % 60), user: `user-${n % 20}` }, { source: 'server' }),
    ),
    // What only looks plain: words, a former user, one blocked, one apart, one who took consent back.
    seen({ anonymous: 'word-1', user: 'Undefined' }),
    seen({ anonymous: '0000-0000', user: 'user-words' }),
    seen({ anonymous: 'xxx', user: 'user-words' }),
    seen({ anonymous: 'gerät-1', user: 'müller' }),
    seen({ anonymous: 'of-former', user: 'former' }),
    seen({ anonymous: 'former', user: 'new' }, alias),
    seen({ anonymous: 'blocked-1', user: 'eve' }),
    seen({ anonymous: 'apart-1', user: 'eve' }),
    seen({ anonymous: 'left-1', user: 'eve' }, { ts: 1_795_341_600_000 }),
    seen(
      { anonymous: 'left-1' },
      { type: 'consent', name: 'consent.withdrawn', consent_purposes: [], ts: 1_795_341_660_000 },
    ),
  ]);
  await store.identity.block(site, 'anonymous:blocked-1', by);
  await store.identity.unlink(site, 'anonymous:apart-1', 'user:eve', by);
  const client = createClient(store.connection);
  try {
    const database = createDatabase(client, store.connection.url);
    const news = async (many: number) => {
      const found = await readNews(database, site, 0, new Map(), many);
      const keys = new Set<string>();
      let users = false;
      for await (const page of found.pages()) {
        for (const key of page.keys) keys.add(key);
        users ||= page.users;
      }
      return { users, keys, many: found.many };
    };
    const byTime = await news(Infinity);
    expect(byTime).toMatchObject({ users: true, many: undefined });
    const apart = await news(0);
    expect(apart.users).toBe(true);
    // What the store writes later counts.
    let version = Date.now() - 60_000;
    const plain = await joinPlain(database, site, apart.many ?? never(), () => ++version);
    // Each is either plain or among the others, and no plain one is.
    const rows = await store.reader.query<{ key: string; person: string }>({
      sql: `SELECT concat(kind, ':', id) AS key, person FROM id_map FINAL WHERE site_id = {site:String} AND state = 'joined'`,
      params: { site },
    });
    const byEngine = rows.filter(({ key }) => !apart.keys.has(key)).map(({ key }) => key);
    expect(byEngine).toHaveLength(plain);
    expect(plain).toBeGreaterThan(50);
    expect(devices([...apart.keys, ...byEngine])).toEqual(devices(byTime.keys));
    for (const odd of ['word-1', '0000-0000', 'xxx', 'gerät-1', 'blocked-1', 'apart-1', 'left-1']) {
      expect(apart.keys).toContain(`anonymous:${odd}`);
    }
    // Said once: nothing changes the second time.
    expect(await joinPlain(database, site, apart.many ?? never(), () => ++version)).toBe(0);
  } finally {
    await client.close();
  }
  await store.identity.settle(site);
  expect(await store.identity.rebuild(site)).toBe(0);
  expect(await idsOf('of-former')).toEqual(['former', 'new', 'of-former']);
});

function devices(keys: Iterable<string>): string[] {
  return [...keys].filter((key) => key.startsWith('anonymous:')).toSorted();
}

function never(): never {
  throw new Error('Nothing was called plain.');
}
