import { describe, expect } from 'vitest';
import { eventually } from './browser/console-api.ts';
import {
  copies,
  crash,
  diskTime,
  everythingStoredOnce,
  storedNames,
  touchNames,
} from './browser/visitor.ts';
import type { PageApi } from './browser/visitor.ts';
import { postedCount, visitorTests } from './browser/visitor-test.ts';

declare const touchtrail: PageApi;

const { test, rig } = visitorTests();

describe.concurrent('the service or the way to it fails', () => {
  test('a failed batch goes again under the same ids, and success ends it', async ({ visitor }) => {
    visitor.front.next = [{ kind: 'status', status: 500 }, { kind: 'reset' }];
    const page = await visitor.open();
    await visitor.touch(page, 'again', 3);
    await everythingStoredOnce(rig(), visitor);
    await page.waitForTimeout(1_500);
    expect([...copies(visitor.front).values()]).toEqual([1, 1, 1, 1]);
    expect(visitor.front.posted.at(-1)?.status).toBe(202);
    expect(visitor.front.posted.filter(({ reached }) => reached)).toHaveLength(1);
  });

  test('offline nothing is tried; back online it goes', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    await visitor.context.setOffline(true);
    const before = visitor.front.posted.length;
    await visitor.touch(page, 'offline', 5);
    await page.waitForTimeout(1_500);
    expect(visitor.front.posted.length).toBe(before);
    await visitor.context.setOffline(false);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'offline.')).toHaveLength(5);
  });

  test('back online, nobody waits for the end of a pause', async ({ visitor }) => {
    visitor.front.next = [{ kind: 'status', status: 503, retryAfter: '600' }];
    const page = await visitor.open();
    await postedCount(visitor, 1);
    await visitor.touch(page, 'awake', 3);
    await page.waitForTimeout(1_500);
    expect(visitor.front.posted).toHaveLength(1);
    await visitor.context.setOffline(true);
    await visitor.context.setOffline(false);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'awake.')).toHaveLength(3);
  });

  test('429 with Retry-After: nobody asks before it is over, in any tab', async ({ visitor }) => {
    visitor.front.next = [{ kind: 'status', status: 429, retryAfter: '3' }];
    const page = await visitor.open();
    const other = await visitor.open();
    await postedCount(visitor, 1);
    await visitor.touch(page, 'later', 60);
    await visitor.touch(other, 'later.other', 60);
    await everythingStoredOnce(rig(), visitor);
    const [first, second] = visitor.front.posted;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(3_000);
  });

  test('413: the batch is halved until it fits', async ({ visitor }) => {
    visitor.front.fault = { kind: 'status', status: 413, when: ({ ids }) => ids.length > 7 };
    const page = await visitor.open();
    await visitor.touch(page, 'halved', 40);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'halved.')).toHaveLength(40);
  });

  test('a poisonous event is set aside and counted; its neighbours arrive', async ({ visitor }) => {
    visitor.front.fault = {
      kind: 'status',
      status: 400,
      when: ({ names }) => names.includes('poison.0'),
    };
    const page = await visitor.open();
    await visitor.touch(page, 'before', 5);
    await visitor.touch(page, 'poison');
    await visitor.touch(page, 'after', 5);
    await eventually(
      () => storedNames(rig(), 'after.'),
      (names) => names.length === 5,
      30_000,
    );
    expect(await storedNames(rig(), 'before.')).toEqual(touchNames('before', 5));
    expect(await storedNames(rig(), 'poison.')).toEqual([]);
    // The next batch tells of it.
    visitor.front.fault = { kind: 'none' };
    await visitor.touch(page, 'next');
    await eventually(
      () => storedNames(rig(), 'next.'),
      (names) => names.length === 1,
    );
    const told = visitor.front.posted.filter(({ reached }) => reached).map((b) => b.dropped);
    expect(told.reduce((sum, dropped) => sum + (dropped['refused'] ?? 0), 0)).toBe(1);
  });

  test('an answer lost after the commit: sent again, stored once', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    const before = visitor.front.posted.length;
    visitor.front.next = [{ kind: 'lost' }];
    await visitor.touch(page, 'committed', 4);
    await postedCount(visitor, before + 2);
    await page.waitForTimeout(500);
    await everythingStoredOnce(rig(), visitor);
    const [lost, again] = visitor.front.posted.slice(before);
    expect(lost).toMatchObject({ reached: true, status: 0 });
    expect(again).toMatchObject({ ids: lost?.ids, status: 202 });
  });

  test('refused for now, the page is loaded again: the same ids, stored once', async ({
    visitor,
  }) => {
    visitor.front.fault = { kind: 'status', status: 500 };
    const page = await visitor.open();
    await visitor.touch(page, 'failed', 5);
    await postedCount(visitor, 1);
    visitor.front.fault = { kind: 'none' };
    await page.reload();
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'failed.')).toEqual(touchNames('failed', 5));
  });

  test('what is tracked while a request is under way goes with the next', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    const before = visitor.front.posted.length;
    visitor.front.next = [{ kind: 'slow', ms: 800 }];
    await visitor.touch(page, 'first', 3);
    await postedCount(visitor, before + 1);
    await visitor.touch(page, 'meanwhile', 3);
    await everythingStoredOnce(rig(), visitor);
    expect(visitor.front.posted.slice(before).map(({ names }) => names)).toEqual([
      touchNames('first', 3),
      touchNames('meanwhile', 3),
    ]);
    expect(visitor.front.mostAtOnce).toBe(1);
  });

  test('no answer at all, the page is loaded again: the same ids, stored once', async ({
    visitor,
  }) => {
    visitor.front.fault = { kind: 'hang' };
    const page = await visitor.open();
    await visitor.touch(page, 'hung', 5);
    await postedCount(visitor, 1);
    visitor.front.fault = { kind: 'none' };
    await page.reload();
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'hung.')).toEqual(touchNames('hung', 5));
  });
});

