// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import { useVisitor } from './testing/visitor.ts';

const visitor = useVisitor();
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

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

  test('clicks in elements with a touchpoint count, those of the body do not', async () => {
    document.body.innerHTML =
      '<a data-touchpoint="cta" data-touchpoint-name="cta.chosen"><b>x</b></a><i>y</i><u data-touchpoint="z">z</u>';
    document.body.dataset['touchpoint'] = 'shop.body';
    const touchtrail = visitor.create({ consent: 'granted' });
    for (const tag of ['b', 'i', 'u']) document.querySelector<HTMLElement>(tag)!.click();
    await touchtrail.flush();
    delete document.body.dataset['touchpoint'];
    expect(visitor.events().map((event) => [event.name, event.touchpoint])).toEqual([
      ['page.viewed', 'shop.body'],
      ['cta.chosen', 'cta'],
      ['touch.clicked', 'z'],
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

  test('where fetch cannot outlive the page, a beacon does; the queue keeps what it cannot know', async () => {
    vi.stubGlobal('Request', { prototype: {} });
    const beacons: string[] = [];
    vi.spyOn(navigator, 'sendBeacon').mockImplementation((_url, body) => {
      beacons.push(String(body));
      return true;
    });
    const touchtrail = visitor.create({ consent: 'granted' });
    touchtrail.touch('last');
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(new Event('pagehide'));
    expect(beacons).toHaveLength(1);
    expect(beacons[0]).toContain('"name":"last"');
    await touchtrail.flush();
    expect(visitor.names()).toEqual(['page.viewed', 'last', 'page.left']);
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
