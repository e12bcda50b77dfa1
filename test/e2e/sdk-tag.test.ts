import { createHash } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { distFile, integrityOf, stub } from './builds/dist-files.ts';
import { serveFiles } from './builds/serve.ts';
import type { Answer, FileServer } from './builds/serve.ts';
import { watchPage } from './builds/watch-page.ts';
import type { Watched } from './builds/watch-page.ts';

interface Calls {
  q?: [method: string, args: unknown[]][];
  consent(choice: unknown): unknown;
  touch(name: string): unknown;
  flush(): Promise<void>;
}
declare const touchtrail: Calls;

let rig: Rig;
let context: BrowserContext;
let watched: Watched;
let server: FileServer;
/** The test's own pages and files, by path. */
let files: Record<string, Answer>;

beforeAll(async () => {
  rig = await openRig();
  server = await serveFiles(
    (path) => (path === '/favicon.ico' ? { body: '' } : files[path]),
    `${rig.service.url}/v1/events`,
  );
});

afterAll(async () => {
  await server?.close();
  await rig?.close();
});

beforeEach(async () => {
  files = {};
  context = await rig.browser.newContext();
  watched = await watchPage(context);
});

afterEach(async () => {
  await context.close();
});

const endpoint = () => `${rig.service.url}/v1/events`;

/** A script tag of the site, recording at once: the banner has spoken on an earlier page. */
const tag = (src: string, attributes = '') =>
  `<script src="${src}" data-site="${rig.service.site.writeKey}" data-consent="granted" ${attributes}></script>`;

const page = (head: string, body = '', policy?: string): Answer => ({
  body: `<!doctype html><html lang="en"><head><title>Page</title>${head}</head><body><p id="text">Text</p>${body}</body></html>`,
  ...(policy && { headers: { 'content-security-policy': policy } }),
});

/** Names of what is stored of a path, in the order of the visit. */
async function namesAt(path: string): Promise<string[]> {
  const rows = await rig.events<{ name: string; page_path: string; seq: number; type: string }>(
    'name, page_path, seq, type',
  );
  return rows
    .filter((row) => row.page_path === path && row.type !== 'interaction')
    .toSorted((a, b) => a.seq - b.seq)
    .map((row) => row.name);
}

const viewed = (path: string) =>
  eventually(
    () => namesAt(path),
    (names) => names.length > 0,
  );

const hashSource = (code: string) =>
  `'sha256-${createHash('sha256').update(code).digest('base64')}'`;

/** The same with a name of the page's own. */
const own = (attributes = '') => tag('/x.js', `data-endpoint="${endpoint()}" ${attributes}`);
const injected = () => `<script>
  const script = document.createElement('script');
  script.src = '/x.js';
  script.dataset.site = '${rig.service.site.writeKey}';
  script.dataset.consent = 'granted';
  script.dataset.endpoint = '${endpoint()}';
  setTimeout(() => document.head.append(script), 200);
</script>`;

/** What the browser does not say by itself. */
const ours = (messages: readonly string[]) =>
  messages.filter((text) => !text.startsWith('Failed to load resource'));

const trusted = "require-trusted-types-for 'script'; trusted-types 'none'";

describe('under a content security policy', () => {
  test("all from the site's own origin: default-src 'self', integrity, trusted types", async () => {
    files = {
      '/assets/x.js': { body: distFile('t.js') },
      '/own': page(
        tag('/assets/x.js', `integrity="${integrityOf('t.js')}" async`),
        '',
        `default-src 'self'; ${trusted}`,
      ),
    };
    await watched.page.goto(`${server.origin}/own`);
    expect(await viewed('/own')).toEqual(['page.viewed']);
    expect(await watched.violations()).toEqual([]);
    expect(watched.messages).toEqual([]);
    expect(watched.errors).toEqual([]);
  });

  test('self-hosted under a name of one’s own, events to the service', async () => {
    files = {
      '/assets/brand.js': { body: distFile('t.core.js') },
      '/self-hosted': page(
        tag(
          '/assets/brand.js',
          `integrity="${integrityOf('t.core.js')}" data-endpoint="${endpoint()}" async`,
        ),
        '',
        `default-src 'self'; connect-src ${rig.service.url}; ${trusted}`,
      ),
    };
    await watched.page.goto(`${server.origin}/self-hosted`);
    expect(await viewed('/self-hosted')).toEqual(['page.viewed']);
    expect(await watched.violations()).toEqual([]);
    expect(watched.messages).toEqual([]);
  });

  test('script and events from the service, the stub inline by its hash', async () => {
    const inline = stub();
    const { origin } = new URL(rig.service.url);
    files = {
      '/page.js': { body: "touchtrail.touch('early.one');" },
      '/foreign': page(
        `<script>${inline}</script>${tag(
          `${origin}/t.js`,
          `integrity="${integrityOf('t.js')}" crossorigin="anonymous" async`,
        )}<script src="/page.js"></script>`,
        '',
        `default-src 'self'; script-src 'self' ${origin} ${hashSource(inline)}; connect-src ${origin}; ${trusted}`,
      ),
    };
    await watched.page.goto(`${server.origin}/foreign`);
    const names = await eventually(
      () => namesAt('/foreign'),
      (list) => list.length > 1,
    );
    expect(names).toEqual(['page.viewed', 'early.one']);
    expect(await watched.violations()).toEqual([]);
    expect(watched.messages).toEqual([]);
  });

  test('a script that is not what the page asked for does not run, and the page lives', async () => {
    files = {
      '/assets/x.js': { body: `${distFile('t.js')}\n` },
      '/changed': page(
        `<script>${stub()}</script>${tag('/assets/x.js', `integrity="${integrityOf('t.js')}"`)}`,
      ),
    };
    await watched.page.goto(`${server.origin}/changed`);
    expect(await watched.page.evaluate(() => Array.isArray(touchtrail.q))).toBe(true);
    expect(watched.errors).toEqual([]);
    expect(await watched.page.textContent('#text')).toBe('Text');
  });
});

