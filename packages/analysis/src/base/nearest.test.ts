import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test('names that were meant', () => {
  const known = ['cart', 'checkout.payment', 'checkout.address', 'home', 'product'];
  expect(nearest('crat', known)).toEqual(['cart']);
  expect(nearest('Checkout', known)).toEqual(['checkout.address', 'checkout.payment']);
  expect(nearest('produkt', known)).toEqual(['product']);
  expect(nearest('newsletter', known)).toEqual([]);
  expect(nearest('x', [])).toEqual([]);
});

test('edit distance is a distance', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  const text = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
  );
});
