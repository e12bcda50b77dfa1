import { describe, expect, test } from 'vitest';
import { createSiteCache } from './site-cache.ts';
import { testSite } from './testing/harness.ts';

function setup() {
  const state = { now: 0, loads: 0, sites: [testSite], down: false };
  const cache = createSiteCache({
    clock: () => state.now,
    async load() {
      state.loads++;
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

  test('anyAllows asks all sites', async () => {
    const { cache } = setup();
    expect(await cache.anyAllows('https://shop.example')).toBe(true);
    expect(await cache.anyAllows('https://evil.example')).toBe(false);
  });
});
