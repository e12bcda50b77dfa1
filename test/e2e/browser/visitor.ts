import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { eventually } from './console-api.ts';
import { openFront } from './front.ts';
import type { Front } from './front.ts';
import type { Rig } from './rig.ts';

/** The SDK as a page sees it. */
export interface PageApi {
  consent(choice: unknown): void;
  touch(name: string, options?: object): void;
  conversion(name: string, options?: object): void;
  reset(): void;
  flush(): Promise<void>;
  on(signal: string, listener: (detail: never) => void): () => void;
}
declare const touchtrail: PageApi;

/** An event that the SDK took: the ledger that what is stored is compared with. */
export interface Tracked {
  id: string;
  name: string;
  /** Epoch ms by a clock that no test moves. */
  at: number;
  page: Page;
}

/** How a page is made, as its query. */
interface PageOptions {
  /** Consent is given while the page loads. Default true. */
  grant?: boolean;
  /** What the page's script does before the SDK loads: a key of {@link beforehand}. */
  before?: keyof typeof beforehand;
  /** Attributes of the script tag, such as `data-channel`. */
  attributes?: Record<string, string>;
  /** Write key. Default: of the rig's site. */
  site?: string;
  /** Markup at the end of the body. */
  body?: string;
}

/** What a page may have done to itself before the SDK loads. */
const beforehand = {
  nothing: '',
  'database hangs':
    'IDBFactory.prototype.open = () => Object.assign(new EventTarget(), { readyState: "pending" });',
  'local storage full': `try {
    for (let size = 1 << 20; size; ) {
      try { localStorage.setItem('host' + Math.random(), 'x'.repeat(size)); } catch { size >>= 1; }
    }
  } catch {}`,
  // As Chromium does where a person has blocked the data of a site, or that of third parties.
  'storage refused': `{
    const refuse = () => { throw new DOMException('Access is denied for this document.', 'SecurityError'); };
    Object.defineProperty(globalThis, 'localStorage', { get: refuse });
    IDBFactory.prototype.open = IDBFactory.prototype.deleteDatabase = refuse;
    LockManager.prototype.request = async () => refuse();
  }`,
} as const;

const text = (value: string) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The page: the tag, a ledger of what it takes, and consent when the query says so. */
function html(writeKey: string, url: URL, scriptOrigin: string): string {
  const query = url.searchParams;
  const attributes = Object.entries(
    JSON.parse(query.get('attributes') ?? '{}') as Record<string, string>,
  ).map(([name, value]) => ` ${name}="${text(value)}"`);
  return `<!doctype html><html lang="en"><head><title>Page</title>
    <script>
      ${beforehand[query.get('before') as keyof typeof beforehand] ?? ''}
      if (!('clockShift' in globalThis)) {
        const RealDate = Date;
        globalThis.clockShift = ${Number(query.get('shift') ?? 0)};
        globalThis.Date = class extends RealDate {
          constructor(...args) { args.length ? super(...args) : super(RealDate.now() + clockShift); }
          static now() { return RealDate.now() + clockShift; }
        };
      }
    </script>
    <script src="${scriptOrigin}/t.js" data-site="${text(query.get('site') ?? writeKey)}"${attributes.join('')}></script>
    <script>
      globalThis.took = [];
      touchtrail.on('queued', ({ id, name }) => {
        took.push({ id, name });
        globalThis.tell?.({ id, name, at: performance.timeOrigin + performance.now() });
      });
      ${query.has('grant') ? "touchtrail.consent('grant');" : ''}
    </script>
    </head><body><button data-touchpoint="hero.button">Go</button>${query.get('body') ?? ''}</body></html>`;
}

