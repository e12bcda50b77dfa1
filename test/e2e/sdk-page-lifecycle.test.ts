import { describe, expect, test as plain } from 'vitest';
import type { Page } from 'playwright-core';
import { eventually } from './browser/console-api.ts';
import { launchAlone } from './browser/launch.ts';
import { everythingStoredOnce, openVisitor, storedNames } from './browser/visitor.ts';
import type { PageApi } from './browser/visitor.ts';
import { visitorTests } from './browser/visitor-test.ts';

declare const touchtrail: PageApi;

const leaves = Number(process.env['TOUCHTRAIL_LEAVES'] ?? 40);
const routes = Number(process.env['TOUCHTRAIL_ROUTES'] ?? 1_000);

const { test, rig } = visitorTests({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });

interface View {
  path: string;
  props: string;
}
const viewsOf = (paths: readonly string[]) =>
  rig()
    .events<View & { name: string }>('name, page_path AS path, props')
    .then((rows) =>
      rows.filter(({ name, path }) => name === 'page.viewed' && paths.includes(path)),
    );

/**
 * Leaves the page for another one and comes back to it. Where the browser keeps pages (not all
 * builds do), it is really put away and restored; else the page is told that it was.
 */
async function awayAndBack(page: Page): Promise<'restored' | 'told'> {
  await page.evaluate(() => {
    addEventListener('pageshow', (event) => Object.assign(globalThis, { kept: event.persisted }));
  });
  const url = page.url();
  await page.evaluate((away) => location.assign(away), `${new URL(url).origin}/away`);
  await page.waitForURL('**/away');
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForURL(url, { waitUntil: 'commit' });
  const kept = await page.evaluate(() => (globalThis as { kept?: boolean }).kept);
  if (kept) return 'restored';
  await page.waitForFunction('took.length > 0');
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  return 'told';
}

