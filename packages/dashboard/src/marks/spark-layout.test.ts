import { addDays } from '@touchtrail/contract/view';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { sparkLayout } from './spark-layout.ts';

const box = { width: 140, height: 28 };
const on = (values: readonly (number | null)[]) =>
  values.map((value, index) => ({ day: addDays('2026-10-20', index), value }));

it('draws from zero, breaks where nothing was observed, and says where days are too young', () => {
  const { lines, alone, last, silentFrom } = sparkLayout(on([4, 2, null, 1, null, null]), box);
  expect(lines).toEqual([
    [
      { x: 2, y: 2 },
      { x: 29.2, y: 14 },
    ],
  ]);
  expect(alone).toEqual([{ x: 83.6, y: 20 }]);
  expect(last).toEqual({ x: 83.6, y: 20 });
  expect(silentFrom).toBeCloseTo(97.2);
});

it('leaves room for days that are missing', () => {
  const [first, , third] = on([1, 1, 1]);
  const { lines, alone } = sparkLayout(
    [first, third].flatMap((day) => day ?? []),
    box,
  );
  expect(lines).toEqual([]);
  expect(alone.map(({ x }) => x)).toEqual([2, 138]);
});

it('draws every value once, inside its box, whatever they are', () => {
  const values = fc.array(fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: null }), {
    maxLength: 120,
  });
  fc.assert(
    fc.property(values, (some) => {
      const { lines, alone, last, silentFrom } = sparkLayout(on(some), box);
      const drawn = [...lines.flat(), ...alone];
      expect(drawn).toHaveLength(some.filter((value) => value !== null).length);
      for (const { x, y } of drawn) {
        expect(x).toBeGreaterThanOrEqual(2);
        expect(x).toBeLessThanOrEqual(138.001);
        expect(y).toBeGreaterThanOrEqual(2);
        expect(y).toBeLessThanOrEqual(26);
      }
      expect(last === undefined).toBe(drawn.length === 0);
      expect(silentFrom !== undefined).toBe(drawn.length > 0 && some.at(-1) === null);
    }),
  );
});