/** One person's browser with a network of its own. */
export interface Visitor {
  context: BrowserContext;
  front: Front;
  /** All that the SDK took, in every tab. */
  tracked: Tracked[];
  url(path: string, options?: PageOptions): string;
  /** Opens a tab; with consent, it is back when the view is recorded. */
  open(path?: string, options?: PageOptions): Promise<Page>;
  /** Tracks touches in one task. They are named `prefix.0` and so on. */
  touch(page: Page, prefix: string, count?: number): Promise<void>;
  /** Moves the clock of the pages there are, and of those to come. */
  setClock(shiftMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A new visitor of a page that loads the SDK from the rig's service, through a front of their own. */
export async function openVisitor(
  rig: Pick<Rig, 'browser' | 'service'>,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const front = await openFront(rig.service.url, (url, scriptOrigin) =>
    html(rig.service.site.writeKey, url, scriptOrigin),
  );
  const context = await rig.browser.newContext(options);
  const tracked: Tracked[] = [];
  let shift = 0;
  await context.exposeBinding('tell', ({ page }, entry: Omit<Tracked, 'page'>) => {
    tracked.push({ ...entry, page });
  });
  const visitor: Visitor = {
    context,
    front,
    tracked,
    url(path, { grant = true, before = 'nothing', attributes = {}, site, body } = {}) {
      const url = new URL(path, front.origin);
      if (grant) url.searchParams.set('grant', '');
      if (before !== 'nothing') url.searchParams.set('before', before);
      if (shift) url.searchParams.set('shift', String(shift));
      if (Object.keys(attributes).length > 0)
        url.searchParams.set('attributes', JSON.stringify(attributes));
      if (site) url.searchParams.set('site', site);
      if (body) url.searchParams.set('body', body);
      return url.href;
    },
    async open(path = '/start', pageOptions = {}) {
      const page = await context.newPage();
      await page.goto(visitor.url(path, pageOptions));
      // The view is recorded in idle time.
      if (pageOptions.grant !== false) await page.waitForFunction('took.length > 0');
      return page;
    },
    async touch(page, prefix, count = 1) {
      await page.evaluate(
        ([name, times]) => {
          for (let index = 0; index < times; index++) touchtrail.touch(`${name}.${index}`);
        },
        [prefix, count] as const,
      );
    },
    async setClock(shiftMs) {
      shift = shiftMs;
      for (const page of context.pages()) {
        await page.evaluate((ms) => {
          (globalThis as unknown as { clockShift: number }).clockShift = ms;
        }, shiftMs);
      }
    },
    async close() {
      await context.close();
      await front.close();
    },
  };
  return visitor;
}

/** Names of what is stored, each as often as it is stored; only those that begin with `prefix`. */
export async function storedNames(rig: Rig, prefix: string): Promise<string[]> {
  const rows = await rig.events<{ name: string }>('name');
  return rows.map((row) => row.name).filter((name) => name.startsWith(prefix));
}

/** Names that {@link Visitor.touch} gives. */
export const touchNames = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}.${index}`);

/** How often the ids of a visitor's ledger are stored. */
export async function timesStored(
  rig: Rig,
  { tracked }: Pick<Visitor, 'tracked'>,
): Promise<Map<string, number>> {
  const times = new Map(tracked.map(({ id }) => [id, 0]));
  for (const { id } of await rig.events<{ id: string }>('toString(event_id) AS id')) {
    const before = times.get(id);
    if (before !== undefined) times.set(id, before + 1);
  }
  return times;
}

/** Waits until all that the visitor's pages tracked is stored, and holds that it is so once. */
export async function everythingStoredOnce(
  rig: Rig,
  visitor: Pick<Visitor, 'tracked'>,
  timeoutMs = 30_000,
): Promise<void> {
  const name = new Map(visitor.tracked.map((entry) => [entry.id, entry.name]));
  const wrong = await eventually(
    async () =>
      [...(await timesStored(rig, visitor))]
        .filter(([, times]) => times !== 1)
        .map(([id, times]) => `${name.get(id)} ${times} times`),
    (list) => list.every((entry) => !entry.endsWith(' 0 times')),
    timeoutMs,
  );
  if (wrong.length > 0) throw new Error(`Stored more than once: ${wrong.join(', ')}`);
}

/** Copies of each event that reached the service. */
export function copies({ posted }: Pick<Front, 'posted'>): Map<string, number> {
  const count = new Map<string, number>();
  for (const { ids, reached } of posted) {
    if (reached) for (const id of ids) count.set(id, (count.get(id) ?? 0) + 1);
  }
  return count;
}

/**
 * Waits 10 ms, or longer when the disk takes longer: until as many writes one after another as `touch`
 * makes at most in a step, begun now, have ended. A busy machine's disk is not the SDK's fault.
 */
export async function diskTime(page: Page, leastMs = 10): Promise<void> {
  const written = page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('probe');
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('probe'));
      opening.addEventListener('success', () => resolve(opening.result));
      opening.addEventListener('error', () => reject(opening.error ?? new Error('no database')));
    });
    for (let write = 0; write < 6; write++) {
      const transaction = database.transaction('probe', 'readwrite');
      transaction.objectStore('probe').put('x'.repeat(400), write);
      await new Promise((resolve) => {
        transaction.addEventListener('complete', resolve);
      });
    }
    database.close();
  });
  await Promise.all([written, page.waitForTimeout(leastMs)]);
}

/** Ends a page's renderer at once, as a crash or the system's memory killer does. */
export async function crash(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // Never answered: who should answer is gone.
  client.send('Page.crash').catch(() => undefined);
  await crashed;
}
