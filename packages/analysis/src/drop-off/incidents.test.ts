import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findIncidents } from './incidents.ts';
import type { VisitSeries } from './incidents.ts';

const days = 150;
const dates = (place: number): [string, string] => [`d${place}`, `d${place}`];

/** A generator of numbers from 0 to 1 with a seed. */
function dice(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const draw = (
  random: () => number,
  touchpoint: string,
  value: string | null,
  rate: (day: number) => number,
): VisitSeries => {
  const visits = Array.from({ length: days }, () => 6 + Math.floor(random() * 5));
  return {
    touchpoint,
    segment: value === null ? null : { field: 'device', value },
    visits,
    lost: visits.map(
      (n, day) => Array.from({ length: n }).filter(() => random() < rate(day)).length,
    ),
  };
};

const bad = (from: number, to: number) => (day: number) => (day >= from && day < to ? 0.75 : 0.4);

test('a planted span is found with its touchpoint and segment, and told once', () => {
  const random = dice(7);
  const found = findIncidents(
    [
      ...['home', 'cart', 'help'].map((place) => draw(random, place, null, () => 0.4)),
      draw(random, 'pay', null, bad(90, 110)),
      draw(random, 'pay', 'mobile', bad(90, 110)),
      draw(random, 'form', 'mobile', bad(20, 44)),
      draw(random, 'form', 'desktop', () => 0.4),
    ],
    dates,
  );
  expect(found.map(({ touchpoint, segment }) => [touchpoint, segment?.value ?? null])).toEqual(
    expect.arrayContaining([['form', 'mobile']]),
  );
  expect(found).toHaveLength(2);
  const pay = found.find((incident) => incident.touchpoint === 'pay');
  expect(Math.abs(Number(pay?.from.slice(1)) - 90)).toBeLessThanOrEqual(3);
  expect(Math.abs(Number(pay?.to.slice(1)) - 109)).toBeLessThanOrEqual(3);
  expect(pay?.inside.rate).toBeGreaterThan(pay?.outside.rate ?? 1);
  expect(pay?.difference.low).toBeGreaterThan(0);
  expect(pay?.alsoAt).toHaveLength(1);
});

test('where nothing happened next to nothing is found', () => {
  let alarms = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = dice(seed);
    const places = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    alarms += findIncidents(
      places.map((place) => draw(random, place, null, () => 0.3)),
      dates,
    ).length;
  }
  // Two in forty at a rate of 5 %; the p values are on the safe side.
  expect(alarms).toBeLessThanOrEqual(3);
});

test('few or short data say nothing, never an error', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(4), { maxLength: 12 }), { maxLength: 4 }), (lists) => {
      const series = lists.map((visits, index) => ({
        touchpoint: `t${index}`,
        segment: null,
        visits,
        lost: visits.map((n) => Math.floor(n / 2)),
      }));
      expect(findIncidents(series, dates)).toEqual([]);
    }),
  );
});
