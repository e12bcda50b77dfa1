import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { touchtrail } from '../../command-line/run.ts';
import { consoleApi } from '../browser/console-api.ts';
import type { ConsoleApi } from '../browser/console-api.ts';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';

/** Somebody's page of the dashboard. */
export interface Desk {
  page: Page;
  /** Goes to a screen of the demo site and waits until all of it stands. */
  open(screen: string, query?: string): Promise<void>;
  /** Goes where a link leads, as by the back button: nothing is loaded twice. */
  follow(link: string): Promise<void>;
  /** Waits until nothing is on its way and nothing is drawn any more. */
  settled(): Promise<void>;
}

export interface SeatOptions extends BrowserContextOptions {
  token?: string;
  /** `quiet`: requests that are refused are no complaint. */
  network?: 'quiet';
  /** What was answered to one desk is the answer to the others; for what is not about numbers. */
  answers?: Map<string, Buffer>;
}

/** A service with the demo shop in it, and a browser for its dashboard. */
export interface Office {
  rig: Rig;
  api: ConsoleApi;
  /** What pages complained about. */
  problems: string[];
  link(screen: string, query?: string): string;
  /** Another page; signed in as admin, or with a token. */
  sit(options?: SeatOptions): Promise<Desk>;
  close(): Promise<void>;
}

const normal: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  locale: 'en-GB',
  reducedMotion: 'reduce',
};
const quietMs = 60;

/** Requests on their way; the live stream always is. */
function underWay(page: Page): () => number {
  const open = new Set<unknown>();
  page.on('request', (request) => {
    if (!request.url().includes('/api/live')) open.add(request);
  });
  page.on('requestfinished', (request) => void open.delete(request));
  page.on('requestfailed', (request) => void open.delete(request));
  return () => open.size;
}

const isDrawn = (page: Page): Promise<boolean> =>
  page.evaluate(
    () =>
      document.querySelector('main h1') !== null &&
      document.querySelector('main .skeleton, main .stale, main [aria-busy="true"]') === null,
  );

/** Runs in the page. */
const follow = (url: string): void => {
  history.pushState(null, '', url);
  dispatchEvent(new PopStateEvent('popstate'));
};

/** Answers reports from what was answered before: the same question, put by another screen. */
async function remember(context: BrowserContext, answers: Map<string, Buffer>): Promise<void> {
  await context.route('**/api/reports/**', async (route) => {
    const key = `${route.request().url()} ${route.request().postData()}`;
    const known = answers.get(key);
    if (known) {
      await route.fulfill({ body: known, contentType: 'text/event-stream' });
      return;
    }
    try {
      const response = await route.fetch();
      const body = await response.body();
      if (response.ok()) answers.set(key, body);
      await route.fulfill({ response, body });
    } catch {
      // Nobody waits for it any more.
    }
  });
}

export async function openOffice(people: number): Promise<Office> {
  const rig = await openRig();
  const { url, adminToken } = rig.service;
  const loaded = await touchtrail(rig.dataDir, 'demo', '--people', String(people));
  if (!loaded.err.includes('0 refused')) throw new Error(loaded.err);
  const problems: string[] = [];
  const link = (screen: string, query = '') => {
    const [path = '', own = ''] = screen.split('?');
    return `${url}/${path}?site=demo&range=all${own && `&${own}`}${query}`;
  };
  return {
    rig,
    api: consoleApi(url, adminToken ?? ''),
    problems,
    link,
    async sit({ token = adminToken ?? '', network, answers, ...options } = {}) {
      const context = await rig.browser.newContext({ ...normal, ...options });
      if (answers) await remember(context, answers);
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        const { url: from } = message.location();
        // Going elsewhere breaks the live stream off.
        if (message.type() !== 'error' || from.includes('/api/live')) return;
        if (network === 'quiet' && message.text().startsWith('Failed to load resource')) return;
        problems.push(`${message.text()} ${from}`);
      });
      const waiting = underWay(page);
      const settled = async () => {
        for (let calm = 0; calm < 2;) {
          await wait(quietMs);
          calm = waiting() === 0 && (await isDrawn(page)) ? calm + 1 : 0;
        }
      };
      await page.goto(`${url}/#token=${token}`);
      await page.getByRole('navigation').first().waitFor();
      return {
        page,
        settled,
        follow: (to) => page.evaluate(follow, to),
        async open(screen, query) {
          await page.evaluate(follow, link(screen, query));
          await settled();
        },
      };
    },
    close: () => rig.close(),
  };
}

/**
 * Runs a task for each item, some at a time: most of a page's time is waiting for answers.
 *
 * @returns what the tasks found, in the order of the items.
 */
export async function sideBySide<Item>(
  office: Office,
  items: readonly Item[],
  task: (desk: Desk, item: Item) => Promise<string[]>,
  { desks = 3, ...options }: SeatOptions & { desks?: number } = {},
): Promise<string[]> {
  const found = items.map((): string[] => []);
  const next = items.entries();
  const desk = async () => {
    const own = await office.sit(options);
    for (const [index, item] of next) found[index] = await task(own, item);
    await own.page.context().close();
  };
  await Promise.all(Array.from({ length: desks }, desk));
  return found.flat();
}
