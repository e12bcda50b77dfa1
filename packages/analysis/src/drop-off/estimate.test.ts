import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropOffRows } from './estimate.ts';
import type { DropOffCountRow } from './query.ts';

const row = (
  id: string,
  bucket: number,
  observed: number,
  abandoned: number,
  more: Partial<DropOffCountRow> = {},
): DropOffCountRow => ({
  id,
  channel: 'web',
  bucket,
  touches: observed,
  observed,
  abandoned,
  censored: 0,
  returned: 0,
  lastLost: 0,
  lastSilent: 0,
  ...more,
});
const names = new Map([
  ['1', 'home'],
  ['2', 'delivery'],
  ['3', 'cart'],
  ['4', 'rare'],
  ['5', 'thanks'],
]);
// Everywhere a fifth leaves at step 1 and a tenth later; at delivery twice as many do.
const planted = [
  row('1', 1, 1_000, 200),
  row('1', 2, 500, 50),
  row('3', 1, 400, 80),
  row('3', 4, 600, 60),
  row('2', 2, 500, 100),
  row('2', 4, 500, 100),
  row('4', 1, 30, 20),
  row('5', 6, 0, 0, { touches: 300 }),
];

describe('verdicts', () => {
  const { rows, overall } = dropOffRows(planted, names);
  const of = (touchpoint: string) => {
    const found = rows.find((entry) => entry.touchpoint === touchpoint);
    if (!found) throw new Error(`no row of ${touchpoint}`);
    return found;
  };

  test('the planted one is found, the frequent innocent ones are not', () => {
    expect(of('delivery').verdict).toBe('drop_off');
    expect(of('delivery').oddsRatio?.low).toBeGreaterThan(1.2);
    expect(of('delivery').q).toBeLessThan(0.001);
    for (const innocent of ['home', 'cart']) {
      expect(of(innocent).verdict).toBe('not_distinguishable');
    }
    // Home is left most often; it does not lead the list for that.
    expect(of('home').hazard.count).toBeGreaterThan(of('delivery').hazard.count);
    expect(rows.map((entry) => entry.touchpoint)[0]).toBe('delivery');
  });

  test('few data are not judged', () => {
    expect(of('rare')).toMatchObject({ verdict: 'too_few', q: null });
    expect(of('rare').hazard.rate).toBeCloseTo(2 / 3, 12);
  });

  test('a touchpoint that only ends journeys with the goal has nothing to abandon', () => {
    expect(rows.map((entry) => entry.touchpoint)).not.toContain('thanks');
    expect(overall.touches).toBe(planted.reduce((sum, entry) => sum + entry.touches, 0));
  });
});

test('an unknown id is one of the others, and its counts are added up', () => {
  const { rows } = dropOffRows([row('6', 1, 10, 1), row('6', 2, 10, 2), row('1', 1, 9, 0)], names);
  expect(rows.find((entry) => entry.touchpoint === '(other)')?.hazard).toMatchObject({
    count: 3,
    of: 20,
  });
});

test('excess of two touchpoints that share every step cancels out', () => {
  const half = fc
    .tuple(fc.nat(60), fc.nat(60))
    .map(([events, rest]) => [events, events + rest + 1] as const);
  fc.assert(
    fc.property(half, half, (a, b) => {
      const { rows } = dropOffRows([row('1', 1, a[1], a[0]), row('3', 1, b[1], b[0])], names);
      const per = (name: string, n: number) =>
        (rows.find((entry) => entry.touchpoint === name)?.excess.value ?? NaN) / n;
      expect(per('home', a[1])).toBeCloseTo(-per('cart', b[1]), 9);
    }),
  );
});
