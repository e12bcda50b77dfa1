import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wilson } from './wilson.ts';

describe('wilson', () => {
  // Base R 4.2, prop.test(correct = FALSE).
  test.each([
    [0, 10, 0, 0.2775327998629],
    [1, 10, 0.01787621309507, 0.4041500267952],
    [5, 50, 0.04347576493189, 0.2136023143748],
    [27, 300, 0.06259022560548, 0.1277770107986],
    [300, 300, 0.9873570287755, 1],
    [81, 263, 0.2552885198783, 0.3662095769828],
  ])('%i of %i', (count, of, low, high) => {
    const share = wilson(count, of);
    expect(share.rate).toBe(count / of);
    expect(share.low).toBeCloseTo(low, 10);
    expect(share.high).toBeCloseTo(high, 10);
  });

  test('nothing observed is not zero', () => {
    expect(wilson(0, 0)).toEqual({ count: 0, of: 0, rate: null, low: null, high: null });
  });

  const shares = fc
    .integer({ min: 1, max: 1_000_000 })
    .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));

  test('the interval holds the share and stays in 0 to 1', () => {
    fc.assert(
      fc.property(shares, ([count, of]) => {
        const { rate, low, high } = wilson(count, of);
        return (
          low !== null &&
          high !== null &&
          rate !== null &&
          low >= 0 &&
          low <= rate &&
          rate <= high &&
          high <= 1
        );
      }),
    );
  });

  test('failures mirror successes, and more trials narrow it', () => {
    fc.assert(
      fc.property(shares, ([count, of]) => {
        const one = wilson(count, of);
        const mirror = wilson(of - count, of);
        expect(one.low).toBeCloseTo(1 - (mirror.high ?? NaN), 9);
        const more = wilson(count * 4, of * 4);
        const width = (share: typeof one) => (share.high ?? 0) - (share.low ?? 0);
        expect(width(more)).toBeLessThan(width(one));
      }),
    );
  });
});
