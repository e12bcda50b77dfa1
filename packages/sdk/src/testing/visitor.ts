import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, vi } from 'vitest';
import { createTouchtrail } from '../index.ts';
import type { ConsentChoice, Touchtrail } from '../types.ts';
import { createService } from './service.ts';
import type { Service } from './service.ts';

/** What lies on the device, by store. */
export const stored = async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  cookie: document.cookie,
  databases: (await indexedDB.databases()).length,
});

/** {@link stored} of a device that was never written to. */
export const nothing = { local: 0, session: 0, cookie: '', databases: 0 };

/** Consent as most banners give it. */
export const all = { measurement: true, storage: true } satisfies ConsentChoice;

/** A browser for one test file: a fresh page, device and service before each test. */
export function useVisitor() {
  const visitor = {
    service: createService() as Service,
    /** Requests made with `fetch`. */
    requests: [] as RequestInit[],
    create(config: object = {}): Touchtrail {
      const touchtrail = createTouchtrail({ site: `wk_${++count}`, ...config });
      open.push(touchtrail);
      return touchtrail;
    },
    events: () => [...visitor.service.stored.values()],
    names: () => visitor.events().map((event) => event.name),
  };
  let open: Touchtrail[] = [];
  let count = 0;

  beforeEach(() => {
    visitor.service = createService();
    visitor.requests = [];
    open = [];
    localStorage.clear();
    document.title = 'A shop';
    document.body.innerHTML = '';
    history.replaceState(null, '', '/');
    vi.stubGlobal('indexedDB', new IDBFactory());
    // The test environment's own Request has no keepalive, unlike a browser's.
    vi.stubGlobal('Request', { prototype: { keepalive: false } });
    vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
      visitor.requests.push(init);
      return visitor.service.send(String(init.body));
    });
  });
  afterEach(async () => {
    for (const touchtrail of open) touchtrail.consent('deny');
    await Promise.resolve();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
  return visitor;
}
