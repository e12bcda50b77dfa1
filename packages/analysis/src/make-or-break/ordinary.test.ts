import { expect, test } from 'vitest';
import { designOf } from './design.ts';
import { ordinaryPlaces, placeCounts } from './ordinary.ts';
import type { PatternRow } from './query.ts';
import { waysOf } from './ways.ts';

const pattern = (here: number, touches: number): PatternRow => ({
  met: [here],
  here,
  first: 1,
  step: 1,
  entry: 'web',
  weekday: 1,
  stretch: 0,
  cluster: 0,
  touches,
  won: 1,
  gone: 1,
});

test('one bad place does not make every other look good', () => {
  const counts = [[], [10, 40, 40, 10]];
  const coefficients = [0, 0.1, 0.1, 4];
  const place = ordinaryPlaces(counts, coefficients)(0)[1];
  expect(place?.value).toBeCloseTo(0.1, 12);
  expect(place?.parts.map(([at]) => at)).toEqual([1, 2]);
  // Without one of them the others are the ordinary ones, and weights still sum to 1.
  const other = ordinaryPlaces(counts, coefficients)(1)[1];
  expect(other?.parts).toEqual([[2, 1]]);
});

test('touches are counted at the covariate of where they stand', () => {
  const patterns = [pattern(1, 50), pattern(2, 20), { ...pattern(2, 5), met: [1, 2], first: 0 }];
  const design = designOf(patterns, 2);
  const counts = placeCounts(patterns, design);
  expect(counts[1]?.reduce((sum, n) => sum + n, 0)).toBe(75);
});

const way = (entry: string, next: number, touches: number) => ({
  early: 1,
  entry,
  here: 1,
  next,
  touches,
});

test('journeys go on as those of their entry channel do, where enough of them went', () => {
  const ways = waysOf([way('email', 2, 60), way('web', 3, 60), way('ads', 4, 1)]);
  expect(ways.of('email')(true, 1, 0.9)).toBe(2);
  expect(ways.of('web')(true, 1, 0.1)).toBe(3);
  // One touch says too little: all channels do.
  expect(ways.of('ads')(true, 1, 0.1)).not.toBe(4);
  expect(ways.of('ads')(true, 1, 0.9)).toBe(3);
});
