// @vitest-environment happy-dom
import type { FlowNode } from '@touchtrail/contract';
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { view } from '../app/state.ts';
import { FlowChart } from './flow-chart.tsx';

const evil = '<img src=x onerror=alert(1)>';
const node = (step: number, key: string, paths: number): FlowNode => ({
  step,
  key,
  paths,
  share: { count: paths, of: 10, rate: paths / 10, low: 0, high: 1 },
  members: 1,
  again: 0,
  later: 0,
  abandoned: 0,
  open: 0,
});
const flow = {
  nodes: [node(1, evil, 10), node(2, 'cart', 7), node(2, '(abandoned)', 3)],
  links: [
    { step: 1, from: evil, to: 'cart', paths: 7, later: 0 },
    { step: 1, from: evil, to: '(abandoned)', paths: 3, later: 0 },
  ],
};
const onRoot = vi.fn();
const behind = vi.fn(({ step, key, next }: { step: number; key: string; next?: string }) =>
  next === '(abandoned)' ? null : ({ kind: 'step', step, touchpoint: key, next } as const),
);
const onLeaveOut = vi.fn();
const menu = () => document.querySelector('[role="menu"]');
const boxes = () => [...document.querySelectorAll<SVGGElement>('.box')];
const firstSentence = () => boxes()[0]?.getAttribute('aria-label');
const press = (element: Element | undefined, key: string) =>
  element?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

beforeEach(() => {
  onRoot.mockClear();
  behind.mockClear();
  render(
    <FlowChart
      flow={flow}
      paths={10}
      words="10 journeys"
      onRoot={onRoot}
      behind={behind}
      actions={({ key }) => (key === 'cart' ? [{ label: 'Leave out', run: onLeaveOut }] : [])}
    />,
    document.body,
  );
});
afterEach(() => render(null, document.body));

/** Draws another flow in place of the one above. */
const draw = (shown: typeof flow, backward = false) =>
  render(
    <FlowChart
      flow={shown}
      backward={backward}
      paths={10}
      words=""
      onRoot={onRoot}
      behind={behind}
      actions={() => []}
    />,
    document.body,
  );

it('M opens the menu of a box, Escape closes it and goes back, and its entries are run once', async () => {
  press(boxes()[2], 'm');
  await vi.waitFor(() => expect(menu()).toBeNull());
  boxes()[1]?.focus();
  press(boxes()[1], 'm');
  await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('Leave out'));
  expect(menu()?.getAttribute('aria-label')).toBe('What to do with cart');
  press(document.activeElement ?? undefined, 'Escape');
  await vi.waitFor(() => expect(menu()).toBeNull());
  expect(document.activeElement).toBe(boxes()[1]);
  press(boxes()[1], 'm');
  await vi.waitFor(() => expect(menu()).not.toBeNull());
  menu()?.querySelector('button')?.click();
  await vi.waitFor(() => expect(menu()).toBeNull());
  expect(onLeaveOut).toHaveBeenCalledOnce();
  expect(onRoot).not.toHaveBeenCalled();
});

it('says how many come back where that is worth a sign', async () => {
  const back = {
    nodes: flow.nodes.map((one) => ({ ...one, again: one.key === 'cart' ? 3 : 0 })),
    links: flow.links,
  };
  draw(back);
  await vi.waitFor(() =>
    expect(
      boxes().map((box) => /of them came back/.test(box.getAttribute('aria-label') ?? '')),
    ).toEqual([false, true, false]),
  );
});

it('draws and says what goes on after a pause', async () => {
  const paused = {
    nodes: flow.nodes.map((one) => ({ ...one, later: one.key === evil ? 2 : 0 })),
    links: flow.links.map((one) => ({ ...one, later: one.to === 'cart' ? 2 : 0 })),
  };
  expect(document.querySelector('.ribbon.later')).toBeNull();
  draw(paused);
  await vi.waitFor(() => expect(firstSentence()).toMatch(/ 2 of them went on in a later visit\./));
  const parts = [...document.querySelectorAll('.ribbon.later')];
  expect(parts.map((one) => one.parentElement?.querySelector('title')?.textContent)).toEqual([
    `${evil} → cart: 7, 2 of them after a pause`,
  ]);
  draw(paused, true);
  await vi.waitFor(() =>
    expect(firstSentence()).toMatch(/ 2 of them came here from an earlier visit\./),
  );
});

it('names each box for those who do not see it, and shows names as text', () => {
  expect(boxes().map((box) => box.getAttribute('aria-label')?.replaceAll('\u202F', ' '))).toEqual([
    `${evil} 100.0 % · 10 of 10, step 1. Enter starts here.`,
    'cart 70.0 % · 7 of 10, step 2. Enter starts here.',
    'abandoned 30.0 % · 3 of 10, step 2.',
  ]);
  expect(document.querySelector('img')).toBeNull();
});

it('is one tab stop', () => {
  expect(boxes().filter((box) => box.getAttribute('tabindex') === '0')).toHaveLength(1);
});

it('starts anew at a touchpoint by Enter and by click, never at an end', () => {
  const [first, cart, abandoned] = boxes();
  press(first, 'Enter');
  cart?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  press(abandoned, 'Enter');
  abandoned?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(onRoot.mock.calls).toEqual([[evil], ['cart']]);
});

it('lists who is behind a ribbon by click, and behind a box by P, where it can be told', () => {
  const ribbons = [...document.querySelectorAll('.ribbon')];
  expect(ribbons.filter((one) => one.hasAttribute('data-lists'))).toHaveLength(1);
  for (const one of ribbons) one.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(view.value.behind).toEqual({ kind: 'step', step: 1, touchpoint: evil, next: 'cart' });
  press(boxes()[1], 'p');
  expect(view.value.behind).toMatchObject({ kind: 'step', step: 2, touchpoint: 'cart' });
});
