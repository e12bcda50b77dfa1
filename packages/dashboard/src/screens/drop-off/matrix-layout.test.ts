import type { ReEntryRow } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { returnMatrix } from './matrix-layout.ts';

const row = fc.record({
  from: fc.constantFrom('cart', 'pay', 'home', 'docs'),
  to: fc.constantFrom('cart', 'mail', 'home'),
  channel: fc.constantFrom('web', 'email'),
  returns: fc.integer({ min: 1, max: 50 }),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<ReEntryRow>;

it('loses no return: cells and what is outside add up to the rows', () => {
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 5 }), (rows, limit) => {
      const matrix = returnMatrix(rows, limit, 2);
      let sum = matrix.outside;
      for (const a of matrix.from) for (const b of matrix.to) sum += matrix.cell(a, b);
      expect(sum).toBe(rows.reduce((total, { returns }) => total + returns, 0));
      expect(matrix.outside).toBeGreaterThanOrEqual(0);
      expect(matrix.from.length).toBeLessThanOrEqual(limit);
    }),
  );
});

it('puts the busiest places first', () => {
  const rows = [
    { from: 'a', to: 'x', channel: 'web', returns: 1 },
    { from: 'b', to: 'y', channel: 'web', returns: 5 },
    { from: 'b', to: 'y', channel: 'email', returns: 2 },
  ] as ReEntryRow[];
  const matrix = returnMatrix(rows, 5, 5);
  expect(matrix.from).toEqual(['b', 'a']);
  expect(matrix.cell('b', 'y')).toBe(7);
  expect(matrix.most).toBe(7);
});
