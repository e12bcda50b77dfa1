import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { standardisedExcess } from './standardised-excess.ts';
import { wilson } from './wilson.ts';

test('one stratum is the difference of shares with the hybrid score interval', () => {
  // R. G. Newcombe, Statist. Med. 17 (1998) 873-890, table II (a), method 10: 56/70 against 48/80.
  const excess = standardisedExcess([
    { exposedEvents: 56, exposed: 70, otherEvents: 48, others: 80 },
  ]);
  expect(excess.value / 70).toBeCloseTo(0.2, 12);
  expect(excess.low / 70).toBeCloseTo(0.0524, 4);
  expect(excess.high / 70).toBeCloseTo(0.3339, 4);
});

test('expected counts follow the others of the same stratum', () => {
  const excess = standardisedExcess([
    { exposedEvents: 30, exposed: 100, otherEvents: 50, others: 500 },
    { exposedEvents: 10, exposed: 50, otherEvents: 100, others: 200 },
  ]);
  expect(excess.value).toBeCloseTo(30 - 10 + (10 - 25), 12);
});

test('without events the interval has a width; without others nothing is said', () => {
  const none = standardisedExcess([{ exposedEvents: 0, exposed: 20, otherEvents: 0, others: 30 }]);
  expect(none.value).toBe(0);
  expect(none.low).toBeLessThan(0);
  expect(none.high).toBeCloseTo(20 * (wilson(0, 20).high ?? 0), 12);
  const alone = standardisedExcess([{ exposedEvents: 9, exposed: 20, otherEvents: 0, others: 0 }]);
  expect(alone).toEqual({ value: 0, low: 0, high: 0 });
});

/** Small generator of known period (Lehmer 1951), so that the simulation is the same every time. */
const lehmer = (seed: number) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

test('where nothing differs, 95 % intervals hold zero about 95 times of 100', () => {
  const random = lehmer(42);
  const draw = (n: number, p: number) =>
    Array.from({ length: n }, random).filter((x) => x < p).length;
  const rates = [0.5, 0.3, 0.2, 0.15, 0.12, 0.1];
  const runs = 2_000;
  let holds = 0;
  for (let run = 0; run < runs; run++) {
    const { low, high } = standardisedExcess(
      rates.map((rate, index) => ({
        exposedEvents: draw(60 - 8 * index, rate),
        exposed: 60 - 8 * index,
        otherEvents: draw(300, rate),
        others: 300,
      })),
    );
    if (low <= 0 && high >= 0) holds += 1;
  }
  expect(holds / runs).toBeGreaterThan(0.93);
  expect(holds / runs).toBeLessThan(0.98);
});

test('the interval holds the estimate', () => {
  const stratum = fc
    .tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30))
    .map(([a, b, c, d]) => ({ exposedEvents: a, exposed: a + b, otherEvents: c, others: c + d }));
  fc.assert(
    fc.property(fc.array(stratum, { maxLength: 6 }), (strata) => {
      const { value, low, high } = standardisedExcess(strata);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }),
  );
});
