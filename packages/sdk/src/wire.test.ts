// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import { useVisitor } from './testing/visitor.ts';

const visitor = useVisitor();

/** Beacons are bodies here; whether they arrive is told by `arrives`. */
const old = (arrives: boolean) => {
  const beacons: string[] = [];
  vi.stubGlobal('Request', { prototype: {} });
  Object.defineProperty(navigator, 'sendBeacon', {
    configurable: true,
    value(_url: string, body: string) {
      beacons.push(body);
      if (arrives) void visitor.service.send(body);
      return true;
    },
  });
  return beacons;
};
const fill = (touch: (name: string, options: object) => void) => {
  for (let index = 0; index < 40; index++) {
    touch(`filler.${index}`, { props: { pad: 'x'.repeat(900) } });
  }
};
const names = (bodies: readonly string[]) =>
  bodies.flatMap((body) => (JSON.parse(body) as { events: { name: string }[] }).events);

describe('a browser whose requests cannot outlive a page', () => {
  test('sends beacons at its exit and only then: texts, each small enough, each event once', async () => {
    const beacons = old(true);
    const touchtrail = visitor.create({ consent: 'granted' });
    await touchtrail.flush();
    expect(visitor.names()).toEqual(['page.viewed']);
    expect(beacons).toEqual([]);
    fill(touchtrail.touch);
    dispatchEvent(new Event('pagehide'));
    dispatchEvent(new Event('pagehide'));
    expect(beacons.length).toBeGreaterThan(2);
    for (const body of beacons) {
      expect(body).toBeTypeOf('string');
      expect(body.length).toBeLessThanOrEqual(16 * 1_024);
    }
    const ids = names(beacons).map((event) => (event as { id?: string }).id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('asks about them when the page lives on, and doubles none', async () => {
    const beacons = old(true);
    const touchtrail = visitor.create({ consent: 'granted' });
    await touchtrail.flush();
    touchtrail.touch('a');
    dispatchEvent(new Event('pagehide'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    touchtrail.touch('b');
    dispatchEvent(new Event('online'));
    await touchtrail.flush();
    expect(beacons).toHaveLength(1);
    expect(visitor.names().toSorted()).toEqual(['a', 'b', 'page.left', 'page.viewed']);
    expect(visitor.service.copies).toBe(4);
  });

  test('loses none that did not arrive', async () => {
    const beacons = old(false);
    const touchtrail = visitor.create({ consent: 'granted' });
    await touchtrail.flush();
    touchtrail.touch('a');
    dispatchEvent(new Event('pagehide'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    touchtrail.touch('b');
    dispatchEvent(new Event('online'));
    await touchtrail.flush();
    expect(beacons).toHaveLength(1);
    expect(visitor.names().toSorted()).toEqual(['a', 'b', 'page.left', 'page.viewed']);
  });
});