describe('where the tag stands', () => {
  const places: [name: string, head: () => string, body: () => string][] = [
    ['head', () => own(), () => ''],
    ['async', () => own('async'), () => ''],
    ['defer', () => own('defer'), () => ''],
    ['module', () => own('type="module"'), () => ''],
    ['end', () => '', () => own()],
    ['injected', () => '', injected],
    ['twice', () => own(), () => own()],
    ['twice-async', () => own('async'), () => own('async')],
    ['twice-stub', () => `<script>${stub()}</script>${own('async')}`, () => own('defer')],
  ];

  test.each(places)('%s: one page view, then touches', async (name, head, body) => {
    const path = `/place-${name}`;
    files = { '/x.js': { body: distFile('t.js') }, [path]: page(head(), body()) };
    await watched.page.goto(`${server.origin}${path}`);
    await watched.page.waitForFunction(() => 'touchtrail' in globalThis && !touchtrail.q);
    await watched.page.evaluate(async () => {
      touchtrail.touch('after.load');
      await touchtrail.flush();
    });
    const names = await eventually(
      () => namesAt(path),
      (list) => list.includes('after.load'),
    );
    expect(names).toEqual(['page.viewed', 'after.load']);
    expect(watched.errors).toEqual([]);
    expect(watched.messages).toEqual([]);
  });
});

describe('before the script has come', () => {
  test('calls are kept and played in their order, their answers come later', async () => {
    files = {
      '/x.js': { body: distFile('t.js') },
      '/early': page(`<script>${stub()}
        globalThis.answers = [];
        touchtrail.consent('grant', { source: 'early-banner' });
        touchtrail.touch('call.one');
        touchtrail.touch('call.two');
        touchtrail.conversion('call.three', { value: 3, currency: 'EUR' });
        touchtrail.flush().then(() => answers.push('flushed'));
        globalThis.kept = touchtrail;
      </script>`),
    };
    await watched.page.goto(`${server.origin}/early`);
    expect(await watched.page.evaluate(() => touchtrail.q?.length)).toBe(5);
    await watched.page.evaluate(
      ([site, url]) => {
        const script = document.createElement('script');
        script.src = '/x.js';
        Object.assign(script.dataset, { site, endpoint: url });
        document.head.append(script);
      },
      [rig.service.site.writeKey, endpoint()] as const,
    );
    await watched.page.waitForFunction(() => !touchtrail.q);
    // Whoever kept a reference to the stub holds the SDK now.
    await watched.page.evaluate(() => {
      (globalThis as unknown as { kept: Calls }).kept.touch('call.four');
    });
    const names = await eventually(
      () => namesAt('/early'),
      (list) => list.includes('call.four'),
    );
    expect(names).toEqual(['page.viewed', 'call.one', 'call.two', 'call.three', 'call.four']);
    await watched.page.waitForFunction(
      () => (globalThis as unknown as { answers: string[] }).answers.length === 1,
    );
    expect(watched.errors).toEqual([]);
  });

  test('a blocked script: calls are kept, nothing throws, the page lives', async () => {
    await context.route('**/x.js', (route) => route.abort('blockedbyclient'));
    files = { '/blocked': page(`<script>${stub()}</script>${tag('/x.js', 'async')}`) };
    await watched.page.goto(`${server.origin}/blocked`);
    const kept = await watched.page.evaluate(() => {
      touchtrail.consent('grant');
      touchtrail.touch('never.sent');
      void touchtrail.flush();
      return touchtrail.q?.map(([method]) => method);
    });
    expect(kept).toEqual(['consent', 'touch', 'flush']);
    expect(watched.errors).toEqual([]);
    expect(ours(watched.messages)).toEqual([]);
  });
});

test('a blocked endpoint: silence, but for what the browser itself says', async () => {
  let blocked = 0;
  await context.route('**/v1/events', (route) => {
    blocked++;
    return route.abort('blockedbyclient');
  });
  files = { '/x.js': { body: distFile('t.js') }, '/silent': page(tag('/x.js')) };
  await watched.page.goto(`${server.origin}/silent`);
  await eventually(
    () => Promise.resolve(blocked),
    (count) => count > 0,
  );
  await watched.page.evaluate(async () => {
    touchtrail.touch('into.the.void');
    await touchtrail.flush();
  });
  // Leaving sends too, by another way.
  await watched.page.goto('about:blank');
  expect(watched.errors).toEqual([]);
  expect(ours(watched.messages)).toEqual([]);
});
