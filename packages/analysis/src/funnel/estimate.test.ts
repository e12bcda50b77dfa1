import { expect, test } from 'vitest';
import { funnelResult } from './estimate.ts';
import { funnelParams, funnelSql } from './query.ts';
import { createScope } from '../base/scope.ts';
import { funnelParametersSchema } from '@touchtrail/contract';

const rows = [
  {
    step: 1,
    reached: 10,
    stopped: 4,
    stillOpen: 1,
    fromPrevious: [null, null, null, null],
    fromFirst: [0, 0, 0, 0],
    next: [
      ['7', '8'],
      [1, 3],
    ] as [string[], number[]],
  },
  {
    step: 2,
    reached: 6,
    stopped: 6,
    stillOpen: 2,
    fromPrevious: [1, 2, 3, 4],
    fromFirst: [1, 2, 3, 4],
    next: [[], []] as [string[], number[]],
  },
];

test('losses, open tries and conversion add up', () => {
  const result = funnelResult(
    ['cart', 'pay', 'thanks'],
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
  expect(result.steps[0]?.insteadNext).toEqual([
    { touchpoint: 'chat', people: 3 },
    { touchpoint: 'home', people: 1 },
  ]);
  expect(result.steps[1]?.ofPrevious).toMatchObject({ count: 6, of: 10, rate: 0.6 });
  expect(result.steps[1]?.timeFromPrevious).toEqual({ n: 6, p25: 1, p50: 2, p75: 3, p90: 4 });
  expect(result.steps[2]?.timeFromPrevious).toEqual({
    n: 0,
    p25: null,
    p50: null,
    p75: null,
    p90: null,
  });
  expect(result.timeToFinish.n).toBe(0);
});

test('the text of the query depends on the number of steps alone', () => {
  const scope = createScope(funnelParametersSchema.parse({ site: 's', steps: 'a,b,c' }));
  const sql = funnelSql(scope, 3);
  const places = new Set([...sql.matchAll(/\{(step\w*|window):/g)].map((match) => match[1]));
  expect([...places].toSorted()).toEqual(Object.keys(funnelParams(['a', 'b', 'c'], 5)).toSorted());
  expect(funnelParams(['a', 'b', 'a'], 5)).toMatchObject({ steps: ['a', 'b'], step3: 'a' });
});
