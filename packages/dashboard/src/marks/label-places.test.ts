import { expect, it } from 'vitest';
import { labelPlaces } from './label-places.ts';
import type { Curve } from './label-places.ts';

const line = (y: number): Curve => [
  { x: 0, y },
  { x: 200, y },
  { x: 400, y },
  { x: 600, y },
];

it('a label stands in the middle of its line where nothing is in the way', () => {
  expect(labelPlaces([line(50)], [])).toEqual([
    { x: expect.closeTo(300, 6) as number, y: expect.closeTo(50, 6) as number },
  ]);
});

it('goes out of the way of a box and of another label, and stays on its line', () => {
  const box = { x: 250, y: 30, width: 100, height: 40 };
  const [first, second] = labelPlaces([line(50), line(52)], [box]);
  expect(first?.y).toBeCloseTo(50, 6);
  expect(Math.abs((first?.x ?? 300) - 300)).toBeGreaterThan(80);
  expect(second?.y).toBeCloseTo(52, 6);
  expect(Math.abs((second?.x ?? 0) - (first?.x ?? 0))).toBeGreaterThan(60);
});

it('stands in the middle where there is no room at all', () => {
  const wall = { x: -100, y: 0, width: 900, height: 100 };
  expect(labelPlaces([line(50)], [wall])[0]?.x).toBeCloseTo(300, 6);
});
