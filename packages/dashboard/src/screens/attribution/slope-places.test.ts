import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { slopePlaces } from './slope-places.ts';

const row = (key: string, ranks: (number | null)[]) => ({
  key,
  shares: ranks.map(() => 0.1),
  ranks,
  holds: ranks.map(() => 0.5),
  apart: 0,
});

test('ranks that nothing shown has take no room, and a model without credit has no place', () => {
  const { lines, height } = slopePlaces([row('a', [1, 9]), row('b', [3, null])]);
  expect(height).toBe(3);
  expect(lines.map((line) => line.map((place) => [place.column, place.row]))).toEqual([
    [
      [0, 0],
      [1, 2],
    ],
    [[0, 1]],
  ]);
});

test('no two lines stand at one place, and a better rank is never lower', () => {
  const ranks = fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(ranks, (given) => {
      const { lines, height } = slopePlaces(given.map((own, at) => row(String(at), own)));
      for (let column = 0; column < 3; column++) {
        const places = lines.flatMap((line) => line.filter((place) => place.column === column));
        expect(new Set(places.map((place) => place.row)).size).toBe(given.length);
        for (const a of places) {
          expect(a.row).toBeGreaterThan(-1);
          expect(a.row).toBeLessThan(height);
          for (const b of places) if (a.rank < b.rank) expect(a.row).toBeLessThan(b.row);
        }
      }
    }),
  );
});
