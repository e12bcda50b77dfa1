import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanBounds } from './span-bounds.ts';
import { t975 } from './student-t.ts';

const scale = (share: number) => Math.log(-Math.log(share));

test('of equal spans the spread is that of their shares', () => {
  const shares = [0.2, 0.3, 0.4, 0.5];
  const all = 0.35;
  const without = shares.map((own) => (4 * all - own) / 3);
  const mean = shares.reduce((sum, own) => sum + own, 0) / 4;
  const error = Math.sqrt(shares.reduce((sum, own) => sum + (own - mean) ** 2, 0) / (4 * 3));
  const bounds = spanBounds(all, without);
  const half = (t975(3) * error) / Math.abs(all * Math.log(all));
  expect(scale(bounds?.low ?? 0)).toBeCloseTo(scale(all) + half, 10);
  expect(scale(bounds?.high ?? 0)).toBeCloseTo(scale(all) - half, 10);
});

test('bounds hold the share and stay shares; nothing is said of too little', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 20 }),
      (share, without) => {
        const bounds = spanBounds(share, without);
        expect(bounds?.low).toBeLessThanOrEqual(share + 1e-12);
        expect(bounds?.high).toBeGreaterThanOrEqual(share - 1e-12);
        expect(bounds?.low).toBeGreaterThanOrEqual(0);
        expect(bounds?.high).toBeLessThanOrEqual(1);
      },
    ),
  );
  expect(spanBounds(0.5, [0.4, 0.6])).toBeNull();
  expect(spanBounds(0, [0, 0, 0])).toBeNull();
  expect(spanBounds(1, [1, 1, 1])).toBeNull();
});