describe.concurrent('a page that was put away', () => {
  test('comes back as a view of its own, and works on', async ({ visitor }) => {
    const page = await visitor.open('/kept');
    await visitor.touch(page, 'before.away', 3);
    const how = await awayAndBack(page);
    await visitor.touch(page, 'after.back', 3);
    await everythingStoredOnce(rig(), visitor);
    const views = await eventually(
      () => viewsOf(['/kept']),
      (rows) => rows.some(({ props }) => props.includes('restore')),
    );
    // Restored: the load and the return. Told: two loads and the return.
    expect(views).toHaveLength(how === 'restored' ? 2 : 3);
    expect(await storedNames(rig(), 'before.away.')).toHaveLength(3);
    expect(await storedNames(rig(), 'after.back.')).toHaveLength(3);
    console.log(`back/forward cache: the page was ${how}`);
  });

  test('does not wake what was withdrawn meanwhile', async ({ visitor }) => {
    const page = await visitor.open('/asleep');
    await everythingStoredOnce(rig(), visitor);
    const url = page.url();
    await page.evaluate((away) => location.assign(away), `${new URL(url).origin}/away`);
    await page.waitForURL('**/away');
    const other = await visitor.open('/other');
    await other.evaluate(() => touchtrail.consent('deny'));
    await other.close();
    const before = visitor.front.posted.length;
    // Where the browser does not keep pages, it is loaded, without consent.
    await page.route(/asleep/, (route) => {
      const target = new URL(route.request().url());
      target.searchParams.delete('grant');
      return route.continue({ url: target.href });
    });
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForURL(url, { waitUntil: 'commit' });
    await page.waitForFunction('globalThis.touchtrail');
    await visitor.touch(page, 'woken', 3);
    await page.waitForTimeout(1_500);
    const sent = visitor.front.posted.slice(before).flatMap(({ names }) => names);
    expect(sent.filter((name) => name !== 'consent.withdrawn')).toEqual([]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });
});

describe.concurrent('a page rendered ahead of its visit', () => {
  test('is no view until the visit, and then one', async ({ visitor }) => {
    const { front } = visitor;
    const ahead = (path: string) =>
      visitor.url(path, {
        body: `<script>document.addEventListener('prerenderingchange', () => fetch('/activated'))</script>`,
      });
    const rules = JSON.stringify({
      prerender: [
        { source: 'list', urls: [ahead('/next'), ahead('/never')], eagerness: 'immediate' },
      ],
    });
    const start = visitor.url('/ahead', {
      body: `<script type="speculationrules">${rules}</script>
        <script>setTimeout(() => location.assign(${JSON.stringify(ahead('/next'))}), 2500)</script>`,
    });
    const end = await launchAlone(start);
    try {
      await eventually(
        () => viewsOf(['/ahead', '/next']),
        (views) => views.length === 2,
        30_000,
      );
      const asked = (path: string) => front.pages.filter(({ url }) => url.startsWith(path));
      expect(asked('/next')).toMatchObject([{ prerender: true }]);
      expect(asked('/never')).toMatchObject([{ prerender: true }]);
      const activated = asked('/activated')[0]?.at ?? 0;
      expect(activated).toBeGreaterThan(asked('/next')[0]?.at ?? Infinity);
      // What was sent before was of the page in view.
      const [first, ...others] = front.posted;
      expect(first?.names.filter((name) => name === 'page.viewed')).toHaveLength(1);
      const views = front.posted
        .filter(({ at }) => at < activated)
        .flatMap(({ names }) => names)
        .filter((name) => name === 'page.viewed');
      expect(views).toHaveLength(1);
      expect(others.length).toBeGreaterThan(0);
      expect(await viewsOf(['/never'])).toEqual([]);
    } finally {
      await end();
    }
  });
});

/** Tracks and leaves for good in the same task. True when the touch is stored. */
async function leave(name: string, how: 'navigate' | 'close'): Promise<boolean> {
  const visitor = await openVisitor(rig());
  try {
    const page = await visitor.open();
    await page.evaluate(
      ([touch, navigate]) => {
        touchtrail.touch(touch);
        // Another site, whose pages can't send what this one left behind.
        if (navigate) location.href = 'data:text/html,gone';
      },
      [name, how === 'navigate'] as const,
    );
    if (how === 'close') await page.close();
    for (let tries = 0; tries < 100; tries++) {
      const seen = visitor.front.posted.some(
        (batch) => batch.names.includes(name) && batch.status === 202,
      );
      if (seen) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
  } finally {
    await visitor.close();
  }
}

plain(
  `${leaves} visitors leave for good, tracked in the same task: at most 0.1 % lost`,
  {
    timeout: 60_000 + leaves * 1_000,
  },
  async () => {
    const left = Array.from({ length: leaves }, (_, index) => index);
    const lost: string[] = [];
    const next = async (): Promise<void> => {
      for (let index = left.shift(); index !== undefined; index = left.shift()) {
        const how = index % 2 ? 'close' : 'navigate';
        if (!(await leave(`left.${index}`, how))) lost.push(`${how} ${index}`);
      }
    };
    await Promise.all([next(), next(), next(), next()]);
    console.log(`leaving for good: ${lost.length} of ${leaves} lost`, lost);
    expect(lost.length).toBeLessThanOrEqual(leaves / 1_000);
  },
);

plain(
  `${routes} client-side navigations leave nothing behind in the page`,
  {
    timeout: 60_000 + routes * 50,
  },
  async () => {
    const visitor = await openVisitor(rig());
    try {
      const page = await visitor.open();
      const client = await visitor.context.newCDPSession(page);
      await client.send('Performance.enable');
      // The ledger of the test itself would grow.
      await page.evaluate(() => Object.assign(globalThis, { tell: undefined }));
      const wander = async (count: number) => {
        for (let done = 0; done < count; done += 100) {
          await page.evaluate(async (from) => {
            for (let index = from; index < from + 100; index++) {
              history.pushState({}, '', `/route/${index}`);
              await new Promise((resolve) => setTimeout(resolve, 1));
            }
            await touchtrail.flush();
            (globalThis as unknown as { took: unknown[] }).took.length = 0;
          }, done);
        }
      };
      const measure = async () => {
        await page.waitForTimeout(1_500);
        await client.send('HeapProfiler.collectGarbage');
        await client.send('HeapProfiler.collectGarbage');
        const { metrics } = await client.send('Performance.getMetrics');
        const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
        return {
          listeners: of('JSEventListeners'),
          nodes: of('Nodes'),
          documents: of('Documents'),
          heap: of('JSHeapUsedSize'),
        };
      };
      await wander(300);
      const before = await measure();
      await wander(routes);
      const after = await measure();
      console.log(`${routes} navigations`, { before, after });
      expect(after.listeners).toBeLessThanOrEqual(before.listeners);
      expect(after.nodes).toBeLessThanOrEqual(before.nodes);
      expect(after.documents).toBeLessThanOrEqual(before.documents);
      // Less than one small object kept for each navigation would be.
      expect(after.heap - before.heap).toBeLessThan(50_000 + routes * 10);
    } finally {
      await visitor.close();
    }
  },
);
