// @vitest-environment happy-dom
import { IDBFactory } from 'fake-indexeddb';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTouchtrail } from './index.ts';
import { createService } from './testing/service.ts';
import type { Service } from './testing/service.ts';
import type { ConsentChoice, Purpose, Touchtrail } from './types.ts';

let service: Service;
let requests: RequestInit[];
let open: Touchtrail[];
let count = 0;

const create = (config: object = {}) => {
  const touchtrail = createTouchtrail({ site: `wk_${++count}`, ...config });
  open.push(touchtrail);
  return touchtrail;
};
const events = () => [...service.stored.values()];
const names = () => events().map((event) => event.name);
const stored = async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  cookie: document.cookie,
  databases: (await indexedDB.databases()).length,
});
const nothing = { local: 0, session: 0, cookie: '', databases: 0 };
const all: ConsentChoice = { measurement: true, storage: true };

beforeEach(() => {
  service = createService();
  requests = [];
  open = [];
  localStorage.clear();
  document.title = 'A shop';
  document.body.innerHTML = '';
  history.replaceState(null, '', '/');
  vi.stubGlobal('indexedDB', new IDBFactory());
  // The test environment's own Request has no keepalive, unlike a browser's.
  vi.stubGlobal('Request', { prototype: { keepalive: false } });
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    requests.push(init);
    return service.send(String(init.body));
  });
});
afterEach(async () => {
  for (const touchtrail of open) touchtrail.consent('deny');
  await Promise.resolve();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('before consent', () => {
  const options = fc.record(
    { touchpoint: fc.string(), value: fc.double(), props: fc.dictionary(fc.string(), fc.string()) },
    { requiredKeys: [] },
  );
  const call = fc.oneof(
    fc.tuple(fc.constantFrom('touch', 'conversion', 'identify', 'account'), fc.string(), options),
    fc.tuple(fc.constant('feedback'), options),
    fc.tuple(fc.constantFrom('reset', 'flush')),
    fc.tuple(fc.constant('route'), fc.constantFrom('/a', '/b?x=1', '#/c', '/d#e')),
    fc.tuple(fc.constantFrom('click', 'hide', 'leave', 'online')),
    fc.tuple(
      fc.constant('consent'),
      fc.constantFrom<ConsentChoice>(
        'deny',
        {},
        { storage: true, identification: true },
        {
          measurement: false,
        },
      ),
    ),
  );

  test('no sequence of calls stores or sends a byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('pending', 'denied', undefined),
        fc.array(call, { maxLength: 20 }),
        async (consent, calls) => {
          vi.stubGlobal('indexedDB', new IDBFactory());
          const opened = vi.spyOn(indexedDB, 'open');
          const kept = vi.spyOn(Storage.prototype, 'setItem');
          const touchtrail = create({ consent });
          document.body.innerHTML = '<button data-touchpoint="x">x</button>';
          for (const [method, ...args] of calls) {
            if (method === 'route') history.pushState(null, '', args[0] as string);
            else if (method === 'click') document.querySelector('button')!.click();
            else if (method === 'hide') document.dispatchEvent(new Event('visibilitychange'));
            else if (method === 'leave') window.dispatchEvent(new Event('pagehide'));
            else if (method === 'online') window.dispatchEvent(new Event('online'));
            else (touchtrail[method as 'touch'] as (...args: unknown[]) => void)(...args);
          }
          await touchtrail.flush();
          expect(requests).toEqual([]);
          expect(opened).not.toHaveBeenCalled();
          expect(kept).not.toHaveBeenCalled();
          expect(await stored()).toEqual(nothing);
          vi.restoreAllMocks();
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('after consent', () => {
  test('one page view with the time of the grant, with receipt and identity', async () => {
    const meta = Object.assign(document.createElement('meta'), {
      name: 'touchtrail:touchpoint',
      content: 'shop.home',
    });
    document.head.append(meta);
    const touchtrail = create();
    touchtrail.touch('before');
    const from = Date.now();
    touchtrail.consent(all, { source: 'banner', policyVersion: '7' });
    touchtrail.consent(all);
    await touchtrail.flush();
    expect(events()).toHaveLength(1);
    const [view] = events();
    expect(view).toMatchObject({
      type: 'touch',
      name: 'page.viewed',
      touchpoint: 'shop.home',
      channel: 'web',
      seq: 1,
      page: { path: '/', title: 'A shop' },
      consent: { purposes: ['storage', 'measurement'], source: 'banner', policyVersion: '7' },
    });
    expect(view!.at).toBeGreaterThanOrEqual(from);
    expect(view!.at).toBeGreaterThanOrEqual(view!.consent!.decidedAt);
    expect(view!.anonymousId).toHaveLength(36);
    expect(view!.sessionId).toHaveLength(36);
    meta.remove();
  });

  test('the request needs no preflight and carries no cookie', async () => {
    const touchtrail = create({ consent: 'granted' });
    await touchtrail.flush();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', credentials: 'omit', keepalive: true });
    expect(requests[0]!.headers).toBeUndefined();
    expect(typeof requests[0]!.body).toBe('string');
  });

  test('each kind of event in its shape, in order', async () => {
    const touchtrail = create({ consent: 'granted' });
    touchtrail.touch('size.opened', {
      touchpoint: 'product.size',
      channel: 'chat',
      props: { a: 1 },
    });
    touchtrail.conversion('order.placed', { value: 12.5, currency: 'EUR', touchpoint: 'purchase' });
    touchtrail.identify('u1', { plan: 'pro' });
    touchtrail.account('acme');
    touchtrail.feedback({ rating: 9, scale: 'nps', comment: 'good' });
    await touchtrail.flush();
    const [, touch, conversion, identify, account, feedback] = events();
    expect(touch).toMatchObject({ name: 'size.opened', channel: 'chat', props: { a: 1 } });
    expect(conversion).toMatchObject({ type: 'conversion', value: 12.5, currency: 'EUR' });
    expect(identify).toMatchObject({ type: 'identify', userId: 'u1', props: { plan: 'pro' } });
    expect(account).toMatchObject({ type: 'account', accountId: 'acme', userId: 'u1' });
    expect(feedback).toMatchObject({
      type: 'feedback',
      rating: 9,
      ratingScale: 'nps',
      comment: 'good',
    });
    expect(events().map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(events().map((event) => event.sessionId)).size).toBe(1);
  });

  test('a second page goes on with the same person and visit, and sends what the first left', async () => {
    const first = create({ site: 'wk_same', consent: 'granted' });
    service.plan = [{ kind: 'network' }];
    await first.flush();
    expect(events()).toEqual([]);
    const second = create({ site: 'wk_same', consent: 'granted' });
    window.dispatchEvent(new Event('online'));
    await second.flush();
    expect(names()).toEqual(['page.viewed', 'page.viewed']);
    const [a, b] = events();
    expect(b).toMatchObject({ anonymousId: a!.anonymousId, sessionId: a!.sessionId, seq: 2 });
  });

  test('identify needs its own purpose; taking it back forgets the user', async () => {
    const touchtrail = create();
    const dropped: unknown[] = [];
    touchtrail.on('dropped', (detail) => dropped.push(detail));
    touchtrail.consent(all);
    touchtrail.identify('u1');
    touchtrail.consent({ ...all, identification: true });
    touchtrail.identify('u2');
    touchtrail.touch('known');
    touchtrail.consent(all);
    touchtrail.touch('unknown');
    await touchtrail.flush();
    expect(dropped).toEqual([{ reason: 'no_identification', count: 1 }]);
    const user = Object.fromEntries(events().map((event) => [event.name, event.userId]));
    expect(user).toMatchObject({ 'person.identified': 'u2', known: 'u2' });
    expect(user['unknown']).toBeUndefined();
    expect(JSON.stringify({ ...localStorage })).not.toContain('u2');
  });

  test('without storage: ids and queue in memory only', async () => {
    const touchtrail = create();
    touchtrail.consent({ measurement: true });
    touchtrail.touch('a');
    await touchtrail.flush();
    expect(names()).toEqual(['page.viewed', 'a']);
    expect(new Set(events().map((event) => event.anonymousId)).size).toBe(1);
    expect(await stored()).toEqual(nothing);
  });

  test('reset starts another person', async () => {
    const touchtrail = create({ consent: 'granted' });
    touchtrail.identify('u1');
    touchtrail.reset();
    touchtrail.touch('after');
    await touchtrail.flush();
    const [view, , after] = events();
    expect(after!.anonymousId).not.toBe(view!.anonymousId);
    expect(after!.sessionId).not.toBe(view!.sessionId);
    expect(after!.userId).toBeUndefined();
    expect(after!.seq).toBe(1);
  });

  test('withdrawal: silence, nothing left, one last word without content', async () => {
    const touchtrail = create();
    touchtrail.consent(all, { source: 'banner' });
    await touchtrail.flush();
    service.plan = [{ kind: 'network' }];
    touchtrail.touch('queued');
    touchtrail.consent('deny');
    service.plan = [];
    touchtrail.touch('after');
    await touchtrail.flush();
    await vi.waitFor(async () => expect(await stored()).toEqual(nothing));
    expect(names()).not.toContain('queued');
    const bodies = requests.map((request) => String(request.body));
    expect(bodies.filter((body) => body.includes('consent.withdrawn'))).toHaveLength(1);
    expect(bodies.some((body) => body.includes('queued') || body.includes('after'))).toBe(false);
    touchtrail.consent(all);
    await touchtrail.flush();
    const ids = events().map((event) => event.anonymousId);
    expect(ids.at(-1)).not.toBe(ids[0]);
  });

  test('a withdrawal reaches the other tabs', async () => {
    const [one, two] = [create({ site: 'wk_tabs' }), create({ site: 'wk_tabs' })];
    const heard = new Promise<Purpose[]>((resolve) => {
      two.on('consent', ({ purposes }) => !purposes.length && resolve(purposes));
    });
    one.consent(all);
    two.consent(all);
    await two.flush();
    one.consent('deny');
    expect(await heard).toEqual([]);
    const before = service.requests;
    two.touch('after');
    await two.flush();
    expect(service.requests).toBe(before);
  });
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('withdrawal at any moment', () => {
  const act = fc.constantFrom('touch', 'flush', 'tick', 'route', 'hide', 'leave', 'grant');

  test('nothing recorded before it leaves after it, and nothing stays', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 12 }),
        fc.array(act, { maxLength: 6 }),
        async (before, after) => {
          vi.stubGlobal('indexedDB', new IDBFactory());
          const left = vi.fn<(body: string) => void>();
          vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
            // As a browser: what is aborted already is never sent.
            if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError');
            left(String(init.body));
            return service.send(String(init.body));
          });
          const touchtrail = create();
          const run = async (name: string) => {
            if (name === 'touch') touchtrail.touch('secret');
            else if (name === 'flush') void touchtrail.flush();
            else if (name === 'tick') await new Promise((resolve) => setTimeout(resolve));
            else if (name === 'route') history.pushState(null, '', `/r${Math.random()}`);
            else if (name === 'hide') document.dispatchEvent(new Event('visibilitychange'));
            else if (name === 'leave') window.dispatchEvent(new Event('pagehide'));
          };
          touchtrail.consent(all);
          for (const name of before) {
            if (name === 'grant') touchtrail.consent(all);
            else await run(name);
          }
          touchtrail.consent('deny');
          left.mockClear();
          for (const name of after) await run(name);
          await touchtrail.flush();
          await vi.waitFor(async () => expect(await stored()).toEqual(nothing));
          await new Promise((resolve) => setTimeout(resolve, 2));
          expect(await stored()).toEqual(nothing);
          expect(left.mock.calls.flat()).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('page', () => {
  test('routing counts other pages, not tidied queries or fragments', async () => {
    const touchtrail = create({ consent: 'granted' });
    await touchtrail.flush();
    history.pushState(null, '', '/a?x=1');
    await settle();
    history.replaceState(null, '', '/a?x=2');
    await settle();
    history.pushState(null, '', '/a?x=2#reviews');
    await settle();
    history.pushState(null, '', '/redirecting');
    history.replaceState(null, '', '/b');
    await settle();
    await touchtrail.flush();
    const views = events().filter((event) => event.name === 'page.viewed');
    expect(views.map((event) => event.page!.path)).toEqual(['/', '/a', '/b']);
    expect(views[2]!.page!.referrer).toBe(views[1]!.page!.url);
  });

  test('routing is not counted when switched off', async () => {
    const touchtrail = create({ consent: 'granted', spa: false });
    await touchtrail.flush();
    history.pushState(null, '', '/a');
    await settle();
    await touchtrail.flush();
    expect(names()).toEqual(['page.viewed']);
  });

  test('a return from the back/forward cache is a view', async () => {
    const touchtrail = create({ consent: 'granted' });
    await touchtrail.flush();
    const event = Object.assign(new Event('pageshow'), { persisted: true });
    window.dispatchEvent(event);
    await touchtrail.flush();
    expect(events().map((view) => view.props)).toEqual([
      { navigation: 'load' },
      { navigation: 'restore' },
    ]);
  });

  test('clicks in elements with a touchpoint count, those of the body do not', async () => {
    document.body.innerHTML =
      '<a data-touchpoint="cta" data-touchpoint-name="cta.chosen"><b>x</b></a><i>y</i><u data-touchpoint="z">z</u>';
    document.body.dataset['touchpoint'] = 'shop.body';
    const touchtrail = create({ consent: 'granted' });
    for (const tag of ['b', 'i', 'u']) document.querySelector<HTMLElement>(tag)!.click();
    await touchtrail.flush();
    delete document.body.dataset['touchpoint'];
    expect(events().map((event) => [event.name, event.touchpoint])).toEqual([
      ['page.viewed', 'shop.body'],
      ['cta.chosen', 'cta'],
      ['touch.clicked', 'z'],
    ]);
  });

  test('what is queued leaves with the page', async () => {
    const touchtrail = create({ consent: 'granted' });
    touchtrail.touch('last');
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(new Event('pagehide'));
    await vi.waitFor(() => expect(names()).toEqual(['page.viewed', 'last']));
    expect(requests.every((request) => request.keepalive)).toBe(true);
    expect(requests).toHaveLength(1);
  });

  test('where fetch cannot outlive the page, a beacon does; the queue keeps what it cannot know', async () => {
    vi.stubGlobal('Request', { prototype: {} });
    const beacons: string[] = [];
    vi.spyOn(navigator, 'sendBeacon').mockImplementation((_url, body) => {
      beacons.push(String(body));
      return true;
    });
    const touchtrail = create({ consent: 'granted' });
    touchtrail.touch('last');
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(new Event('pagehide'));
    expect(beacons).toHaveLength(1);
    expect(beacons[0]).toContain('"name":"last"');
    await touchtrail.flush();
    expect(names()).toEqual(['page.viewed', 'last']);
  });

  test('nothing thrown anywhere reaches the page', async () => {
    vi.stubGlobal('indexedDB', undefined);
    vi.stubGlobal('localStorage', undefined);
    vi.stubGlobal('fetch', () => {
      throw new Error('blocked');
    });
    const touchtrail = create({ consent: 'granted' });
    touchtrail.on('queued', () => {
      throw new Error('listener');
    });
    const odd = touchtrail as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const method of ['touch', 'conversion', 'identify', 'account', 'feedback', 'consent']) {
      for (const args of [[], [null], [null, null], [Symbol('x')], [{}, 1n], ['x', { props: 7 }]]) {
        expect(() => odd[method]!(...args), method).not.toThrow();
      }
    }
    touchtrail.consent('grant');
    await expect(touchtrail.flush()).resolves.toBeUndefined();
    window.dispatchEvent(new Event('pagehide'));
  });

  test('an event that is too large for the wire is given up and counted', async () => {
    const touchtrail = create({ consent: 'granted' });
    const props = Object.fromEntries(
      Array.from({ length: 64 }, (_, n) => [`k${n}`, 'x'.repeat(1_000)]),
    );
    touchtrail.touch('huge', { props });
    await touchtrail.flush();
    expect(names()).toEqual(['page.viewed']);
    expect(service.dropped).toEqual({ too_large: 1 });
  });
});
