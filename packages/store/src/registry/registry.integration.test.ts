import { registrySchema } from '@touchtrail/contract';
import type { RegistryInput } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import type { Store } from '../types.ts';
import { RegistryConflict, RegistryError } from './registry-error.ts';

const site = 'shop';
const start = 1_795_341_600_000;
const span = { from: start - 1_000, to: start + 100_000 };
const parse = (input: RegistryInput) => registrySchema.parse(input);
const by = { author: 'ada' };

const shop = parse({
  touchpoints: [
    { key: 'home', phase: 'awareness' },
    { key: 'product', phase: 'consideration' },
    { key: 'checkout', phase: 'purchase' },
  ],
  rules: [
    { touchpoint: 'home', when: { path: '/' } },
    { touchpoint: 'product', when: { path: '/p/*' } },
    { touchpoint: 'checkout', when: { path: { matches: '^/(cart|pay)(/|$)' } } },
  ],
});

const pages = ['/', '/p/1', '/p/2', '/p/3', '/cart', '/pay/card', '/users/17', '/users/18'];

async function openShop(): Promise<Store> {
  const store = await openTempStore({ clock: () => start + 50_000 });
  await store.insertEvents([
    ...pages.map((path, n) => row(n, { page_path: path, page_url: `https://s.example${path}` })),
    row(50, { touchpoint: 'store.berlin', channel: 'store', name: 'store.visited' }),
    row(51, { name: 'call.held', channel: 'phone' }),
    row(52, { page_path: '/', bot: 'user_agent' }),
  ]);
  return store;
}

const keysOf = async (store: Store, version?: number): Promise<string[]> => {
  const { touchKey, params } = await store.registry.mapping(site, version);
  const rows = await store.reader.query<{ key: string }>({
    sql: `SELECT ${touchKey} AS key FROM events WHERE site_id = {site:String} AND bot = '' ORDER BY seq`,
    params: { site, ...params },
  });
  return rows.map(({ key }) => key);
};

describe('versions', () => {
  test('the past is called otherwise at once, and as before under the version before', async () => {
    const store = await openShop();
    const plain = [...pages, 'store.berlin', 'call.held'];
    expect(await keysOf(store)).toEqual(plain);
    const first = await store.registry.save(site, shop, { ...by, note: 'begin', ifVersion: 0 });
    expect(first).toMatchObject({ version: 1, saved: true, author: 'ada', note: 'begin' });
    const mapped = ['home', 'product', 'product', 'product', 'checkout', 'checkout'];
    const rest = ['/users/17', '/users/18', 'store.berlin', 'call.held'];
    expect(await keysOf(store)).toEqual([...mapped, ...rest]);

    // Said again, nothing is saved.
    expect(await store.registry.save(site, shop, by)).toMatchObject({ version: 1, saved: false });

    const second = parse({
      ...shop,
      touchpoints: [...shop.touchpoints, { key: 'shop.berlin', phase: 'decision' }],
      rules: [{ touchpoint: 'shop.berlin', when: { touchpoint: 'store.berlin' } }, ...shop.rules],
    });
    const saved = await store.registry.save(site, second, by);
    expect(saved.changes).toEqual([
      { section: 'touchpoints', kind: 'added', key: 'shop.berlin' },
      { section: 'rules', kind: 'added', key: '1', rule: second.rules[0] },
    ]);
    const renamed = ['/users/17', '/users/18', 'shop.berlin', 'call.held'];
    expect(await keysOf(store)).toEqual([...mapped, ...renamed]);
    expect(await keysOf(store, 1)).toEqual([...mapped, ...rest]);
    expect(await keysOf(store, 0)).toEqual(plain);

    const back = await store.registry.rollback(site, 1, by);
    expect(back).toMatchObject({ version: 3, restores: 1, note: 'Back to version 1' });
    expect((await store.registry.read(site)).registry).toEqual(shop);
    expect(await keysOf(store)).toEqual([...mapped, ...rest]);
    expect(await store.registry.diff(site, 1, 3)).toEqual([]);
    const history = await store.registry.history(site);
    expect(history.map(({ version, restores }) => [version, restores])).toEqual([
      [3, 1],
      [2, null],
      [1, null],
    ]);
    await expect(store.registry.read(site, 4)).rejects.toMatchObject({ code: 'registry_unknown' });
  });

  test('of two people who edit the same version one is told what the other changed', async () => {
    const store = await openShop();
    await store.registry.save(site, shop, by);
    const named = (name: string) =>
      parse({ ...shop, touchpoints: shop.touchpoints.map((one) => ({ ...one, name })) });
    const tries = await Promise.allSettled(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
        store.registry.save(site, named(name), { author: name, ifVersion: 1 }),
      ),
    );
    const won = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ version: 2, saved: true });
    const lost = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const reason of lost) {
      expect(reason).toBeInstanceOf(RegistryConflict);
      expect(reason).toMatchObject({ code: 'registry_conflict', current: { version: 2 } });
      expect((reason as RegistryConflict).changes).toHaveLength(3);
    }
    // What was read once of a version is what it says for ever.
    const { registry } = await store.registry.read(site, 2);
    expect(registry.touchpoints[0]?.name).toBe(won[0]?.author);
    expect(await store.registry.history(site)).toHaveLength(2);
  });
});

