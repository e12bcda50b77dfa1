import { describe, expect } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { flags } from './browser/launch.ts';
import { storedNames } from './browser/visitor.ts';
import type { PageApi, Visitor } from './browser/visitor.ts';
import { visitorTests } from './browser/visitor-test.ts';

declare const touchtrail: PageApi;

/**
 * A page of one site with a frame of another in it. The frame's touches meet a network that fails once,
 * and an exit; all of them must arrive, once, and the page must see no error.
 */
async function touchesFromFrame(
  visitor: Visitor,
  name: string,
  before: 'nothing' | 'storage refused',
): Promise<void> {
  const { service } = rigOf();
  const site = await service.store.sites.add({
    id: name,
    name,
    origins: ['*'],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'opt_in',
    isDemo: false,
    privacy: service.site.privacy,
  });
  const page = await visitor.context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  const source = new URL(visitor.url('/frame', { site: site.writeKey, before }));
  // To the browser the page's `localhost` is another site than this.
  source.hostname = '127.0.0.1';
  await page.goto(
    visitor.url('/around', {
      grant: false,
      body: `<iframe src="${source.href.replaceAll('&', '&amp;')}"></iframe>`,
    }),
  );
  const frame = page.frame({ url: (url) => url.pathname === '/frame' });
  await frame?.waitForFunction('took.length > 0');
  const kept = await frame?.evaluate(() => {
    try {
      return localStorage === null ? 'none' : String(localStorage.length);
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(kept).toBe(before === 'nothing' ? 'none' : 'SecurityError');
  visitor.front.next = [{ kind: 'reset' }];
  await frame?.evaluate((prefix) => {
    for (let index = 0; index < 3; index++) touchtrail.touch(`${prefix}.${index}`);
  }, name);
  await eventually(
    () => storedNames(rigOf(), `${name}.`),
    (names) => names.length === 3,
    30_000,
  );
  await frame?.evaluate((prefix) => touchtrail.touch(`${prefix}.last`), name);
  await page.close();
  const names = await eventually(
    () => storedNames(rigOf(), `${name}.`),
    (all) => all.length > 3,
    30_000,
  );
  expect(names.toSorted()).toEqual(['0', '1', '2', 'last'].map((each) => `${name}.${each}`));
  expect(errors).toEqual([]);
}

const { test, rig: rigOf } = visitorTests({ args: [...flags, '--disable-local-storage'] });

describe("a third party's frame", () => {
  test('in a browser whose localStorage is switched off, as in web views', ({ visitor }) =>
    touchesFromFrame(visitor, 'switched-off', 'nothing'));

  test('where the browser refuses it every store', ({ visitor }) =>
    touchesFromFrame(visitor, 'refused', 'storage refused'));
});
