import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { logistic } from './logistic.ts';
import type { Pattern } from './logistic.ts';

/** Eighty made-up trials of 25 persons. */
const id = [
  5, 12, 7, 4, 8, 11, 8, 20, 10, 23, 8, 16, 8, 8, 5, 2, 12, 13, 5, 8, 5, 9, 9, 24, 22, 18, 16, 25,
  12, 8, 22, 19, 6, 8, 15, 10, 11, 23, 3, 5, 23, 22, 8, 10, 4, 1, 19, 6, 20, 25, 13, 7, 1, 9, 17, 9,
  5, 18, 6, 8, 11, 10, 4, 14, 9, 3, 4, 12, 18, 17, 16, 4, 6, 1, 13, 2, 21, 2, 24, 23,
];
const a = '00001110110000000001111001110101010000010000000111011001010100000100111101000010'.split(
  '',
);
const b = [
  0.08, 0.78, 0.17, -0.5, -1.29, -0.41, -1.16, -0.46, 1.04, 0.15, -0.28, 1.32, -0.59, 1.08, -0.02,
  -0.29, 0.48, -1.84, -0.06, -0.82, 1.93, -1.18, 0.63, 0.88, 0.24, 0.58, -1.4, -0.35, -0.21, 0.3,
  1.28, -0.49, 0.24, 0.63, -1.5, -0.39, 2.1, 0.54, -0.66, 0.3, 0.05, -0.07, 1.64, 1.45, 0.3, 0.44,
  -0.93, -0.84, 0.59, 1.44, -0.37, -1.43, -0.63, -2.41, -0.27, -0.33, 2.76, 0.48, 0.25, 0.35, 0.21,
  0.99, -0.25, -0.47, 0.6, 0.33, 0.11, 2.15, -1.59, 0.3, 1.56, 0.88, 0.37, -0.81, -0.61, 0.1, 0.92,
  1.43, 0.01, -1.1,
];
const y = '11011100001000001100010001010000011100100001010001111111011101100100111101000010'.split(
  '',
);
const patterns: Pattern<readonly number[]>[] = id.map((cluster, i) => ({
  x: [1, Number(a[i]), b[i] ?? 0],
  trials: 1,
  events: Number(y[i]),
  cluster,
}));

const close = (is: readonly (number | undefined)[] | undefined, want: readonly number[]) => {
  for (const [i, value] of want.entries()) expect(is?.[i]).toBeCloseTo(value, 8);
};

test('coefficients and covariances as glm and sandwich::vcovCL of R 4.2 give them', () => {
  const fit = logistic(patterns, { ridge: 0 });
  expect(fit?.converged).toBe(true);
  expect(fit?.separated).toBe(false);
  close(fit?.coefficients, [-0.568274854148116, 1.030879311519542, -0.505389452044769]);
  close(fit?.covariance[1], [-0.09477807549043746, 0.23757868261907505, 0.00109948193169519]);
  close(fit?.clustered?.[0], [0.1075647630378919, -0.0853686633398106, 0.0029059536902425]);
  close(fit?.clustered?.[2], [0.0029059536902425, -0.0265071581260178, 0.0662453421069018]);
});

test('trials counted by pattern give what trials one by one give', () => {
  const single = patterns.map(({ x, ...rest }) => ({ ...rest, x: x.slice(0, 2) }));
  const counted = [0, 1].map((exposed): Pattern<readonly number[]> => {
    const mine = single.filter(({ x }) => x[1] === exposed);
    return {
      x: [1, exposed],
      trials: mine.length,
      events: mine.reduce((sum, { events }) => sum + events, 0),
    };
  });
  const one = logistic(single, { ridge: 0 });
  const other = logistic(counted, { ridge: 0 });
  expect(other?.clustered).toBeNull();
  for (const [i, value] of (one?.coefficients ?? []).entries()) {
    expect(other?.coefficients[i]).toBeCloseTo(value, 9);
  }
});

const count = fc.integer({ min: 1, max: 500 });

test('with one covariate it is the odds ratio of the table', () => {
  fc.assert(
    fc.property(fc.tuple(count, count, count, count), ([a11, a10, b11, b10]) => {
      const fit = logistic(
        [
          { x: [1, 1], trials: a11 + a10, events: a11 },
          { x: [1, 0], trials: b11 + b10, events: b11 },
        ],
        { ridge: 0 },
      );
      expect(fit?.coefficients[1]).toBeCloseTo(Math.log((a11 * b10) / (a10 * b11)), 6);
      expect(fit?.covariance[1]?.[1]).toBeCloseTo(1 / a11 + 1 / a10 + 1 / b11 + 1 / b10, 6);
    }),
    // Tables whose halves are as different as can be.
    { examples: [[[12, 1, 5, 330]], [[447, 4, 1, 5]], [[3, 359, 4, 1]]] },
  );
});

test('a covariate that tells the outcome is named as that, not as a number to read', () => {
  const fit = logistic([
    { x: [1, 0], trials: 50, events: 10 },
    { x: [1, 1], trials: 50, events: 50 },
  ]);
  expect(fit?.separated).toBe(true);
  for (const value of fit?.coefficients ?? []) expect(Number.isFinite(value)).toBe(true);
});

test('collinear covariates have no answer', () => {
  const twice = patterns.map(({ x, ...rest }) => ({ ...rest, x: [...x, x[1] ?? 0] }));
  expect(logistic(twice, { ridge: 0 })).toBeNull();
  expect(logistic([])).toBeNull();
});