const longPath = (n: number) => `/${'x'.repeat(480)}/${n}`;

const refused = (promise: Promise<unknown>): Promise<RegistryError> =>
  promise.then(
    () => {
      throw new Error('was taken');
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(RegistryError);
      return error as RegistryError;
    },
  );

describe('bad input', () => {
  test.each([
    ['(unclosed', 'missing'],
    ['(?=ahead)', 'perl operator'],
    [String.raw`(a)\1`, 'escape'],
    ['(((a{100}){100}){100})', 'repetition'],
  ])('%s is no regular expression, in the words of the engine', async (pattern, word) => {
    const store = await openTempStore();
    const { code, problems, message } = await refused(
      store.registry.save(
        site,
        parse({
          touchpoints: [{ key: 'a' }],
          rules: [{ touchpoint: 'a', when: { url: { matches: pattern } } }],
        }),
        by,
      ),
    );
    expect(code).toBe('registry_invalid');
    expect(problems).toMatchObject([
      { code: 'invalid_pattern', path: ['rules', 0, 'when', 'url', 'matches'] },
    ]);
    expect(message.toLowerCase()).toContain(word);
    expect(await store.registry.history(site)).toEqual([]);
  });

  test('expressions that are catastrophic elsewhere take linear time', async () => {
    const store = await openTempStore({ clock: () => start + 50_000 });
    const long = `${'a'.repeat(1_900)}!`;
    await store.insertEvents(
      Array.from({ length: 500 }, (_, n) => row(n, { page_path: `/${long}`, page_url: long })),
    );
    const registry = parse({
      touchpoints: [{ key: 'a' }, { key: 'b' }],
      rules: [
        { touchpoint: 'a', when: { url: { matches: '^(a+)+$' } } },
        { touchpoint: 'a', when: { url: { matches: '^(a|aa|a*)*$' } } },
        { touchpoint: 'b', when: { path: { glob: `${'*a'.repeat(200)}!` } } },
      ],
    });
    // The reader ends what takes over 30 s; a backtracking engine would need longer than anybody has.
    const effect = await store.registry.test(site, registry, span);
    expect(effect.rules.map(({ events }) => events)).toEqual([0, 0, 0]);
  });

  test('rules that make everything one touchpoint are refused unless that is said', async () => {
    const store = await openShop();
    const all = parse({
      touchpoints: [{ key: 'all' }],
      rules: [
        { touchpoint: 'all', when: { channel: ['web', 'phone', 'other'] } },
        { touchpoint: 'all', when: { event: { matches: '^[a-z]' } } },
        { touchpoint: 'all', when: { touchpoint: '**' } },
      ],
    });
    const { code, problems } = await refused(store.registry.save(site, all, by));
    expect(code).toBe('registry_refused');
    expect(problems[0]?.message).toContain('All 10 events of the span would be one touchpoint');
    expect(await store.registry.save(site, all, { ...by, force: true })).toMatchObject({
      version: 1,
    });
  });

  test('rules too long for the engine are refused before it is asked', async () => {
    const store = await openTempStore();
    const registry = parse({
      touchpoints: [{ key: 'a' }],
      rules: Array.from({ length: 100 }, (_, rule) => ({
        touchpoint: 'a',
        when: { path: { glob: Array.from({ length: 20 }, (__, n) => longPath(rule * 100 + n)) } },
      })),
    });
    const { problems } = await refused(store.registry.save(site, registry, by));
    expect(problems).toMatchObject([{ code: 'too_large' }]);
  });
});

