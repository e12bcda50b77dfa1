import { describe, expect, test } from 'vitest';
import { createSiteCache } from './site-cache.ts';
import { testSite } from './testing/harness.ts';

function setup() {
  const state = { now: 0, loads: 0, sites: [testSite], down: false, hangs: false };
  const cache = createSiteCache({
    clock: () => state.now,
    patienceMs: 20,
    async load() {
      state.loads++;
      if (state.hangs) await new Promise(() => undefined);
      if (state.down) throw new Error('away');
      return state.sites;
    },
  });
  return { state, cache };
}

describe('site cache', () => {
  test('reads the list once for many requests', async () => {
    const { state, cache } = setup();
    const found = await Promise.all([1, 2, 3].map(() => cache.byWriteKey('wk_test')));
    expect(found.map((site) => site?.id)).toEqual(['shop', 'shop', 'shop']);
    expect(state.loads).toBe(1);
  });

  test('an unknown key reads the list again at most once a second', async () => {
    const { state, cache } = setup();
    await cache.byWriteKey('wk_test');
    for (let n = 0; n < 20; n++) await cache.byWriteKey('wk_guess');
    expect(state.loads).toBe(1);
    state.now = 1_000;
    for (let n = 0; n < 20; n++) await cache.byWriteKey('wk_guess');
    expect(state.loads).toBe(2);
  });

  test('a new site is known a second later', async () => {
    const { state, cache } = setup();
    await cache.byWriteKey('wk_test');
    state.sites = [testSite, { ...testSite, id: 'new', writeKey: 'wk_new' }];
    state.now = 1_000;
    expect((await cache.byWriteKey('wk_new'))?.id).toBe('new');
  });

  test('a rotated key stops working after the list is read again', async () => {
    const { state, cache } = setup();
    await cache.byWriteKey('wk_test');
    state.sites = [{ ...testSite, writeKey: 'wk_rotated' }];
    state.now = 6_000;
    await cache.byWriteKey('wk_test');
    await cache.byWriteKey('wk_rotated');
    expect(await cache.byWriteKey('wk_test')).toBeUndefined();
  });

  test('serves what it knows while the store is away, and cannot say for other keys', async () => {
    const { state, cache } = setup();
    await cache.byWriteKey('wk_test');
    state.down = true;
    state.now = 60_000;
    expect((await cache.byWriteKey('wk_test'))?.id).toBe('shop');
    await expect(cache.byWriteKey('wk_other')).rejects.toThrow('away');
    await expect(cache.byWriteKey('wk_other')).rejects.toThrow('away');
  });

  test('a store that hangs is not waited for: the first is told so in time, the next at once', async () => {
    const { state, cache } = setup();
    state.hangs = true;
    const slow = { code: 'unreachable', message: expect.stringContaining('list of sites') };
    await expect(cache.byWriteKey('wk_test')).rejects.toMatchObject(slow);
    state.now = 20;
    await expect(cache.byId('shop')).rejects.toMatchObject(slow);
    expect(await cache.anyAllows('https://shop.example')).toBe(false);
    expect(state.loads).toBe(1);
  });

  test('what was read at the start is known while the store hangs', async () => {
    const { state, cache } = setup();
    await cache.warm();
    state.hangs = true;
    state.now = 60_000;
    expect((await cache.byWriteKey('wk_test'))?.id).toBe('shop');
  });

  test('a site that is made right after the start is found, and a start without a store forgotten', async () => {
    const { state, cache } = setup();
    state.down = true;
    const warmed = cache.warm();
    state.down = false;
    await warmed;
    expect((await cache.byWriteKey('wk_test'))?.id).toBe('shop');
    const other = setup();
    await other.cache.warm();
    other.state.sites = [testSite, { ...testSite, id: 'new', writeKey: 'wk_new' }];
    expect((await other.cache.byWriteKey('wk_new'))?.id).toBe('new');
  });

  test('anyAllows asks all sites', async () => {
    const { cache } = setup();
    expect(await cache.anyAllows('https://shop.example')).toBe(true);
    expect(await cache.anyAllows('https://evil.example')).toBe(false);
  });
});
