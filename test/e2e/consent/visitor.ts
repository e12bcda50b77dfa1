import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { eventually } from '../browser/console-api.ts';
import { bodyText } from '../browser/request-body.ts';

/** An event as it went over the wire. */
interface SentEvent {
  type?: string;
  name: string;
  anonymousId?: string;
  props?: Record<string, unknown>;
  consent: {
    purposes: string[];
    source: string;
    decidedAt: number;
    id?: string;
    revision?: string;
    regime?: string;
    signal?: string;
    signalHash?: string;
  };
}

/** A person with a browser of their own, and all that leaves it for the service. */
export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** Events in requests so far. */
  sent: SentEvent[];
  /** Answers of the service that were no success. */
  refused: string[];
  open(url: string): Promise<void>;
  /** The first event of a name after what was there when `mark` was taken. */
  next(name: string, mark?: number): Promise<SentEvent>;
  /** What lies in the four stores, but for what the platform keeps for itself. */
  stored(platform: RegExp): Promise<string[]>;
  close(): Promise<void>;
}

interface Db {
  name?: string;
}

export async function newVisitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const sent: SentEvent[] = [];
  const refused: string[] = [];
  context.on('request', (request) => {
    if (!request.url().endsWith('/v1/events')) return;
    const body = bodyText(request);
    if (body) sent.push(...(JSON.parse(body) as { events: SentEvent[] }).events);
  });
  context.on('response', (response) => {
    if (!response.url().endsWith('/v1/events') || response.status() === 202) return;
    refused.push(`${response.status()} ${response.url()}`);
  });
  return {
    context,
    page,
    sent,
    refused,
    async open(url) {
      await page.goto(url);
      await page.waitForFunction(() => 'touchtrail' in globalThis);
    },
    async next(name, mark = 0) {
      const found = await eventually(
        async () => sent.slice(mark).find((event) => event.name === name) ?? sent.slice(mark),
        (answer) => !Array.isArray(answer),
        10_000,
      );
      return found as SentEvent;
    },
    async stored(platform) {
      const { cookies, origins } = await context.storageState({ indexedDB: true });
      const found = cookies.map((cookie) => `cookie ${cookie.name}`);
      for (const { localStorage, indexedDB } of origins as {
        localStorage: { name: string }[];
        indexedDB?: Db[];
      }[]) {
        found.push(...localStorage.map(({ name }) => `local ${name}`));
        found.push(...(indexedDB ?? []).map(({ name }) => `database ${name}`));
      }
      for (const tab of context.pages()) {
        if (!tab.url().startsWith('http')) continue;
        const more = await tab.evaluate(async () => [
          ...Object.keys(localStorage).map((name) => `local ${name}`),
          ...Object.keys(sessionStorage).map((name) => `session ${name}`),
          ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
          ...('caches' in globalThis ? await caches.keys() : []).map((name) => `cache ${name}`),
        ]);
        found.push(...more);
      }
      return [...new Set(found)].filter((name) => !platform.test(name));
    },
    close: () => context.close(),
  };
}
