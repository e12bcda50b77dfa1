// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import type { Core, Module } from './module.ts';
import { useVisitor } from './testing/visitor.ts';

const visitor = useVisitor();
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

const texts = () =>
  Object.keys(localStorage).filter((key) => key.startsWith('touchtrail:wk_exit:'));
const broken: Module = () => {
  throw new Error('broken');
};

describe('page', () => {
  test('routing counts other pages, not tidied queries or fragments', async () => {
    const touchtrail = visitor.create({ consent: 'granted' });
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
    const views = visitor.events().filter((event) => event.name === 'page.viewed');
    expect(views.map((event) => event.page!.path)).toEqual(['/', '/a', '/b']);
    expect(views[2]!.page!.referrer).toBe(views[1]!.page!.url);
  });

  test('routing is not counted when switched off', async () => {
    const touchtrail = visitor.create({ consent: 'granted', spa: false });
    await touchtrail.flush();
    history.pushState(null, '', '/a');
    await settle();
    await touchtrail.flush();
    expect(visitor.names()).toEqual(['page.viewed']);
  });

  test('a return from the back/forward cache is a view', async () => {
    const touchtrail = visitor.create({ consent: 'granted' });
    await touchtrail.flush();
    const event = Object.assign(new Event('pageshow'), { persisted: true });
    window.dispatchEvent(event);
    await touchtrail.flush();
    expect(visitor.events().map((view) => view.props)).toEqual([
      { navigation: 'load' },
      { navigation: 'restore' },
    ]);
  });

  test('what is queued leaves with the page', async () => {
    const touchtrail = visitor.create({ consent: 'granted' });
    touchtrail.touch('last');
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(new Event('pagehide'));
    await vi.waitFor(() => expect(visitor.names()).toEqual(['page.viewed', 'last', 'page.left']));
    expect(visitor.requests.every((request) => request.keepalive)).toBe(true);
    expect(visitor.requests).toHaveLength(1);
  });

  test('what could not leave with the page is taken over by the next one, once', async () => {
    const first = visitor.create({ site: 'wk_exit', consent: 'granted' });
    await first.flush();
    visitor.service.plan = [{ kind: 'network' }];
    first.touch('last');
    window.dispatchEvent(new Event('pagehide'));
    expect(texts()).toHaveLength(1);
    expect(localStorage.getItem(texts()[0]!)).toContain('page.left');
    const second = visitor.create({ site: 'wk_exit', consent: 'granted' });
    await second.flush();
    window.dispatchEvent(new Event('online'));
    await second.flush();
    await vi.waitFor(() => expect(visitor.names()).toContain('page.left'));
    expect(visitor.names().filter((name) => name === 'last')).toHaveLength(1);
    await second.flush();
    expect(texts()).toEqual([]);
  });

  test('interactions and the end of a view belong to it and neither begin nor prolong a visit', async () => {
    const meta = Object.assign(document.createElement('meta'), {
      name: 'touchtrail:touchpoint',
      content: 'shop.home',
    });
    document.head.append(meta);
    const real = Date.now;
    let ahead = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + ahead);
    let core: Core | undefined;
    const touchtrail = visitor.create({
      consent: 'granted',
      modules: [(given: Core) => (core = given)],
    });
    await touchtrail.flush();
    ahead = 3_600_000;
    core!._interact('text.copied', { length: 3 });
    touchtrail.experience({ errors: 1, lcpMs: 812.4 });
    touchtrail.experience({ errors: 1 });
    history.pushState(null, '', '/next');
    await settle();
    await touchtrail.flush();
    meta.remove();
    const [view, copied, left, next] = visitor.events();
    expect([copied!.name, left!.name]).toEqual(['text.copied', 'page.left']);
    for (const event of [copied, left]) {
      expect(event).toMatchObject({
        type: 'interaction',
        parentId: view!.id,
        touchpoint: 'shop.home',
        sessionId: view!.sessionId,
        page: { path: '/' },
      });
    }
    expect(left!.experience).toMatchObject({ errors: 2, lcpMs: 812 });
    expect(next).toMatchObject({ name: 'page.viewed', page: { path: '/next' }, seq: 1 });
    expect(next!.sessionId).not.toBe(view!.sessionId);
  });

  test('a module sees the first page view, can add to events, and one that throws harms nobody', async () => {
    const seen: string[] = [];
    const good: Module = (core) => {
      core._onEvent(() => {
        throw new Error('broken too');
      });
      core._onEvent((event) => {
        event.device = { width: 390 };
        event.channel ??= 'pwa';
      });
      core._onView((navigation) => seen.push(navigation));
      core._onLeave(() => seen.push('left'));
    };
    const touchtrail = visitor.create({ consent: 'granted', modules: [broken, good] });
    touchtrail.touch('chosen', { channel: 'chat' });
    history.pushState(null, '', '/b');
    await settle();
    await touchtrail.flush();
    expect(seen).toEqual(['load', 'left', 'route']);
    expect(visitor.events().map((event) => [event.channel, event.device])).toEqual([
      ['pwa', { width: 390 }],
      ['chat', { width: 390 }],
      ['pwa', { width: 390 }],
      ['pwa', { width: 390 }],
    ]);
  });

  test('nothing thrown anywhere reaches the page', async () => {
    vi.stubGlobal('indexedDB', undefined);
    vi.stubGlobal('localStorage', undefined);
    vi.stubGlobal('fetch', () => {
      throw new Error('blocked');
    });
    const touchtrail = visitor.create({ consent: 'granted' });
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
    const touchtrail = visitor.create({ consent: 'granted' });
    const props = Object.fromEntries(
      Array.from({ length: 64 }, (_, n) => [`k${n}`, 'x'.repeat(1_000)]),
    );
    touchtrail.touch('huge', { props });
    await touchtrail.flush();
    expect(visitor.names()).toEqual(['page.viewed']);
    expect(visitor.service.dropped).toEqual({ too_large: 1 });
  });
});
