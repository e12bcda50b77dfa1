import { reportNames } from '@touchtrail/contract';
import type { ReportName } from '@touchtrail/contract';
import { toTable } from '@touchtrail/analysis';
import { describe, expect, test } from 'vitest';
import { load, report } from './oracle/harness.ts';
import { day, hour } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

// What goes wrong with a question is told; what has no answer is null and said so.

const begin = Date.UTC(2026, 2, 2, 9);
const touch = (id: number, device: string, place: string, ts: number): LogTouch => ({
  id,
  ts,
  seq: 0,
  type: place === 'thanks' ? 'conversion' : 'touch',
  place,
  device,
  channel: 'web',
  medium: '',
  user: '',
  account: '',
  value: 0,
});
const one = [touch(1, 'd1', 'home', begin), touch(2, 'd1', 'cart', begin + hour)];
const few = [
  ...one,
  touch(3, 'd2', 'home', begin + hour),
  touch(4, 'd2', 'thanks', begin + 2 * hour),
  touch(5, 'd3', 'home', begin + 20 * day),
];

const flows: [ReportName, Record<string, unknown>][] = [
  ['variants', {}],
  ['transitions', { eventually: true }],
  ['paths', {}],
  ['step-matrix', {}],
  ['trends', { report: 'transitions' }],
  ['compare', { report: 'transitions', compareSegment: [{ field: 'channel', value: 'web' }] }],
];

/** Every number of a value; none may be anything else than a number. */
function check(value: unknown, place: string): void {
  if (typeof value === 'number') expect(Number.isFinite(value), place).toBe(true);
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) check(inner, `${place}.${key}`);
  }
}
const checked: typeof report = async (name, site, parameters) => {
  const answer = await report(name, site, parameters);
  check(answer, name);
  check(toTable(answer), `table of ${name}`);
  return answer;
};

describe('questions without an answer', () => {
  test('an empty range, a segment that nobody fits, a goal that nobody reaches', async () => {
    const site = await load(few);
    const nobody = [
      { field: 'channel', value: 'web' },
      { field: 'channel', op: 'is_not', value: 'web' },
    ];
    for (const [name, parameters] of flows) {
      const empty = await checked(name, site, { ...parameters, from: 1, to: 2 });
      expect(empty.warnings.join(), name).toContain('no touches in this range');
      const contradictory = await checked(name, site, { ...parameters, segment: nobody });
      expect(contradictory.warnings.join(), name).toContain('Nobody in this range');
      const unreached = await checked(name, site, { ...parameters, goal: 'nowhere' });
      expect(unreached.warnings.join(), name).toContain('No touch of "nowhere"');
    }
  });

  test('one journey, and all journeys open', async () => {
    const site = await load(one);
    const { result } = await checked('variants', site, {});
    expect(result.rows).toMatchObject([{ paths: 1, converted: { of: 0, rate: null } }]);
    const map = await checked('transitions', site, {});
    expect(map.result.edges.map((edge) => edge.to)).toContain('(active)');
    const matrix = await checked('step-matrix', site, { steps: 3, align: 'end' });
    expect(matrix.result.rows.map((row) => [row.key, row.cells.map((c) => c.count)])).toEqual([
      ['(start)', [1, 0, 0, 0]],
      ['cart', [0, 0, 1, 0]],
      ['home', [0, 1, 0, 0]],
      ['(active)', [0, 0, 0, 1]],
    ]);
    const trend = await checked('trends', site, { report: 'journeys' });
    expect(trend.result.buckets).toMatchObject([{ state: 'partial', journeys: 1, open: 1 }]);
    expect(trend.warnings.join()).toContain('not fully observed');
    expect((await checked('paths', site, { startAt: 'cart', endAt: 'home' })).warnings).toContain(
      'No path passes cart and then gets to home: there is nothing to show.',
    );
  });

  test('places that are not there are told with those that are near', async () => {
    const site = await load(few);
    const asked = [
      ['paths', { startAt: 'hoem' }],
      ['paths', { endAt: 'hoem' }],
      ['step-matrix', { at: 'hoem' }],
    ] as const;
    for (const [name, parameters] of asked) {
      const { warnings, result } = await checked(name, site, parameters);
      expect(warnings.join()).toContain('No touch of "hoem" in this range; nearest: home');
      expect(result.paths).toBe(0);
    }
    const { warnings } = await checked('trends', site, { report: 'journeys', figures: 'won' });
    expect(warnings.join()).toContain('journeys has no figure won; it has: people,');
  });

  test('weeks in which nothing began, and sides of which one is empty', async () => {
    const site = await load(few);
    const { result } = await checked('trends', site, { report: 'transitions', by: 'week' });
    expect(result.buckets.map(({ start, journeys, state }) => [start, journeys, state])).toEqual([
      ['2026-03-02', 2, 'complete'],
      ['2026-03-09', 0, 'complete'],
      ['2026-03-16', 1, 'partial'],
    ]);
    for (const { points } of result.series) expect(points[1]?.value).toBeNull();
    const against = await checked('compare', site, {
      report: 'transitions',
      compareSegment: [
        {
          field: 'channel',
          value: 'store',
        },
      ],
    });
    expect(against.result.figures.length).toBeGreaterThan(0);
    for (const { b, difference } of against.result.figures)
      expect([b, difference]).toEqual([null, null]);
    expect(against.warnings.join()).toContain('b: Nobody in this range fits the segment');
  });
});

test.each([
  ['step-matrix', { align: 'touchpoint' }, 'at'],
  ['step-matrix', { steps: 99 }, 'steps'],
  ['transitions', { minShare: 2 }, 'minShare'],
  ['variants', { unit: 'day' }, 'unit'],
  ['trends', { report: 'trends' }, 'report'],
  ['trends', { report: 'journyes' }, 'report'],
  ['trends', { report: 'journeys', by: 'hour' }, 'by'],
  ['compare', { report: 'journeys' }, 'compareSegment'],
  ['compare', { report: 'compare', compareFrom: 1 }, 'report'],
  ['compare', { report: 'journeys', compareFrom: 5, compareTo: 4 }, 'compareTo'],
  ['compare', { report: 'funnel', compareFrom: 5 }, 'steps'],
] as const)('%s of %j names what is wrong', async (name, parameters, wrong) => {
  expect(reportNames).toContain(name);
  const site = await load(one);
  await expect(report(name, site, parameters)).rejects.toMatchObject({
    code: 'invalid_parameters',
    problems: [{ parameter: wrong }],
  });
});

test('a trend of too many days says what to take instead', async () => {
  const site = await load([...one, touch(9, 'd1', 'home', begin + 400 * day)]);
  await expect(report('trends', site, { report: 'journeys', by: 'day' })).rejects.toMatchObject({
    code: 'invalid_parameters',
    hint: expect.stringContaining('by=week'),
  });
});
