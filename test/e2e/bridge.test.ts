import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nonce, servePages } from './bridge/pages.ts';
import type { Pages } from './bridge/pages.ts';
import { eventually } from './browser/console-api.ts';
import { launch } from './browser/launch.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';

interface Row {
  name: string;
  type: string;
  channel: string;
  touchpoint: string;
  props: string;
  who: string;
  visit: string;
}

/** What the pages' scripts leave behind. */
interface Sdk {
  touch(name: string, options?: object): void;
  feedback(options: object): void;
  consent(choice: unknown): void;
  identify(id: string): void;
  flush(): Promise<void>;
}
interface Scope {
  touchtrail: Sdk;
  touchtrailOpenBridge: { dropped: Record<string, number> };
  signals: { reason: string; count: number }[];
  told: string[];
  /** Says on the port of the bridge what the SDK never would. */
  say: (data: unknown) => void;
}
declare const scope: Scope;

let rig: Rig;
let pages: Pages;

beforeAll(async () => {
  rig = await openRig();
  pages = await servePages(rig);
});

afterAll(async () => {
  await pages?.close();
  await rig?.close();
});

const stored = () =>
  rig.events<Row>(
    'name, type, channel, touchpoint, props, toString(anonymous_id) AS who, toString(session_id) AS visit',
  );

const event = (name: string, more: object = {}) =>
  JSON.stringify({ touchtrail: 'event', v: 1, type: 'touch', at: Date.now(), name, ...more });

const connected = (frame: Frame) => frame.waitForFunction(() => 'say' in scope);

