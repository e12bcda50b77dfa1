import { expect, test } from 'vitest';
import { distance, distances, readyPath } from './distance.ts';
import { kMedoids } from './k-medoids.ts';

const [home, product, cart, blog, guide] = [0, 1, 2, 3, 4];
const paths = [
  [home, product, cart],
  [home, cart],
  [cart, home],
  [blog, guide],
].map(readyPath);

test('the example of the documentation', () => {
  const [long, short, back, other] = paths;
  if (!long || !short || !back || !other) return expect.fail('There are four paths.');
  expect(distance(long, short)).toBeCloseTo(1 / 3, 12);
  expect(distance(short, back)).toBe(0.5);
  for (const path of [long, short, back]) expect(distance(path, other)).toBe(1);
  const { medoids, group } = kMedoids(
    { distances: distances(paths), weights: paths.map(() => 10) },
    2,
  );
  expect(new Set(medoids)).toEqual(new Set([1, 3]));
  expect(new Set([group[0], group[1], group[2]]).size).toBe(1);
});
