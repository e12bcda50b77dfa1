import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../browser/console-api.ts';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { servePlatforms } from './platform-server.ts';
import type { PlatformServer } from './platform-server.ts';
import { platforms, tcfPlatform } from './platforms.ts';
import type { Platform } from './platforms.ts';
import { newVisitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

interface Api {
  touch(name: string): void;
  flush(): Promise<void>;
}
declare const touchtrail: Api;

let rig: Rig;
let server: PlatformServer;

beforeAll(async () => {
  rig = await openRig();
  server = await servePlatforms();
  for (const platform of [...platforms, tcfPlatform]) {
    server.pages.set(
      `/${platform.name}`,
      `<!doctype html><html lang="en"><head><title>${platform.name}</title>${platform.html}
        <script defer src="${rig.service.url}/t.core.js" data-site="${rig.service.site.writeKey}"></script>
        <script defer src="/sdk/t.consent-${platform.name}.js" ${platform.options ?? ''}></script>
        <script defer src="/sdk/t.consent-connect.js"></script>
      </head><body><h1>Page</h1></body></html>`,
    );
  }
});

afterAll(async () => {
  await server?.close();
  await rig?.close();
});

const url = (platform: Platform) => `${server.origin}/${platform.name}`;

/** Tries to get something out, and gives what should not happen the time to happen. */
const tryHard = async (visitor: Visitor) => {
  await visitor.page.evaluate(async () => {
    touchtrail.touch('never.leaves');
    dispatchEvent(new Event('pagehide'));
    await touchtrail.flush();
  });
  await visitor.page.waitForTimeout(150);
};

/** A visitor of their own for each test, looking at the banner. */
const visit = async (platform: Platform, run: (visitor: Visitor) => Promise<void>) => {
  const visitor = await newVisitor(rig.browser);
  try {
    await visitor.open(url(platform));
    await platform.asks(visitor.page);
    await run(visitor);
  } finally {
    await visitor.close();
  }
};

// Side by side: nearly all of the time is waiting for what should not happen.
describe.concurrent.each(
  [...platforms, tcfPlatform].map((platform) => [platform.name, platform] as const),
)('%s', (name, platform) => {
  test('load, accept, reload, change, withdraw, reload', () =>
    visit(platform, async (visitor) => {
      await tryHard(visitor);
      expect(visitor.sent).toEqual([]);
      expect(await visitor.stored(platform.own)).toEqual([]);

      await platform.acceptAll(visitor.page);
      const first = await visitor.next('page.viewed');
      expect(first.consent).toMatchObject({ source: name, regime: 'opt_in' });
      expect(first.consent.purposes).toEqual(
        expect.arrayContaining(['storage', 'measurement', 'sharing']),
      );
      expect(await visitor.stored(platform.own)).not.toEqual([]);

      let mark = visitor.sent.length;
      await visitor.open(url(platform));
      const second = await visitor.next('page.viewed', mark);
      expect(second.anonymousId).toBe(first.anonymousId);
      expect(second.consent.purposes).toContain('sharing');

      await platform.acceptStatistics(visitor.page);
      mark = visitor.sent.length;
      await visitor.page.evaluate(() => touchtrail.touch('after.change'));
      const changed = await visitor.next('after.change', mark);
      expect(changed.consent.purposes).toContain('measurement');
      expect(changed.consent.purposes).not.toContain('sharing');

      mark = visitor.sent.length;
      await platform.withdraw(visitor.page);
      const receipt = await visitor.next('consent.withdrawn', mark);
      expect(receipt).toMatchObject({ anonymousId: first.anonymousId });
      mark = visitor.sent.length;
      await tryHard(visitor);
      expect(visitor.sent.slice(mark)).toEqual([]);
      await eventually(
        () => visitor.stored(platform.own),
        (names) => names.length === 0,
      );

      await visitor.open(url(platform));
      await tryHard(visitor);
      expect(visitor.sent.slice(mark)).toEqual([]);
      expect(await visitor.stored(platform.own)).toEqual([]);
      expect(visitor.sent.filter((event) => event.name === 'never.leaves')).toEqual([]);
      expect(visitor.sent.filter((event) => event.name === 'consent.withdrawn')).toHaveLength(1);
      expect(visitor.refused).toEqual([]);
    }));

  test('a partial choice without statistics is a refusal, one with them is none', () =>
    visit(platform, async (visitor) => {
      await platform.acceptMarketing(visitor.page);
      await tryHard(visitor);
      expect(visitor.sent).toEqual([]);
      expect(await visitor.stored(platform.own)).toEqual([]);

      await platform.acceptStatistics(visitor.page);
      const view = await visitor.next('page.viewed');
      expect(view.consent.purposes).toEqual(['storage', 'measurement']);
    }));
});
