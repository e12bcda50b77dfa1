import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { competes, endedShare } from './ended-share.ts';
import { toRiskRows } from './risk-rows.ts';

describe('share ended', () => {
  const rows = toRiskRows(
    [
      { time: 1, cause: 0 },
      { time: 2, cause: 1 },
      { time: 3, cause: 0 },
      { time: 4, cause: null },
    ],
    2,
  );

  test('by one cause while another competes', () => {
    expect(competes(rows, 0)).toBe(true);
    const share = endedShare(rows, 0);
    expect(share.at(0)).toMatchObject({ value: 0, low: 0 });
    expect(share.at(1).value).toBe(0.25);
    expect(share.at(4).value).toBe(0.5);
    expect(share.at(5)).toEqual({ value: null, low: null, high: null });
    expect(share.timeOf(0.5).value).toBe(3);
    expect(share.timeOf(0.75).value).toBeNull();
    expect([0, 1, 2, 4, 5].map(share.atRisk)).toEqual([4, 4, 3, 1, 0]);
  });

  test('once all have ended nothing changes any more', () => {
    const all = toRiskRows([{ time: 1, cause: 0 }], 1);
    expect(endedShare(all, 0).at(99).value).toBe(1);
    expect(endedShare([], 0).at(0).value).toBeNull();
  });

  test('causes add up to all ends, bounds hold what they bound', () => {
    const one = fc.record({
      time: fc.integer({ min: 0, max: 20 }),
      cause: fc.constantFrom(0, 1, null),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 60 }), (list) => {
        const counted = toRiskRows(list, 2);
        const [a, b, any] = [0, 1, null].map((cause) => endedShare(counted, cause));
        for (let time = 0; time <= 21; time++) {
          const [x, y, z] = [a?.at(time), b?.at(time), any?.at(time)];
          if (z?.value == null) {
            expect([x?.value, y?.value]).toEqual([null, null]);
            continue;
          }
          expect((x?.value ?? 0) + (y?.value ?? 0)).toBeCloseTo(z.value, 9);
          for (const share of [x, y, z]) {
            const value = share?.value ?? 0;
            expect(share?.low ?? 0).toBeLessThanOrEqual(value + 1e-9);
            expect(share?.high ?? 1).toBeGreaterThanOrEqual(value - 1e-9);
          }
        }
      }),
    );
  });
});
