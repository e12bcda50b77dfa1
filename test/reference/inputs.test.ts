import { renderCsv, renderMarkdown, toTable } from '@touchtrail/analysis';
import { reportNames } from '@touchtrail/contract';
import type { ReportName } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { logSites } from './oracle/harness.ts';
import { day, hour } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

const { load, report } = logSites();

// What goes wrong with a question is told; what has no answer is null and said so.

const begin = Date.UTC(2026, 2, 2, 9);
const touch = (
  id: number,
  device: string,
  place: string,
  ts: number,
  more: Partial<LogTouch> = {},
): LogTouch => ({
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
  ...more,
});
const one = [touch(1, 'd1', 'home', begin), touch(2, 'd1', 'cart', begin + hour)];
const few = [
  ...one,
  touch(3, 'd2', 'home', begin + hour),
  touch(4, 'd2', 'thanks', begin + 2 * hour),
  touch(5, 'd3', 'home', begin + 20 * day),
];

const email = [{ field: 'channel', value: 'email' }];
/** What a report needs besides what all take, and what makes it do more. A new report joins by itself. */
const asked: Partial<Record<ReportName, Record<string, unknown>>> = {
  funnel: { steps: 'home,cart', window: '4d', breakdown: 'channel', exclude: 'help' },
  attribution: { replicates: 5 },
  'drop-off': { incidents: 'channel,device' },
  'time-to-convert': { since: 'home', ends: 'help' },
  transitions: { eventually: true },
  trends: { report: 'transitions' },
  compare: { report: 'transitions', compareSegment: email },
};

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
  const table = toTable(answer);
  check(table, `table of ${name}`);
  expect(`${renderCsv(table)}${renderMarkdown(table)}`).not.toMatch(/NaN|Infinity|undefined/);
  return answer;
};

/** All reports at once: what they warn of, and whom they count, by name. */
async function answers(
  site: string,
  more: Record<string, unknown> = {},
  names: readonly ReportName[] = reportNames,
) {
  const told = names.map(async (name) => {
    const { warnings, population } = await checked(name, site, { ...asked[name], ...more });
    return { name, warnings: warnings.join(' '), population };
  });
  return Promise.all(told);
}

