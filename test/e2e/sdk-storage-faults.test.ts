import { describe, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { eventually } from './browser/console-api.ts';
import { crash, diskTime, everythingStoredOnce, storedNames } from './browser/visitor.ts';
import type { PageApi, Visitor } from './browser/visitor.ts';
import { visitorTests } from './browser/visitor-test.ts';

declare const touchtrail: PageApi;

const minute = 60_000;
const hour = 60 * minute;

const { test, rig } = visitorTests();

/** Gives the page's origin no room on disk, as when the page itself has filled it. */
async function takeQuota(visitor: Visitor, page: Page): Promise<void> {
  const client = await visitor.context.newCDPSession(page);
  await client.send('Storage.overrideQuotaForOrigin', {
    origin: visitor.front.origin,
    quotaSize: 1,
  });
}

/** Errors that a page saw: none may come from the SDK. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

describe.concurrent('the page dies', () => {
  test('10 ms after the call, in an outage: a later visit delivers', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    visitor.front.fault = { kind: 'reset' };
    await visitor.touch(page, 'killed', 5);
    await diskTime(page);
    await crash(page);
    visitor.front.fault = { kind: 'none' };
    await visitor.open('/later');
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'killed.')).toHaveLength(5);
  });

  test('between the call and the sending, online: a later visit delivers', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    const before = visitor.front.posted.length;
    await visitor.touch(page, 'unsent', 5);
    await diskTime(page);
    await crash(page);
    expect(visitor.front.posted.length).toBe(before);
    await visitor.open('/later');
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'unsent.')).toHaveLength(5);
  });

  test('closed in the task of the call, in an outage, the database not yet open', async ({
    visitor,
  }) => {
    visitor.front.fault = { kind: 'reset' };
    const page = await visitor.open('/start', { grant: false });
    await page.evaluate(() => {
      touchtrail.consent('grant');
      for (let index = 0; index < 5; index++) touchtrail.touch(`closed.${index}`);
    });
    await page.close();
    expect(visitor.tracked.map(({ name }) => name)).toContain('closed.4');
    visitor.front.fault = { kind: 'none' };
    await visitor.open('/later');
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'closed.')).toHaveLength(5);
  });
});

describe.concurrent('storage fails', () => {
  test('IndexedDB never answers: the page sends from memory', async ({ visitor }) => {
    const page = await visitor.open('/start', { before: 'database hangs' });
    const errors = errorsOf(page);
    visitor.front.next = [{ kind: 'reset' }];
    await visitor.touch(page, 'unanswered', 5);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'unanswered.')).toHaveLength(5);
    expect(errors).toEqual([]);
  });

  test('IndexedDB never answers, the tab is closed in an outage: the next visit delivers', async ({
    visitor,
  }) => {
    visitor.front.fault = { kind: 'reset' };
    const page = await visitor.open('/start', { before: 'database hangs' });
    await visitor.touch(page, 'only.slot', 5);
    await page.close();
    await eventually(
      () => Promise.resolve(visitor.front.posted.length),
      (count) => count > 0,
    );
    visitor.front.fault = { kind: 'none' };
    await visitor.open('/later');
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'only.slot.')).toHaveLength(5);
  });

  test('IndexedDB never answers, the tab is closed in an outage: a tab that stays open delivers', async ({
    visitor,
  }) => {
    const stays = await visitor.open('/stays');
    await everythingStoredOnce(rig(), visitor);
    visitor.front.fault = { kind: 'reset' };
    const goes = await visitor.open('/goes', { before: 'database hangs' });
    await visitor.touch(goes, 'taken.over', 5);
    await goes.close();
    visitor.front.fault = { kind: 'none' };
    // What may have arrived by the exit is asked for with the next event.
    await visitor.touch(stays, 'taken.along');
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'taken.over.')).toHaveLength(5);
    expect(
      await stays.evaluate(() => Object.keys(localStorage).filter((key) => /:.*:/.test(key))),
    ).toEqual([]);
  });

  test('the page has used up all room: the SDK goes on in memory and harms nobody', async ({
    visitor,
  }) => {
    const page = await visitor.context.newPage();
    const errors = errorsOf(page);
    await takeQuota(visitor, page);
    await page.goto(visitor.url('/full', { before: 'local storage full' }));
    visitor.front.next = [{ kind: 'reset' }];
    const before = await page.evaluate(() => Object.keys(localStorage).length);
    await visitor.touch(page, 'full', 5);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'full.')).toHaveLength(5);
    const after = await page.evaluate(() => Object.keys(localStorage).length);
    expect(after).toBeGreaterThanOrEqual(before);
    expect(errors).toEqual([]);
  });

  test('the database is cleared under the SDK: it goes on', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    const client = await visitor.context.newCDPSession(page);
    await client.send('Storage.clearDataForOrigin', {
      origin: visitor.front.origin,
      storageTypes: 'indexeddb',
    });
    visitor.front.fault = { kind: 'reset' };
    await visitor.touch(page, 'cleared', 5);
    await page.waitForTimeout(100);
    await page.close();
    visitor.front.fault = { kind: 'none' };
    await visitor.open('/later');
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'cleared.')).toHaveLength(5);
  });

  test('rows and state that are not ours to read: they go, the rest arrives', async ({
    visitor,
  }) => {
    visitor.front.fault = { kind: 'reset' };
    const page = await visitor.open();
    await visitor.touch(page, 'sound', 5);
    await page.waitForTimeout(100);
    await page.close();
    const vandal = await visitor.open('/vandal', { grant: false });
    await vandal.evaluate(async (key) => {
      const name = `touchtrail:${key}`;
      localStorage.setItem(name, '{"a":1');
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.addEventListener('success', () => resolve(opening.result));
        opening.addEventListener('error', () => reject(opening.error ?? new Error('no database')));
      });
      const [store] = database.objectStoreNames;
      const writing = database.transaction(store ?? '', 'readwrite');
      const rows = writing.objectStore(store ?? '');
      // A key as ours are: an id of this moment, and a size.
      const time = Date.now().toString(16).padStart(12, '0');
      const like = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-00000000000`;
      rows.put('nonsense', 'nonsense');
      rows.put('{"id":"broken', `${like}1.20`);
      rows.put(42, `${like}2.20`);
      rows.put({ not: 'text' }, `${like}3.20`);
      rows.put(null, '');
      await new Promise((resolve) => {
        writing.addEventListener('complete', resolve);
      });
      database.close();
    }, rig().service.site.writeKey);
    await vandal.close();
    visitor.front.fault = { kind: 'none' };
    const later = await visitor.open('/later');
    const errors = errorsOf(later);
    await visitor.touch(later, 'sound.later', 3);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'sound.')).toHaveLength(8);
    expect(errors).toEqual([]);
    // And no bad row is sent for ever.
    await later.waitForTimeout(1_500);
    const quiet = visitor.front.posted.length;
    await later.waitForTimeout(2_000);
    expect(visitor.front.posted.length).toBe(quiet);
  });
});

describe.concurrent('a sandboxed frame', () => {
  test.for([
    ['without storage', 'allow-scripts'],
    ['with storage', 'allow-scripts allow-same-origin'],
  ] as const)('%s: touches arrive, nothing is thrown', async ([name, flags], { visitor }) => {
    const site = await rig().service.store.sites.add({
      id: `frame-${name.replaceAll(' ', '-')}`,
      name,
      // A frame without storage has no origin of its own either.
      origins: ['*'],
      timezone: 'UTC',
      currency: 'EUR',
      consentMode: 'opt_in',
      isDemo: false,
      privacy: rig().service.site.privacy,
    });
    const page = await visitor.context.newPage();
    const errors = errorsOf(page);
    const source = visitor.url('/frame', { site: site.writeKey });
    await page.goto(
      visitor.url('/around', {
        grant: false,
        body: `<iframe sandbox="${flags}" src="${source.replaceAll('&', '&amp;')}"></iframe>`,
      }),
    );
    const frame = page.frame({ url: (url) => url.pathname === '/frame' });
    await frame?.waitForFunction('took.length > 0');
    const origin = await frame?.evaluate(() => globalThis.origin);
    expect(origin).toBe(flags === 'allow-scripts' ? 'null' : visitor.front.origin);
    visitor.front.next = [{ kind: 'reset' }];
    await frame?.evaluate((prefix) => {
      for (let index = 0; index < 3; index++) touchtrail.touch(`${prefix}.${index}`);
    }, name);
    await eventually(
      () => storedNames(rig(), `${name}.`),
      (names) => names.length === 3,
      30_000,
    );
    expect(errors).toEqual([]);
  });
});

describe.concurrent('the clock', () => {
  interface Row {
    name: string;
    session: string;
    seq: number;
  }
  const visits = (prefix: string) =>
    eventually(
      async () =>
        (
          await rig().events<Row>('name, toString(session_id) AS session, toUInt32(seq) AS seq')
        ).filter((row) => row.name.startsWith(prefix)),
      (rows) => rows.length === 3,
    );
  /** Visit of a touch. */
  const visitOf = (rows: readonly Row[], name: string) =>
    rows.find((row) => row.name === name)?.session;

  test('an idle tab keeps the visit that another tab keeps alive', async ({ visitor }) => {
    const [idle, busy] = [await visitor.open('/idle'), await visitor.open('/busy')];
    await visitor.touch(idle, 'alive.first');
    await visitor.setClock(20 * minute);
    await visitor.touch(busy, 'alive.second');
    await visitor.setClock(40 * minute);
    await visitor.touch(idle, 'alive.third');
    await Promise.all([idle, busy].map((page) => page.evaluate(() => touchtrail.flush())));
    const rows = await visits('alive.');
    expect(visitOf(rows, 'alive.third.0')).toBe(visitOf(rows, 'alive.first.0'));
    expect(new Set(rows.map(({ session }) => session)).size).toBe(1);
    // One counter for both tabs.
    expect(new Set(rows.map(({ seq }) => seq)).size).toBe(3);
  });

  test('all tabs idle for 31 minutes: one new visit, for both', async ({ visitor }) => {
    const [one, two] = [await visitor.open('/one'), await visitor.open('/two')];
    await visitor.touch(one, 'pause.before');
    await visitor.setClock(31 * minute);
    await visitor.touch(two, 'pause.after.two');
    await visitor.touch(one, 'pause.after.one');
    await Promise.all([one, two].map((page) => page.evaluate(() => touchtrail.flush())));
    const rows = await visits('pause.');
    expect(visitOf(rows, 'pause.after.two.0')).not.toBe(visitOf(rows, 'pause.before.0'));
    expect(visitOf(rows, 'pause.after.one.0')).toBe(visitOf(rows, 'pause.after.two.0'));
  });

  test.for([
    ['forward', 5 * hour],
    ['back', -50 * minute],
    ['far back', -30 * hour],
  ] as const)(
    'jumps %s in an outage: nothing is lost, sent twice or stuck',
    async ([name, jump], { visitor }) => {
      const page = await visitor.open();
      await everythingStoredOnce(rig(), visitor);
      visitor.front.fault = { kind: 'reset' };
      await visitor.touch(page, `jump ${name}.before`, 3);
      const before = visitor.front.posted.length;
      await eventually(
        () => Promise.resolve(visitor.front.posted.length),
        (count) => count > before,
      );
      await visitor.setClock(jump);
      await visitor.touch(page, `jump ${name}.after`, 3);
      visitor.front.fault = { kind: 'none' };
      await everythingStoredOnce(rig(), visitor);
      expect(await storedNames(rig(), `jump ${name}.`)).toHaveLength(6);
    },
  );

  test('a machine that slept for hours in an outage sends when it wakes', async ({ visitor }) => {
    const page = await visitor.open();
    await everythingStoredOnce(rig(), visitor);
    visitor.front.fault = { kind: 'reset' };
    await visitor.touch(page, 'slept', 5);
    await page.waitForTimeout(1_200);
    const client = await visitor.context.newCDPSession(page);
    await client.send('Page.setWebLifecycleState', { state: 'frozen' });
    visitor.front.fault = { kind: 'none' };
    await client.send('Page.setWebLifecycleState', { state: 'active' });
    await visitor.setClock(8 * hour);
    await everythingStoredOnce(rig(), visitor);
    expect(await storedNames(rig(), 'slept.')).toHaveLength(5);
  });
});
