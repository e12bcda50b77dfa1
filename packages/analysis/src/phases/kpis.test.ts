import type { KpiMeasure } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { touchpointKpis } from './kpis.ts';
import type { KpiCountRow } from './kpis.ts';

const counts: KpiCountRow = {
  touchpoint: 'pay',
  observed: 400,
  converted: 200,
  watched: 400,
  lost: 200,
  followed: 400,
  wait: [60_000, 120_000, 240_000, 600_000],
};
const of = (measure: KpiMeasure, target?: number) =>
  touchpointKpis(
    [{ key: 'pay', measure, ...(target !== undefined && { target }) }],
    [counts],
    [],
  )[0];

test.each([
  // Half of 400 is 45 to 55 % for sure.
  ['conversion', 40, 'reached'],
  ['conversion', 52, 'not_certain'],
  ['conversion', 60, 'missed'],
  ['abandonment', 40, 'missed'],
  ['abandonment', 52, 'not_certain'],
  ['abandonment', 60, 'reached'],
  ['time', 1, 'missed'],
  ['time', 10, 'reached'],
] as const)('%s against a target of %d is %s', (measure, target, verdict) => {
  expect(of(measure, target)?.verdict).toBe(verdict);
});

test('figures are in the unit of their measure', () => {
  expect(of('conversion')?.actual.value).toBe(50);
  expect(of('conversion')).toMatchObject({ n: 400, target: null, best: null, verdict: null });
  expect(of('time')?.actual.value).toBe(2);
});

test('without anything observed there is no figure and no verdict', () => {
  const [kpi] = touchpointKpis([{ key: 'gone', measure: 'time', target: 5 }], [counts], []);
  expect(kpi).toMatchObject({ n: 0, actual: { value: null }, verdict: null });
  expect(of('rating', 8)).toMatchObject({ n: 0, actual: { value: null }, verdict: null });
});
