import type { ProcessEdge, ProcessNode } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { meanSteps, processLayout } from './layout.ts';

const node = (key: string, kind: ProcessNode['kind'] = 'touchpoint'): ProcessNode => ({
  key,
  kind,
  in: 1,
  out: 1,
  paths: 1,
});
const edge = (from: string, to: string, count = 1): ProcessEdge => ({
  from,
  to,
  count,
  paths: count,
  share: { count, of: count, rate: 1, low: 1, high: 1 },
  lag: null,
});

it('counts mean steps from the start, also around a loop', () => {
  const nodes = [node('(start)', 'start'), node('a'), node('b'), node('(end)', 'end')];
  // Ten paths: start, a, b, and half of them go back to a once.
  const steps = meanSteps(nodes, [
    edge('(start)', 'a', 10),
    edge('a', 'b', 15),
    edge('b', 'a', 5),
    edge('b', '(end)', 10),
  ]);
  // d(a) = (10 · 1 + 5 (d(b) + 1)) / 15, d(b) = d(a) + 1: d(a) = 2, d(b) = 3.
  expect(steps.get('a')).toBeCloseTo(2, 6);
  expect(steps.get('b')).toBeCloseTo(3, 6);
});

it('puts the start first, ends last, and tells what leads back', () => {
  const nodes = [
    node('(start)', 'start'),
    node('home'),
    node('cart'),
    node('(converted)', 'end'),
    node('(abandoned)', 'end'),
  ];
  const { columns, back } = processLayout(nodes, [
    edge('(start)', 'home', 9),
    edge('home', 'cart', 6),
    edge('cart', 'home', 2),
    edge('cart', 'cart', 1),
    edge('cart', '(converted)', 4),
    edge('home', '(abandoned)', 5),
  ]);
  expect(columns).toEqual([['(start)'], ['home'], ['cart'], expect.any(Array)]);
  expect(columns[3]?.toSorted()).toEqual(['(abandoned)', '(converted)']);
  expect(back).toEqual([
    { from: 'cart', to: 'home' },
    { from: 'cart', to: 'cart' },
  ]);
});

it('goes on within a column where the next touchpoint is met later', () => {
  const touchpoints = Array.from({ length: 21 }, (_, n) => `t${String(n).padStart(2, '0')}`);
  const on = touchpoints.slice(1).map((to, n) => edge(touchpoints[n] ?? '', to, 9));
  const { columns, back } = processLayout(
    [node('(start)', 'start'), ...touchpoints.map((key) => node(key))],
    [edge('(start)', 't00', 9), ...on, edge('t02', 't01', 1)],
  );
  expect(columns.some((keys) => keys.includes('t01') && keys.includes('t02'))).toBe(true);
  expect(back).toEqual([{ from: 't02', to: 't01' }]);
});

it('stands the same where a circle is not met from the start', () => {
  const nodes = [node('(start)', 'start'), node('t0'), node('t1')];
  const edges = [edge('t0', 't1', 1), edge('t1', 't0', 1)];
  const turned = processLayout(nodes.toReversed(), edges.toReversed());
  expect(turned.columns).toEqual(processLayout(nodes, edges).columns);
});

it('places every node once, whatever the edges, and always the same', () => {
  const keys = fc.integer({ min: 0, max: 24 }).map((n) => `t${n}`);
  fc.assert(
    fc.property(
      fc.uniqueArray(keys, { minLength: 1, maxLength: 25 }),
      fc.array(fc.tuple(keys, keys, fc.integer({ min: 1, max: 99 })), { maxLength: 60 }),
      (touchpoints, pairs) => {
        const nodes = [node('(start)', 'start'), ...touchpoints.map((key) => node(key))];
        const edges = pairs.map(([from, to, count]) => edge(from, to, count));
        const layout = processLayout(nodes, edges);
        expect(layout.columns.flat().toSorted()).toEqual(nodes.map(({ key }) => key).toSorted());
        expect(processLayout(nodes.toReversed(), edges.toReversed()).columns).toEqual(
          layout.columns,
        );
      },
    ),
  );
});
