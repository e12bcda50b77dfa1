// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Module } from './module.ts';
import { all, useVisitor } from './testing/visitor.ts';
import type { Purpose } from './types.ts';

const visitor = useVisitor();
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
afterEach(() => {
  Reflect.deleteProperty(document, 'hidden');
});

describe('before idle time', () => {
  test.each(['pointerdown', 'keydown'])(
    'a %s starts the modules, so that its click is seen',
    async (type) => {
      const clicks: string[] = [];
      const module: Module = (core) =>
        core._listen(document, 'click', (event: Event) => clicks.push(event.type));
      const idle: (() => void)[] = [];
      vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run));
      const touchtrail = visitor.create({ modules: [module] });
      touchtrail.consent(all);
      document.body.click();
      expect(clicks).toEqual([]);
      document.body.dispatchEvent(new Event(type, { bubbles: true }));
      document.body.click();
      expect(clicks).toEqual(['click']);
      for (const run of idle) run();
      await touchtrail.flush();
      expect(visitor.names()).toEqual(['page.viewed']);
    },
  );

  test('a move of the pointer can wait', () => {
    const module = vi.fn<Module>();
    vi.stubGlobal('requestIdleCallback', () => 0);
    visitor.create({ modules: [module], consent: 'granted' });
    document.body.dispatchEvent(new Event('pointermove', { bubbles: true }));
    expect(module).not.toHaveBeenCalled();
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    expect(module).toHaveBeenCalledOnce();
  });
});

test('what is measured before idle time belongs to the first page view, and to no other person', async () => {
  const left = () => visitor.events().filter((event) => event.name === 'page.left');
  const touchtrail = visitor.create();
  touchtrail.consent(all);
  touchtrail.experience({ lcpMs: 812 });
  await touchtrail.flush();
  dispatchEvent(new Event('pagehide'));
  await vi.waitFor(() => expect(left()).toHaveLength(1));
  expect(left()[0]!.experience).toMatchObject({ lcpMs: 812 });
  touchtrail.consent('deny');
  touchtrail.consent(all);
  await touchtrail.flush();
  dispatchEvent(new Event('pagehide'));
  await vi.waitFor(() => expect(left()).toHaveLength(2));
  expect(left()[1]!.experience!.lcpMs).toBeUndefined();
});

describe('on a hidden page', () => {
  test('a module that has something to say at every leave is asked once for each', async () => {
    let asked = 0;
    const module: Module = (core) =>
      core._onLeave(() => {
        // An endless loop would end here instead of hanging the test.
        if (++asked < 50) core._experience({ scrollPercent: asked });
      });
    const touchtrail = visitor.create({ consent: 'granted', modules: [module] });
    await touchtrail.flush();
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    await turn();
    expect(asked).toBe(1);
    // Said from outside it is still stated, without asking the modules again.
    touchtrail.experience({ cls: 0.25 });
    await turn();
    expect(asked).toBe(1);
    await touchtrail.flush();
    const left = visitor.events().filter((event) => event.name === 'page.left');
    expect(left.map((event) => event.experience)).toMatchObject([
      { scrollPercent: 1 },
      { scrollPercent: 1, cls: 0.25 },
    ]);
  });
});

const heard = (touchtrail: ReturnType<typeof visitor.create>) => {
  const told: Purpose[][] = [];
  const off = touchtrail.on('consent', ({ purposes }) => told.push(purposes));
  return { told, off };
};

describe('who listens late to the decision', () => {
  test('hears the one in force at once, a refusal too, and nothing before there is one', () => {
    const touchtrail = visitor.create();
    expect(heard(touchtrail).told).toEqual([]);
    touchtrail.consent(all);
    expect(heard(touchtrail).told).toEqual([['storage', 'measurement']]);
    touchtrail.consent('deny');
    const { told, off } = heard(touchtrail);
    expect(told).toEqual([[]]);
    off();
    touchtrail.consent(all);
    expect(told).toEqual([[]]);
  });

  test('and may throw', () => {
    const touchtrail = visitor.create({ consent: 'granted' });
    const off = touchtrail.on('consent', () => {
      throw new Error('listener');
    });
    expect(off).toBeTypeOf('function');
  });
});
