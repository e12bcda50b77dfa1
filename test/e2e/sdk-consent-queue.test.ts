import { describe, expect } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { stored } from './browser/launch.ts';
import { everythingStoredOnce, storedNames } from './browser/visitor.ts';
import type { PageApi, Visitor } from './browser/visitor.ts';
import { postedCount, visitorTests } from './browser/visitor-test.ts';

declare const touchtrail: PageApi;

const { test, rig } = visitorTests();

const nothing = { cookies: [], local: [], session: [], databases: [] };

/** Names that the service was sent, whatever it was told. */
const sentNames = (visitor: Visitor) => visitor.front.posted.flatMap(({ names }) => names);

describe.concurrent('consent withdrawn', () => {
  test('with events queued: they are gone from the device and never arrive', async ({
    visitor,
  }) => {
    visitor.front.fault = { kind: 'reset' };
    const page = await visitor.open();
    await visitor.touch(page, 'queued', 20);
    await postedCount(visitor, 1);
    await page.evaluate(() => touchtrail.consent('deny'));
    await eventually(
      () => stored(visitor.context),
      (left) => JSON.stringify(left) === JSON.stringify(nothing),
    );
    visitor.front.fault = { kind: 'none' };
    const before = visitor.front.posted.length;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.close();
    const later = await visitor.open('/later');
    await visitor.touch(later, 'fresh', 2);
    await eventually(
      () => storedNames(rig(), 'fresh.'),
      (names) => names.length === 2,
    );
    expect(sentNames(visitor).slice(0, 1)).toEqual(['page.viewed']);
    const after = visitor.front.posted.slice(before).flatMap(({ names }) => names);
    expect(after.filter((name) => name.startsWith('queued.'))).toEqual([]);
    expect(await storedNames(rig(), 'queued.')).toEqual([]);
  });

  test('while a request is under way: what it carried is not sent again', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    const before = visitor.front.posted.length;
    visitor.front.next = [{ kind: 'hang' }];
    await visitor.touch(page, 'under.way', 5);
    await postedCount(visitor, before + 1);
    await page.evaluate(() => touchtrail.consent('deny'));
    await page.waitForTimeout(2_500);
    const copies = visitor.front.posted.filter(({ names }) => names.includes('under.way.0'));
    expect(copies).toHaveLength(1);
    expect(await stored(visitor.context)).toEqual(nothing);
  });

  test('in one tab: every tab stops and forgets', async ({ visitor }) => {
    visitor.front.fault = { kind: 'reset' };
    const [one, two] = [await visitor.open('/one'), await visitor.open('/two')];
    await visitor.touch(one, 'tabs.one', 5);
    await visitor.touch(two, 'tabs.two', 5);
    await one.evaluate(() => touchtrail.consent('deny'));
    await eventually(
      () => stored(visitor.context),
      (left) => JSON.stringify(left) === JSON.stringify(nothing),
    );
    visitor.front.fault = { kind: 'none' };
    const before = visitor.front.posted.length;
    await visitor.touch(two, 'tabs.after', 5);
    await two.evaluate(() => dispatchEvent(new Event('online')));
    await two.waitForTimeout(1_500);
    const after = visitor.front.posted.slice(before).flatMap(({ names }) => names);
    expect(after.filter((name) => name.startsWith('tabs.'))).toEqual([]);
    expect(await storedNames(rig(), 'tabs.')).toEqual([]);
    expect(await stored(visitor.context)).toEqual(nothing);
  });

  test('and given again: another anonymous id, and nothing of the time between', async ({
    visitor,
  }) => {
    const page = await visitor.open();
    await visitor.touch(page, 'first.time');
    await everythingStoredOnce(rig(), visitor);
    await page.evaluate(() => touchtrail.consent('deny'));
    await visitor.touch(page, 'between', 3);
    await page.evaluate(() => touchtrail.consent('grant'));
    await visitor.touch(page, 'second.time');
    await eventually(
      () => storedNames(rig(), 'second.time.'),
      (names) => names.length === 1,
    );
    await page.waitForTimeout(1_200);
    expect(sentNames(visitor).filter((name) => name.startsWith('between.'))).toEqual([]);
    const rows = await rig().events<{ name: string; id: string }>('name, anonymous_id AS id');
    const idOf = (name: string) => rows.find((row) => row.name === name)?.id;
    expect(idOf('first.time.0')).toBeTruthy();
    expect(idOf('second.time.0')).toBeTruthy();
    expect(idOf('second.time.0')).not.toBe(idOf('first.time.0'));
  });
});

describe.concurrent('consent given', () => {
  test('after a denial on the same page: nothing from before the grant, one page view', async ({
    visitor,
  }) => {
    const page = await visitor.open('/start', { grant: false });
    await visitor.touch(page, 'pending', 3);
    await page.evaluate(() => touchtrail.consent('deny'));
    await visitor.touch(page, 'denied', 3);
    await page.click('button');
    await page.evaluate(() => touchtrail.consent('grant'));
    await visitor.touch(page, 'granted');
    await everythingStoredOnce(rig(), visitor);
    await page.waitForTimeout(1_500);
    const names = sentNames(visitor);
    expect(names.filter((name) => /^(pending|denied)\./.test(name))).toEqual([]);
    expect(names.filter((name) => name === 'page.viewed')).toHaveLength(1);
  });

  test('to measurement alone: delivered from memory, nothing on the device, known for one page', async ({
    visitor,
  }) => {
    visitor.front.next = [{ kind: 'reset' }];
    const page = await visitor.open('/one', { grant: false });
    for (const part of ['one', 'two']) {
      await page.evaluate(() => touchtrail.consent({ measurement: true }));
      await visitor.touch(page, `memory.${part}`, 2);
      await everythingStoredOnce(rig(), visitor);
      expect(await stored(visitor.context)).toEqual(nothing);
      await page.goto(visitor.url('/two', { grant: false }));
    }
    const rows = await rig().events<{ name: string; who: string }>(
      "name, concat(toString(anonymous_id), ' ', toString(session_id)) AS who",
    );
    const known = (prefix: string) =>
      rows.filter(({ name }) => name.startsWith(prefix)).map(({ who }) => who);
    expect(known('memory.')).toHaveLength(4);
    expect(new Set(known('memory.one.')).size).toBe(1);
    expect(new Set(known('memory.')).size).toBe(2);
  });

  test('five times, and in two tabs: one page view each', async ({ visitor }) => {
    const pages = [await visitor.open('/one'), await visitor.open('/two')];
    for (const page of pages) {
      await page.evaluate(() => {
        for (let time = 0; time < 5; time++) touchtrail.consent('grant');
      });
    }
    await everythingStoredOnce(rig(), visitor);
    await pages[0]?.waitForTimeout(1_500);
    const views = visitor.tracked.filter(({ name }) => name === 'page.viewed');
    expect(views).toHaveLength(2);
  });
});
