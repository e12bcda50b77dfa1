import { expect, test } from 'vitest';
import { funnelParametersSchema } from '@touchtrail/contract';
import { createScope } from '../base/scope.ts';
import type { SpreadRow } from '../stats/time-spread.ts';
import { funnelGroups, funnelResult } from './estimate.ts';
import { funnelGroupsSql, funnelParams, funnelSql } from './query.ts';
import type { FunnelStepRow } from './query.ts';

const spread = (...values: number[]): SpreadRow => [
  values,
  values.length > 0 ? 2.5 : null,
  values.length > 0
    ? [
        [1, 3],
        [4, 2],
      ]
    : [[], []],
];
const row = (step: number, more: Partial<FunnelStepRow>): FunnelStepRow => ({
  step,
  reached: 0,
  stopped: 0,
  stillOpen: 0,
  excluded: 0,
  cameBack: 0,
  watched: 0,
  watchedFinished: 0,
  fromPrevious: spread(),
  fromFirst: spread(),
  next: [[], []],
  nothing: 0,
  ...more,
});
const rows = [
  row(1, {
    reached: 10,
    stopped: 4,
    stillOpen: 1,
    excluded: 2,
    watched: 7,
    next: [
      ['7', '8'],
      [1, 2],
    ],
    nothing: 1,
  }),
  row(2, {
    reached: 6,
    stopped: 6,
    stillOpen: 2,
    nothing: 6,
    fromPrevious: spread(1, 2, 3, 4, 5, 6),
  }),
];

test('losses, open tries and conversion add up', () => {
  const result = funnelResult(
    ['cart', 'pay', 'thanks'],
    'ordered',
    rows,
    new Map([
      ['7', 'home'],
      ['8', 'chat'],
    ]),
  );
  expect(result.steps.map((step) => [step.reached, step.lost, step.stillOpen])).toEqual([
    [10, 3, 1],
    [6, 4, 2],
    [0, null, null],
  ]);
  expect(result.conversion).toMatchObject({ count: 0, of: 7 });
  expect(result.conversionWatched).toMatchObject({ count: 0, of: 7 });
  expect(result.stillOpen).toBe(3);
  expect(result.steps[0]).toMatchObject({
    insteadNext: [
      { touchpoint: 'chat', people: 2 },
      { touchpoint: 'home', people: 1 },
    ],
    insteadOther: 0,
    insteadNothing: 1,
    excluded: 2,
  });
  expect(result.steps[1]?.ofPrevious).toMatchObject({ count: 6, of: 10, rate: 0.6 });
  expect(result.steps[1]?.timeFromPrevious).toEqual({
    n: 6,
    p25: 1,
    p50: 2,
    p75: 3,
    p90: 4,
    p95: 5,
    p99: 6,
    mean: 2.5,
    histogram: [
      { upTo: 3_000, count: 4 },
      { upTo: 10_000, count: 0 },
      { upTo: 30_000, count: 2 },
    ],
  });
  expect(result.steps[2]?.timeFromPrevious).toMatchObject({
    n: 0,
    p25: null,
    mean: null,
    histogram: [],
  });
  expect(result.timeToFinish.n).toBe(0);
});

test('what no group has is other', () => {
  const all = funnelResult(['cart', 'pay'], 'ordered', rows, new Map());
  const groups = funnelGroups(
    [{ value: '', reached: [4, 1], stillOpen: 1, toFinish: spread() }],
    all,
  );
  expect(groups.map(({ value, reached, stillOpen }) => [value, reached, stillOpen])).toEqual([
    ['(none)', [4, 1], 1],
    ['(other)', [6, 5], 2],
  ]);
  expect(
    funnelGroups([{ value: 'a', reached: [10, 6], stillOpen: 3, toFinish: spread() }], all),
  ).toHaveLength(1);
});

test.each([
  [{ steps: 'a,b', exclude: 'b,c' }, 'must not name a step of the funnel: b'],
  [{ steps: 'a,b,a', mode: 'unordered' }, 'must name each touchpoint once'],
  [{ steps: 'a,b', breakdown: 'colour' }, 'must be one of channel'],
])('%o is told what is wrong', (parameters, message) => {
  const { error } = funnelParametersSchema.safeParse({ site: 's', ...parameters });
  expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
});

test('the text of the query depends on the number of steps and the mode alone', () => {
  const scope = createScope(funnelParametersSchema.parse({ site: 's', steps: 'a,b,c' }));
  const known = funnelParams(['a', 'b', 'c'], ['x'], 5);
  for (const mode of ['ordered', 'strict', 'unordered'] as const) {
    const shape = { mode, excludes: true };
    for (const sql of [funnelSql(scope, 3, shape), funnelGroupsSql(scope, 3, shape)]) {
      const places = new Set(
        [...sql.matchAll(/\{(step\w*|window|exclude):/g)].map((match) => match[1]),
      );
      expect([...places].toSorted()).toEqual(Object.keys(known).toSorted());
    }
  }
  expect(funnelParams(['a', 'b', 'a'], [], 5)).toMatchObject({ steps: ['a', 'b'], step3: 'a' });
});
