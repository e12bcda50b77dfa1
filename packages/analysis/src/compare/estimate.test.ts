import type { FigureValue } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { newcombe } from '../stats/newcombe.ts';
import { wilson } from '../stats/wilson.ts';
import type { Figure } from '../table/figures.ts';
import { comparedFigures, comparedValues } from './estimate.ts';

const none: FigureValue = { value: null, low: null, high: null, count: null, of: null, n: null };
const shareValue = (count: number, of: number): FigureValue => {
  const { rate, low, high } = wilson(count, of);
  return { ...none, value: rate, low, high, count, of };
};
const share = (touchpoint: string, count: number, of: number): Figure => ({
  row: { touchpoint },
  figure: 'hazard',
  kind: 'share',
  value: shareValue(count, of),
});

test('rows that one side has are shown without a difference', () => {
  const { figures, rows } = comparedFigures(
    [share('cart', 30, 100), share('home', 1, 10)],
    [share('pay', 2, 10), share('cart', 15, 100)],
    100,
  );
  expect(rows).toBe(3);
  expect(figures.map((entry) => [entry.row['touchpoint'], !!entry.a, !!entry.b])).toEqual([
    ['cart', true, true],
    ['home', true, false],
    ['pay', false, true],
  ]);
  expect(figures[0]?.difference).toEqual(newcombe(30, 100, 15, 100));
  expect(figures.slice(1).map(({ difference, p, q }) => [difference, p, q])).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
});

test('q is over what is shown', () => {
  const a = [share('a', 30, 100), share('b', 50, 100), share('c', 50, 100)];
  const b = [share('a', 15, 100), share('b', 40, 100), share('c', 49, 100)];
  const all = comparedFigures(a, b, 100).figures;
  expect(all.map((entry) => entry.q)).toEqual(
    adjustBenjaminiHochberg(all.map((entry) => entry.p ?? NaN)),
  );
  const [first] = comparedFigures(a, b, 1).figures;
  expect(first?.q).toBe(first?.p);
});

test('nothing observed is no difference, and never a number that is none', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20)),
      ([x, restX, y, restY]) => {
        const [a, b] = [shareValue(x, x + restX), shareValue(y, y + restY)];
        const { difference, p } = comparedValues('share', a, b);
        expect(difference === null).toBe(x + restX === 0 || y + restY === 0);
        for (const number of [difference?.value, difference?.low, difference?.high, p]) {
          if (number != null) expect(Number.isFinite(number)).toBe(true);
        }
        if (difference && difference.low !== null && difference.high !== null) {
          expect(difference.low).toBeLessThanOrEqual(difference.value + 1e-12);
          expect(difference.high).toBeGreaterThanOrEqual(difference.value - 1e-12);
        }
      },
    ),
  );
});

test('medians differ with the intervals of both, numbers without', () => {
  const a = { ...none, value: 20, low: 16, high: 28, n: 100 };
  const b = { ...none, value: 10, low: 8, high: 13, n: 50 };
  const { difference, p } = comparedValues('median', a, b);
  expect(difference).toEqual({ value: 10, low: 10 - 5, high: 10 + Math.hypot(8, 2) });
  // The lower bound lies halfway to nought: twice 1.96 standard errors away.
  expect(p).toBeLessThan(0.001);
  expect(comparedValues('median', { ...none, value: 5, n: 3 }, b)).toEqual({
    difference: { value: -5, low: null, high: null },
    p: null,
  });
  expect(comparedValues('number', { ...none, value: 3 }, none)).toEqual({
    difference: null,
    p: null,
  });
});