test('rules are tried on what was seen: counts, samples, what moves, what is not reached', async () => {
  const store = await openShop();
  await store.registry.save(site, shop, by);
  const next = parse({
    ...shop,
    touchpoints: [...shop.touchpoints, { key: 'product.first' }, { key: 'nowhere' }],
    rules: [
      ...shop.rules,
      { touchpoint: 'product.first', when: { url: { matches: '/p/1$' } } },
      { touchpoint: 'nowhere', when: { event: 'never.seen' } },
    ],
  });
  const effect = await store.registry.test(site, next, span);
  expect(effect).toMatchObject({ against: 1, events: 10, mapped: 6, unmapped: 4, movedEvents: 0 });
  expect(effect.rules.map(({ events, takenBefore }) => [events, takenBefore])).toEqual([
    [1, 0],
    [3, 0],
    [2, 0],
    [0, 1],
    [0, 0],
  ]);
  expect(effect.problems.map(({ level, code, path }) => [level, code, path[1]])).toEqual([
    ['warning', 'shadowed_rule', 3],
    ['warning', 'idle_rule', 4],
  ]);
  expect(effect.problems[0]?.message).toContain('most go to rule 2 (product)');
  expect(effect.rules[0]?.samples).toEqual([
    {
      at: start,
      name: 'page.viewed',
      channel: '',
      url: 'https://s.example/',
      touchpoint: 'home',
    },
  ]);

  const reordered = parse({ ...next, rules: [next.rules[3]!, ...shop.rules] });
  const moved = await store.registry.test(site, reordered, span);
  expect(moved.moved).toEqual([{ from: 'product', to: 'product.first', events: 1 }]);
  expect(moved.problems).toEqual([]);
});

test('what is not registered is grouped, with a rule that would map it; what is not seen is silent', async () => {
  const store = await openShop();
  await store.registry.save(
    site,
    parse({ ...shop, touchpoints: [...shop.touchpoints, { key: 'users' }, { key: 'call' }] }),
    by,
  );
  const groups = await store.registry.unmapped(site, span);
  expect(groups.map(({ pattern, keys, events }) => [pattern, keys, events])).toEqual([
    ['/users/*', 2, 2],
    ['call.held', 1, 1],
    ['store.berlin', 1, 1],
  ]);
  expect(groups.map(({ suggestion }) => suggestion)).toEqual([
    {
      nearest: 'users',
      key: 'users',
      rule: { touchpoint: 'users', when: { event: 'page.viewed', path: '/users/*' } },
    },
    {
      nearest: null,
      key: 'call.held',
      rule: { touchpoint: 'call.held', when: { event: { is: 'call.held' } } },
    },
    {
      nearest: null,
      key: 'store.berlin',
      rule: { touchpoint: 'store.berlin', when: { touchpoint: { is: 'store.berlin' } } },
    },
  ]);
  expect(groups[0]?.samples).toEqual(['/users/17', '/users/18']);

  const use = await store.registry.use(site, { from: start + 4, to: start + 100 });
  expect(use.map(({ key, events, lastSeenAt }) => [key, events, lastSeenAt])).toEqual([
    ['home', 0, start],
    ['product', 0, start + 3],
    ['checkout', 2, start + 5],
    ['users', 0, null],
    ['call', 0, null],
  ]);

  // A suggestion that is taken does what it says.
  const taken = groups[0]!.suggestion.rule;
  const current = (await store.registry.read(site)).registry;
  await store.registry.save(site, { ...current, rules: [...current.rules, taken] }, by);
  expect((await store.registry.unmapped(site, span)).map(({ pattern }) => pattern)).toEqual([
    'call.held',
    'store.berlin',
  ]);
});
