// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Core } from './module.ts';
import { onRoute } from './navigation.ts';
import { useVisitor } from './testing/visitor.ts';

const visitor = useVisitor();
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const { pushState, replaceState } = history;
afterEach(() => {
  Object.assign(history, { pushState, replaceState });
});

/** The Navigation API as far as it tells of changes. */
const withNavigation = (currentEntry: unknown) => {
  const navigation = Object.assign(new EventTarget(), { currentEntry });
  vi.stubGlobal('navigation', navigation);
  return (navigationType: string | null) =>
    navigation.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType }));
};

describe('being told of routes', () => {
  test('by the Navigation API, which leaves the history object as it is', () => {
    const change = withNavigation({});
    const kinds: unknown[] = [];
    onRoute((kind) => kinds.push(kind));
    expect(history.pushState).toBe(pushState);
    change('push');
    change('traverse');
    expect(kinds).toEqual(['push', 'traverse']);
  });

  test.each([
    ['where there is no Navigation API', undefined],
    ['where it is silent, as in an opaque origin', null],
  ])('by the history object %s', (_where, entry) => {
    if (entry === null) withNavigation(null);
    const kinds: string[] = [];
    onRoute((kind) =>
      kinds.push(`${kind instanceof Event ? kind.type : kind} ${location.pathname}`),
    );
    history.pushState(null, '', '/a');
    history.replaceState(null, '', '/b');
    dispatchEvent(new Event('popstate'));
    expect(kinds).toEqual(['push /a', 'replace /b', 'popstate /b']);
  });

  test('a page that is navigated without the history object is viewed', async () => {
    const change = withNavigation({});
    const touchtrail = visitor.create({ consent: 'granted' });
    await touchtrail.flush();
    replaceState.call(history, null, '', '/by-navigate');
    change('push');
    replaceState.call(history, null, '', '/by-navigate?tidied=1');
    change('replace');
    await settle();
    // State alone was changed.
    change(null);
    await settle();
    await touchtrail.flush();
    expect(visitor.events().map(({ name, page }) => `${name} ${page!.path}`)).toEqual([
      'page.viewed /',
      'page.left /',
      'page.viewed /by-navigate',
    ]);
  });
});

const routed = async () => {
  let core: Core | undefined;
  const touchtrail = visitor.create({
    consent: 'granted',
    modules: [(given: Core) => void (core = given)],
  });
  await touchtrail.flush();
  history.pushState(null, '', '/next');
  return { touchtrail, core: core! };
};
const told = () => visitor.events().map(({ name, page }) => `${name} ${page!.path}`);

describe('a route', () => {
  test('comes before what is recorded in the same task', async () => {
    const { touchtrail, core } = await routed();
    touchtrail.touch('a');
    core._interact('b');
    await settle();
    await touchtrail.flush();
    expect(told()).toEqual([
      'page.viewed /',
      'page.left /',
      'page.viewed /next',
      'a /next',
      'b /next',
    ]);
    const [, , view, , within] = visitor.events();
    expect(within!.parentId).toBe(view!.id);
  });

  test('that is left in the same task is a view all the same', async () => {
    await routed();
    dispatchEvent(new Event('pagehide'));
    await vi.waitFor(() => expect(told()).toContain('page.left /next'));
    expect(told()).toEqual([
      'page.viewed /',
      'page.left /',
      'page.viewed /next',
      'page.left /next',
    ]);
  });
});
