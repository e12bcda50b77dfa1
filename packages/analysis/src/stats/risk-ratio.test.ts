import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { riskRatio } from './risk-ratio.ts';

test('a worked example', () => {
  // ln 2 ∓ 1.96 √(1/20 − 1/100 + 1/10 − 1/100)
  const ratio = riskRatio(20, 100, 10, 100);
  expect(ratio?.value).toBeCloseTo(2, 12);
  expect(ratio?.low).toBeCloseTo(Math.exp(Math.LN2 - 1.959963984540054 * Math.sqrt(0.13)), 9);
  expect(ratio?.high).toBeCloseTo(Math.exp(Math.LN2 + 1.959963984540054 * Math.sqrt(0.13)), 9);
  expect(riskRatio(1, 2, 0, 0)).toBeNull();
  expect(riskRatio(5, 5, 7, 7)).toEqual({ value: 1, low: 1, high: 1, p: 1 });
});

test('the other way round it is one over it, and there are bounds without events', () => {
  const share = fc
    .tuple(fc.nat(40), fc.nat(40))
    .map(([count, rest]) => [count, count + rest + 1] as const);
  fc.assert(
    fc.property(share, share, ([a, n], [b, m]) => {
      const one = riskRatio(a, n, b, m);
      const other = riskRatio(b, m, a, n);
      expect((one?.value ?? 0) * (other?.value ?? 0)).toBeCloseTo(1, 9);
      expect((one?.low ?? 0) * (other?.high ?? 0)).toBeCloseTo(1, 9);
      expect(one?.p).toBeCloseTo(other?.p ?? Number.NaN, 12);
      expect(Number.isFinite(one?.high)).toBe(true);
    }),
  );
});
