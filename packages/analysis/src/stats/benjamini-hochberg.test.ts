import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjustBenjaminiHochberg } from './benjamini-hochberg.ts';

test('the first example of Benjamini and Hochberg (1995): four are called at 5 %', () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1,
  ];
  // Base R 4.2, p.adjust(method = 'BH').
  const known = [
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714, 0.06385714285714, 0.0645, 0.0765,
    0.486, 0.5811818181818, 0.714875, 0.7532307692308, 0.8132142857143, 1,
  ];
  const adjusted = adjustBenjaminiHochberg(p);
  for (const [index, value] of known.entries()) expect(adjusted[index]).toBeCloseTo(value, 12);
  expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
});

test('order of input does not matter, nothing gets smaller, order of sizes stays', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), (p) => {
      const adjusted = adjustBenjaminiHochberg(p);
      expect(adjustBenjaminiHochberg(p.toReversed())).toEqual(adjusted.toReversed());
      for (const [i, value] of p.entries()) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(value * (1 - 1e-12));
        expect(adjusted[i]).toBeLessThanOrEqual(1);
        for (const [j, other] of p.entries()) {
          if (value < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
        }
      }
    }),
    { numRuns: 50 },
  );
});
