import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mantelHaenszel } from './mantel-haenszel.ts';

/** Admitted and rejected men, then women, by department: Bickel, Hammel, O'Connell, Science 187 (1975). */
const berkeley = [
  [512, 313, 89, 19],
  [353, 207, 17, 8],
  [120, 205, 202, 391],
  [138, 279, 131, 244],
  [53, 138, 94, 299],
  [22, 351, 24, 317],
] as const;
const strata = berkeley.map(([a, b, c, d]) => ({
  exposedEvents: a,
  exposed: a + b,
  otherEvents: c,
  others: c + d,
}));

test('Berkeley admissions: by department the advantage of men is gone', () => {
  // Base R 4.2, mantelhaen.test.
  const odds = mantelHaenszel(strata);
  expect(odds?.value).toBeCloseTo(0.9046968282586, 10);
  expect(odds?.low).toBeCloseTo(0.7719073617594, 10);
  expect(odds?.high).toBeCloseTo(1.060329764437, 10);
});

test('one stratum is the plain odds ratio with its Woolf-like variance', () => {
  const odds = mantelHaenszel([{ exposedEvents: 10, exposed: 30, otherEvents: 5, others: 40 }]);
  expect(odds?.value).toBeCloseTo((10 * 35) / (20 * 5), 12);
  const error = Math.sqrt(1 / 10 + 1 / 20 + 1 / 5 + 1 / 35);
  expect(Math.log((odds?.high ?? 0) / (odds?.value ?? 1))).toBeCloseTo(
    1.959963984540054 * error,
    9,
  );
});

test('no finite ratio is null', () => {
  expect(mantelHaenszel([])).toBeNull();
  expect(mantelHaenszel([{ exposedEvents: 0, exposed: 9, otherEvents: 5, others: 9 }])).toBeNull();
  expect(mantelHaenszel([{ exposedEvents: 9, exposed: 9, otherEvents: 5, others: 9 }])).toBeNull();
});

const stratum = fc
  .tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50))
  .map(([a, b, c, d]) => ({ exposedEvents: a, exposed: a + b, otherEvents: c, others: c + d }));

test('swapping the arms inverts the ratio', () => {
  fc.assert(
    fc.property(fc.array(stratum, { minLength: 1, maxLength: 6 }), (tables) => {
      const odds = mantelHaenszel(tables);
      const swapped = mantelHaenszel(
        tables.map((table) => ({
          exposedEvents: table.otherEvents,
          exposed: table.others,
          otherEvents: table.exposedEvents,
          others: table.exposed,
        })),
      );
      if (odds === null || swapped === null) {
        expect(odds).toBe(swapped);
        return;
      }
      expect(Math.log(swapped.value)).toBeCloseTo(-Math.log(odds.value), 9);
      expect(Math.log(swapped.low)).toBeCloseTo(-Math.log(odds.high), 9);
      expect(swapped.p).toBeCloseTo(odds.p, 9);
      expect(odds.p).toBeGreaterThanOrEqual(0);
      expect(odds.p).toBeLessThanOrEqual(1);
    }),
  );
});