/** As a browser that blocks what frames of other sites store: getters throw, databases fail later. */
const blockStorage = () => {
  if (self === top) return;
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(self, name, {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
  }
  IDBFactory.prototype.open = () => {
    const request = Object.assign(new EventTarget(), {
      error: new DOMException('', 'UnknownError'),
    });
    setTimeout(() => request.dispatchEvent(new Event('error')));
    return request as unknown as IDBOpenDBRequest;
  };
};

// With Playwright's own list of switched-off features some Chromiums block storage in frames of other
// sites and some do not; with another list it is partitioned, as people's browsers have it.
describe.each([
  { mode: 'blocked', args: [] },
  { mode: 'partitioned', args: ['--disable-features=Nothing'] },
])('storage of frames $mode', ({ mode, args }) => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launch({ args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...args] });
    context = await browser.newContext();
    await context.addInitScript('globalThis.scope = globalThis');
    if (mode === 'blocked') await context.addInitScript(blockStorage);
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/favicon|404/.test(message.text())) {
        problems.push(message.text());
      }
    });
    await page.goto(pages.page);
  });

  afterAll(async () => {
    await browser?.close();
  });

  /** Adds a frame to the page; it is back when its document is there. */
  async function addFrame(address: string, { sandbox = '', shadow = false } = {}): Promise<Frame> {
    const loaded = page.waitForEvent('framenavigated', (frame) => frame.url() === address);
    await page.evaluate(
      ([src, rules, hidden]) => {
        const frame = document.createElement('iframe');
        if (rules) frame.setAttribute('sandbox', rules);
        frame.src = src;
        const host = document.body.appendChild(document.createElement('div'));
        (hidden ? host.attachShadow({ mode: 'closed' }) : host).append(frame);
      },
      [address, sandbox, shadow] as const,
    );
    const frame = await loaded;
    await frame.waitForLoadState();
    return frame;
  }

  const dropped = () => page.evaluate(() => ({ ...scope.touchtrailOpenBridge.dropped }));
  const names = async (prefix: string) => {
    await page.evaluate(() => scope.touchtrail.flush());
    return (await stored()).map(({ name }) => name).filter((name) => name.startsWith(prefix));
  };
  const name = (what: string) => `${mode}.${what}`;

  test('what happens in the frame is the page’s, as soon as the page allows it', async () => {
    const frame = await addFrame(`${pages.chat}/`);
    await connected(frame);
    const storage = await frame.evaluate(() => {
      try {
        localStorage.setItem('probe', '1');
        localStorage.removeItem('probe');
        return 'partitioned';
      } catch {
        return 'blocked';
      }
    });
    // Or the test would not test what it says.
    expect(storage).toBe(mode);
    // Before consent: from the frame’s start, and later.
    await frame.evaluate((it) => scope.touchtrail.touch(it), name('early'));
    await page.evaluate(() => {
      scope.touchtrail.consent('grant');
      scope.touchtrail.identify('customer-4711');
    });
    await frame.waitForFunction(() => scope.told.length > 0);
    await frame.evaluate((it) => {
      const { touchtrail } = scope;
      touchtrail.touch(it, { touchpoint: 'chat.bot', props: { widget: 'own' } });
      touchtrail.touch('chat.message_sent', { type: 'interaction' });
      touchtrail.consent('deny');
      touchtrail.identify('somebody-else');
      touchtrail.feedback({ rating: 4, scale: 'csat', comment: 'canary', touchpoint: 'chat.bot' });
    }, name('opened'));
    const rows = await eventually(
      async () => {
        await page.evaluate(() => scope.touchtrail.flush());
        return stored();
      },
      (all) =>
        ['feedback.given', name('opened')].every((wanted) =>
          all.some((row) => row.name === wanted && row.who === all.at(-1)?.who),
        ),
    );
    const view = rows.findLast((row) => row.name === 'page.viewed');
    expect(rows.find((row) => row.name === name('opened'))).toEqual({
      name: name('opened'),
      type: 'touch',
      channel: 'chat',
      touchpoint: 'chat.bot',
      props: '{"widget":"own"}',
      who: view?.who,
      visit: view?.visit,
    });
    // Within a touch, never a step of its own.
    expect(rows.find((row) => row.name === 'chat.message_sent')?.type).toBe('interaction');
    const all = JSON.stringify(rows.filter(({ who }) => who === view?.who));
    for (const never of ['canary', 'somebody-else', name('early'), 'chat.loaded']) {
      expect(all).not.toContain(never);
    }
    // The frame learns what is allowed, and nothing else.
    const told = await frame.evaluate(() => scope.told);
    for (const text of told) {
      expect(Object.keys(JSON.parse(text) as object)).toEqual([
        'touchtrail',
        'v',
        'purposes',
        'since',
      ]);
    }
    expect(told.join()).not.toMatch(new RegExp(`customer-4711|${view?.who}|${view?.visit}`));
    const left = await frame.evaluate(() => {
      try {
        return [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
      } catch {
        return [document.cookie];
      }
    });
    expect(left).toEqual(['']);
  });

  test('messages with a key too many, too large, from before consent or too many are dropped and counted', async () => {
    const frame = await addFrame(`${pages.chat}/`, { shadow: true });
    await connected(frame);
    const before = await dropped();
    const send = (texts: unknown[]) =>
      frame.evaluate((all) => all.forEach((text) => scope.say(text)), texts);
    await send([
      event(name('bad.key'), { text: 'canary' }),
      event(name('bad.id'), { userId: 'somebody-else' }),
      event(name('bad.type'), { type: 'identify' }),
      { touchtrail: 'event', v: 1, type: 'touch', at: Date.now(), name: name('bad.object') },
      event(name('bad.size'), { props: { a: 'x'.repeat(5_000) } }),
      event(name('bad.time'), { at: Date.now() - 3_600_000 }),
    ]);
    await page.waitForTimeout(1_100);
    await send(Array.from({ length: 1_000 }, (_, n) => event(name(`flood.${n}`))));
    const counted = await eventually(dropped, ({ bridge_rate: count = 0 }) => count >= 900, 5_000);
    const more = (reason: string) => (counted[reason] ?? 0) - (before[reason] ?? 0);
    expect(more('bridge_schema')).toBe(4);
    expect(more('bridge_size')).toBe(1);
    expect(more('bridge_consent')).toBe(1);
    const flood = await eventually(
      () => names(name('flood.')),
      (all) => all.length > 0 && all.length + more('bridge_rate') >= 1_000,
    );
    // A slow machine may take longer than a second to read them all.
    expect(flood.length).toBeLessThanOrEqual(60);
    expect(flood.length + more('bridge_rate')).toBe(1_000);
    expect(await names(name('bad.'))).toEqual([]);
    const signals = await eventually(
      () => page.evaluate(() => scope.signals),
      (all) => all.some(({ reason }) => reason === 'bridge_rate'),
      5_000,
    );
    // Said in sums, not a thousand times.
    expect(signals.length).toBeLessThan(30);
    expect(new Set(signals.map(({ reason }) => reason))).toEqual(
      new Set(['bridge_schema', 'bridge_size', 'bridge_consent', 'bridge_rate']),
    );
  });

  test('nobody else gets in: another origin, a window that is no frame here, a frame in a frame', async () => {
    const before = await dropped();
    const spoof = (target: string) =>
      `const say = () => { for (const data of [{ touchtrail: 'hello', v: 1 }, ${JSON.stringify(
        event(name('spoof')),
      )}]) ${target}.postMessage(data, '*'); }; say();`;
    const stranger = await addFrame(`${pages.stranger}/`);
    await stranger.evaluate(spoof('parent'));
    await stranger.evaluate("parent.postMessage({ type: 'resize', height: 4 }, '*')");
    const chat = await addFrame(`${pages.chat}/`);
    await connected(chat);
    const inner = page.waitForEvent(
      'framenavigated',
      (it) => it.parentFrame() === chat && it.url() !== 'about:blank',
    );
    await chat.evaluate((src) => {
      document.body.appendChild(document.createElement('iframe')).src = src;
    }, `${pages.chat}/`);
    const grandchild = await inner;
    await grandchild.waitForLoadState();
    await grandchild.evaluate(spoof('top'));
    const opening = context.waitForEvent('page');
    await page.evaluate((src) => void window.open(src), `${pages.chat}/`);
    const popup = await opening;
    await popup.waitForLoadState();
    await popup.evaluate(spoof('opener'));
    // The page itself, with a message it was made to say.
    await page.evaluate(spoof('self'));
    await chat.evaluate("parent.postMessage({ touchtrail: 'hello', v: 1, userId: 'x' }, '*')");
    const counted = await eventually(
      dropped,
      (all) =>
        (all['bridge_schema'] ?? 0) > (before['bridge_schema'] ?? 0) &&
        (all['bridge_source'] ?? 0) >= (before['bridge_source'] ?? 0) + 4,
      5_000,
    );
    const more = (reason: string) => (counted[reason] ?? 0) - (before[reason] ?? 0);
    // Stranger and the page itself, each twice; frame in the frame and popup, each twice.
    expect([more('bridge_origin'), more('bridge_source'), more('bridge_schema')]).toEqual([
      4, 4, 1,
    ]);
    expect(await names(name('spoof'))).toEqual([]);
    await popup.close();
  });

  test('a sandboxed frame gets in with the nonce of this load only', async () => {
    const before = await dropped();
    const sandbox = 'allow-scripts';
    await addFrame(`${pages.chat}/`, { sandbox });
    await addFrame(`${pages.chat}/#touchtrail=n0nce-of-an-earlier-load`, { sandbox });
    await eventually(
      dropped,
      (all) => (all['bridge_nonce'] ?? 0) >= (before['bridge_nonce'] ?? 0) + 2,
      5_000,
    );
    const frame = await addFrame(`${pages.chat}/#touchtrail=${nonce}`, { sandbox });
    await connected(frame);
    expect(await frame.evaluate(() => origin)).toBe('null');
    await frame.evaluate((it) => scope.touchtrail.touch(it), name('sandboxed'));
    await eventually(
      () => names(name('sandboxed')),
      (all) => all.length === 1,
    );
  });

  test('taking consent back stops the frame at once', async () => {
    const frame = await addFrame(`${pages.chat}/`);
    await connected(frame);
    await page.evaluate(() => scope.touchtrail.consent('deny'));
    await frame.waitForFunction(() => scope.told.some((text) => text.includes('"purposes":[]')));
    await frame.evaluate(
      ([said, raw]) => {
        scope.touchtrail.touch(said);
        // One that does not keep to it.
        scope.say(raw);
      },
      [name('late'), event(name('late.raw'))] as const,
    );
    await eventually(dropped, (all) => (all['bridge_consent'] ?? 0) >= 2, 5_000);
    await page.evaluate(() => scope.touchtrail.consent('grant'));
    expect(await names(name('late'))).toEqual([]);
    expect(problems).toEqual([]);
  });
});