describe.concurrent('a backlog', () => {
  test('goes in batches of bounded count and bytes, one at a time, oldest first', async ({
    visitor,
  }) => {
    visitor.front.fault = { kind: 'reset' };
    const page = await visitor.open();
    await visitor.touch(page, 'small', 120);
    await page.evaluate(() => {
      // Words: a long run of letters would be taken for a secret.
      const text = 'word '.repeat(180);
      const props = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, text]));
      for (let index = 0; index < 30; index++) touchtrail.touch(`large.${index}`, { props });
    });
    await postedCount(visitor, 1);
    const before = visitor.front.posted.length;
    visitor.front.fault = { kind: 'slow', ms: 50 };
    await everythingStoredOnce(rig(), visitor);
    expect(visitor.front.mostAtOnce).toBe(1);
    const batches = visitor.front.posted.slice(before).filter(({ reached }) => reached);
    expect(Math.max(...batches.map(({ ids }) => ids.length))).toBeLessThanOrEqual(50);
    expect(Math.max(...batches.map(({ bytes }) => bytes))).toBeLessThanOrEqual(64 * 1024);
    const names = batches
      .flatMap((batch) => batch.names)
      .filter((name) => name.startsWith('small'));
    expect(names).toEqual(touchNames('small', 120));
  });

  test('beyond its bound loses the oldest, and says how many', async ({ visitor }) => {
    visitor.front.fault = { kind: 'reset' };
    const page = await visitor.open();
    await postedCount(visitor, 1);
    await visitor.touch(page, 'many', 1_200);
    visitor.front.fault = { kind: 'none' };
    await eventually(
      // The newest goes first, with the question what arrived; the others follow, oldest first.
      () => storedNames(rig(), 'many.1198'),
      (names) => names.length === 1,
      30_000,
    );
    const names = await storedNames(rig(), 'many.');
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(960);
    expect(names.length).toBeLessThanOrEqual(1_000);
    await visitor.touch(page, 'many.last');
    const told = await eventually(
      () =>
        Promise.resolve(
          visitor.front.posted
            .filter(({ reached }) => reached)
            .reduce((sum, { dropped }) => sum + (dropped['queue_full'] ?? 0), 0),
        ),
      (count) => count > 0,
    );
    // All that was tracked is either stored or told of as given up; the page view was among them.
    const kept = await storedNames(rig(), 'many.');
    expect([1_201, 1_202]).toContain(told + kept.filter((name) => name !== 'many.last.0').length);
  });

  test('of more than a week is given up, and counted', async ({ visitor }) => {
    visitor.front.fault = { kind: 'reset' };
    const page = await visitor.open();
    await visitor.touch(page, 'stale', 5);
    await postedCount(visitor, 1);
    await diskTime(page);
    await crash(page);
    await page.close();
    visitor.front.fault = { kind: 'none' };
    await visitor.setClock(8 * 86_400_000);
    const later = await visitor.open('/later');
    await visitor.touch(later, 'young', 2);
    await eventually(
      () => storedNames(rig(), 'young.'),
      (names) => names.length === 2,
      30_000,
    );
    expect(await storedNames(rig(), 'stale.')).toEqual([]);
    const told = visitor.front.posted
      .filter(({ reached }) => reached)
      .reduce((sum, { dropped }) => sum + (dropped['expired'] ?? 0), 0);
    // The touches and the view of their page.
    expect(told).toBe(6);
  });

  test('an event beyond its bound is given up alone, and counted', async ({ visitor }) => {
    const page = await visitor.open();
    await page.evaluate(() => {
      touchtrail.touch('beside.0');
      const text = 'word '.repeat(200);
      const props = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}`, text]));
      touchtrail.touch('huge.0', { props });
      touchtrail.touch('beside.1');
    });
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'beside.')).toEqual(['beside.0', 'beside.1']);
    expect(await storedNames(rig(), 'huge.')).toEqual([]);
    const told = visitor.front.posted.reduce((sum, b) => sum + (b.dropped['too_large'] ?? 0), 0);
    expect(told).toBe(1);
  });
});

describe.concurrent('several tabs', () => {
  test('what one delivered another does not send again when it is closed', async ({ visitor }) => {
    const one = await visitor.open();
    const two = await visitor.open('/two');
    await everythingStoredOnce(rig(), visitor);
    await visitor.touch(two, 'shared', 4);
    await diskTime(two);
    await one.evaluate(() => touchtrail.flush());
    await two.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    await two.close();
    await one.waitForTimeout(500);
    const sent = visitor.front.posted.flatMap(({ names }) => names);
    expect(sent.filter((name) => name.startsWith('shared.')).toSorted()).toEqual(
      touchNames('shared', 4),
    );
  });

  test('through an outage: each event is sent once, by one tab at a time', async ({ visitor }) => {
    visitor.front.fault = { kind: 'reset' };
    const [one, two] = [await visitor.open('/one'), await visitor.open('/two')];
    await visitor.touch(one, 'tab.one', 30);
    await visitor.touch(two, 'tab.two', 30);
    await postedCount(visitor, 1);
    visitor.front.fault = { kind: 'slow', ms: 100 };
    await everythingStoredOnce(rig(), visitor);
    expect(visitor.front.mostAtOnce).toBe(1);
    expect([...copies(visitor.front).values()].filter((count) => count > 1)).toEqual([]);
  });

  test('what a closed tab left behind, another one or the next page sends', async ({ visitor }) => {
    visitor.front.fault = { kind: 'reset' };
    const [one, two] = [await visitor.open('/one'), await visitor.open('/two')];
    await visitor.touch(one, 'left.behind', 20);
    await one.close();
    visitor.front.fault = { kind: 'none' };
    await visitor.touch(two, 'of.the.other');
    // What was not on disk yet when the tab closed waits for the start of a page.
    await visitor.open('/three');
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'left.behind.')).toHaveLength(20);
  });

  test('the sending tab dies while nobody answers it: the other one goes on', async ({
    visitor,
  }) => {
    const one = await visitor.open('/one');
    await everythingStoredOnce(rig(), visitor);
    const two = await visitor.open('/two');
    await everythingStoredOnce(rig(), visitor);
    const before = visitor.front.posted.length;
    visitor.front.next = [{ kind: 'hang' }];
    await visitor.touch(one, 'dying', 3);
    await postedCount(visitor, before + 1);
    await visitor.touch(two, 'living', 3);
    await crash(one);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'dying.')).toHaveLength(3);
  });

  test('two sites on one origin: what waits for one never goes to the other', async ({
    visitor,
  }) => {
    const other = await rig().service.store.sites.add({
      id: 'other',
      name: 'Other',
      origins: ['*'],
      timezone: 'UTC',
      currency: 'EUR',
      consentMode: 'opt_in',
      isDemo: false,
      privacy: rig().service.site.privacy,
    });
    // Nothing of the first site gets through, also what its page sends while it is closed.
    visitor.front.fault = {
      kind: 'status',
      status: 503,
      when: ({ site }) => site === rig().service.site.writeKey,
    };
    const mine = await visitor.open('/mine');
    await visitor.touch(mine, 'site.mine', 5);
    await postedCount(visitor, 1);
    await mine.close();
    const theirs = await visitor.open('/theirs', { site: other.writeKey });
    await visitor.touch(theirs, 'site.theirs', 5);
    await eventually(
      () => storedNames(rig(), 'site.theirs.'),
      (names) => names.length === 5,
    );
    expect(await storedNames(rig(), 'site.mine.')).toEqual([]);
    visitor.front.fault = { kind: 'none' };
    await visitor.open('/mine');
    await everythingStoredOnce(rig(), visitor);
    const rows = await rig().events<{ name: string; site: string }>('name, site_id AS site');
    const sites = (prefix: string) =>
      new Set(rows.filter(({ name }) => name.startsWith(prefix)).map(({ site }) => site));
    expect(sites('site.mine.')).toEqual(new Set([rig().service.site.id]));
    expect(sites('site.theirs.')).toEqual(new Set(['other']));
  });
});