describe('every report', () => {
  test('an empty range, a segment nobody fits, a goal nobody reaches', async () => {
    const site = await load(few);
    const nobody = [
      { field: 'channel', value: 'web' },
      { field: 'channel', op: 'is_not', value: 'web' },
    ];
    for (const { name, warnings } of await answers(site, { from: 1, to: 2 }))
      expect(warnings, name).toContain('no touches');
    for (const { name, warnings } of await answers(site, { segment: nobody }))
      expect(warnings, name).toContain('Nobody in this range');
    for (const { name, warnings } of await answers(site, { goal: 'thakns' }))
      expect(warnings, name).toContain('No touch of "thakns" in this range; nearest: thanks');
  });

  test('one journey, all of them open, and data shorter than every window', async () => {
    for (const { name, warnings, population } of await answers(await load(one))) {
      expect(population, name).toMatchObject({ journeys: 1, open: 1 });
      expect(warnings, name).toContain('less than the inactivity limit');
      expect(warnings, name).toContain('Few data');
    }
  });

  test('equal times, and clocks that jump by years', async () => {
    const places = ['home', 'cart', 'pay', 'help', 'thanks'];
    const instant = Array.from({ length: 60 }, (_, n) =>
      touch(n + 1, `d${n % 3}`, places[n % 5] ?? '', begin),
    );
    for (const { name, population } of await answers(await load(instant)))
      expect(population, name).toMatchObject({ people: 3, touches: 60 });
    const jumped = await load([
      ...few,
      touch(20, 'd4', 'home', Date.UTC(1971, 0, 1)),
      touch(21, 'd4', 'cart', begin),
      touch(22, 'd5', 'home', begin),
      touch(23, 'd5', 'thanks', Date.UTC(2090, 0, 1)),
    ]);
    // A trend over a century has too many weeks.
    const range = { from: begin - 30 * day, to: begin + 30 * day };
    const { population: inside } = await checked('trends', jumped, { ...asked.trends, ...range });
    expect(inside).toMatchObject({ people: 5, touches: few.length + 2 });
    const others = reportNames.filter((name) => name !== 'trends');
    for (const { name, population } of await answers(jumped, {}, others))
      expect(population, name).toMatchObject({ people: 5, touches: few.length + 4 });
  });

  test.each([
    // An hour that comes twice, one that never comes, and a day without a midnight.
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 0, 30)],
    ['America/Sao_Paulo', Date.UTC(2018, 10, 4, 2, 30)],
  ] as const)('clocks of %s that change do not change what is counted', async (timezone, at) => {
    const log = few.map((each) => ({ ...each, ts: each.ts - begin + at }));
    const site = await load(log);
    // Days are those of the place; all else is the same instant.
    const told = async (name: ReportName, zone: string) => {
      const { result } = await checked(name, site, { ...asked[name], timezone: zone });
      return JSON.stringify(result, (key, value: unknown) => (key === 'series' ? null : value));
    };
    const losses = ['journeys', 'drop-off', 're-entry', 'forms', 'time-to-convert'] as const;
    const both = losses.map(async (name) => [await told(name, timezone), await told(name, 'UTC')]);
    for (const [here, there] of await Promise.all(both)) expect(here).toBe(there);
    // Also where the range begins or ends within the change.
    const inside = await report('funnel', site, { ...asked.funnel, from: at, to: at + 2 * hour });
    expect(inside.population.touches).toBe(
      log.filter(({ ts }) => ts >= at && ts < at + 2 * hour).length,
    );
    const days = await report('journeys', site, { timezone });
    expect(days.result.series.reduce((sum, { started }) => sum + started, 0)).toBe(
      days.population.journeys,
    );
  });

  test('a journey of a hundred thousand touches, thousands of them at one instant', async () => {
    const places = ['home', 'cart', 'pay', 'help'];
    const log = Array.from({ length: 100_000 }, (_, n) =>
      touch(
        n + 1,
        'd1',
        places[(n * 7 + (n >> 5)) % 4] ?? '',
        begin + Math.floor(n / 2_000) * hour,
        {
          channel: n % 3 === 0 ? 'email' : 'web',
        },
      ),
    );
    const site = await load(log);
    for (const { name, population } of await answers(site))
      expect(population, name).toMatchObject({ journeys: 1, touches: 100_000 });
    for (const mode of ['strict', 'unordered']) {
      const asks = { steps: 'home,cart,pay', window: 'none', mode };
      const { result } = await report('funnel', site, asks);
      expect(result.steps[0]?.reached).toBe(1);
    }
  }, 240_000);
});

describe('questions without an answer', () => {
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
    const lost = [
      ['paths', { startAt: 'hoem' }],
      ['paths', { endAt: 'hoem' }],
      ['step-matrix', { at: 'hoem' }],
    ] as const;
    for (const [name, parameters] of lost) {
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

test('touchpoints that are not there, a window longer than the data, a goal nobody reached', async () => {
  const site = await load(one);
  const funnel = await checked('funnel', site, { ...asked.funnel, goal: 'thanks' });
  expect(funnel.warnings.join(' ')).toContain('window is longer than the data');
  expect(funnel.warnings.join(' ')).toContain('"help"');
  const missing = await report('time-to-convert', site, { since: 'hom' });
  expect(missing.warnings.join(' ')).toContain('nearest: home');
  expect(missing.warnings.join(' ')).toContain('No journey touched what starts the clock');
  expect(missing.result).toMatchObject({ journeys: 0, without: 1, median: { value: null } });
  const nobody = await report('funnel', site, { steps: 'thanks,cart' });
  expect(nobody.warnings.join(' ')).toContain('Nobody entered this funnel');
  expect(nobody.result.conversion.rate).toBeNull();
});
