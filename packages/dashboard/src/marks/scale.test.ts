import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, textWidth } from './fit-text.ts';
import { linear, niceCeil } from './scale.ts';

describe('linear', () => {
  it('maps the ends of its domain to the ends of its range', () => {
    const x = linear([-20, 80], [10, 510], 5);
    expect(x(-20)).toBe(10);
    expect(x(80)).toBe(510);
    expect(x.ticks).toEqual([-20, 0, 20, 40, 60, 80]);
  });
  it('stays finite on a domain of one value', () => {
    expect(linear([3, 3], [0, 100], 4)(3)).toBe(0);
  });
});

it('ends axes at a round number that is never below the data nor twice it', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
      const end = niceCeil(value);
      expect(end).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(end).toBeLessThan(value * 1.5);
    }),
  );
  expect(niceCeil(0)).toBe(1);
});

it('cuts names to their room and keeps short ones whole', () => {
  expect(fitText('cart', 100, 12)).toBe('cart');
  const cut = fitText('checkout.payment.confirmed', 90, 12);
  expect(cut).toMatch(/^checkout.*…/);
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.integer({ min: 20, max: 300 }),
      (text, room) => {
        expect(textWidth(fitText(text, room, 12), 12)).toBeLessThanOrEqual(room);
      },
    ),
  );
});
