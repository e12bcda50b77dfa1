import type { PathTransition } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { suggestSteps } from './suggest-steps.ts';

const go = (from: string, to: string, count: number): PathTransition => ({
  from,
  to,
  count,
  paths: count,
  share: { count, of: count, rate: 1, low: 0, high: 1 },
  lag: null,
});

const shop = [
  go('(start)', 'home', 900),
  go('(start)', 'product', 200),
  go('home', 'category', 500),
  go('category', 'product', 450),
  go('home', 'product', 100),
  go('product', 'category', 300),
  go('product', 'cart', 250),
  go('cart', 'product', 60),
  go('cart', 'order', 120),
  go('order', '(converted)', 120),
  go('home', '(abandoned)', 400),
];

it('walks the most trodden road back from the conversion to where people begin', () => {
  expect(suggestSteps(shop)).toEqual(['home', 'category', 'product', 'cart', 'order']);
});

it('walks forward where nothing converts', () => {
  const none = shop.filter(({ to }) => to !== '(converted)');
  expect(suggestSteps(none)).toEqual(['home', 'category', 'product', 'cart', 'order']);
});

it('proposes distinct touchpoints, at most six, never an end, whatever the transitions', () => {
  const key = fc.constantFrom(
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g',
    'h',
    '(start)',
    '(converted)',
    '(open)',
  );
  const transition = fc
    .tuple(key, key, fc.integer({ min: 1, max: 9 }))
    .map(([a, b, n]) => go(a, b, n));
  fc.assert(
    fc.property(fc.array(transition, { maxLength: 60 }), (transitions) => {
      const steps = suggestSteps(transitions);
      expect(new Set(steps).size).toBe(steps.length);
      expect(steps.length).toBeLessThanOrEqual(6);
      expect(steps.filter((step) => step.startsWith('('))).toEqual([]);
    }),
  );
});
