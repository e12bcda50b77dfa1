import type { ReportName, TrendsResult } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observe } from './oracle/base.ts';
import type { OracleSettings } from './oracle/base.ts';
import { oracleMatrix, oracleTransitions, oracleVariants } from './oracle/flows.ts';
import { logSites } from './oracle/harness.ts';
import { oracleJourneys } from './oracle/journeys.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';
import { same, sorted } from './oracle/same.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_123);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 2);
const options = { seed, numRuns, endOnFailure: true };

const base: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};
const logs = logArbitrary.filter((log) => log.some((touch) => touch.type !== 'identify'));
const cuts = fc.record({
  unit: fc.constantFrom('journey' as const, 'person' as const, 'visit' as const),
  mergeRepeats: fc.boolean(),
  exclude: fc.constantFrom([], ['cart'], ['home', 'mail']),
});

describe('reports about paths against a plain second computation', () => {
  test(
    'variants, loops and rework',
    () =>
      fc.assert(
        fc.asyncProperty(logs, cuts, async (log, cut) => {
          const site = await load(log, log.slice(0, 2));
          const { result } = await report('variants', site, { ...cut, top: 1_000 });
          const expected = oracleVariants(observe(log, base), base, cut);
          expect(result).toMatchObject({
            unit: cut.unit,
            paths: expected.paths,
            variantCount: expected.variantCount,
            tail: { variants: 0, paths: 0, once: expected.once },
          });
          const bare = result.rows.map(({ cumulative: _c, ...row }) => row);
          same(sorted(bare), sorted(expected.rows));
          same(result.duration, expected.duration);
          same(sorted(result.loops), sorted(expected.loops));
          same(sorted(result.rework), sorted(expected.rework));
          // The list covers ever more, and all in the end.
          let covered = 0;
          for (const row of result.rows) expect(row.cumulative.count).toBe((covered += row.paths));
          expect(result.coverage.rate).toBe(1);
          const short = await report('variants', site, { ...cut, top: 1 });
          expect(short.result.rows).toEqual(result.rows.slice(0, 1));
          expect(short.result.tail.paths).toBe(expected.paths - (result.rows[0]?.paths ?? 0));
        }),
        options,
      ),
    240_000,
  );

  test(
    'the process map',
    () =>
      fc.assert(
        fc.asyncProperty(logs, cuts, fc.integer({ min: 1, max: 8 }), async (log, cut, top) => {
          const site = await load(log, log.slice(0, 2));
          const expected = oracleTransitions(observe(log, base), base, cut);
          const all = await report('transitions', site, { ...cut, eventually: true, top: 10_000 });
          const bare = all.result.edges.map(({ from, to, count, share }) => ({
            from,
            to,
            count,
            share,
          }));
          same(sorted(bare), sorted(expected.edges));
          same(sorted(all.result.eventually ?? []), sorted(expected.eventually));
          expect(all.result.paths).toBe(expected.paths);
          expect(all.result.coverage.rate).toBe(1);

          // However few edges are shown, every node keeps what enters and leaves it.
          const { result } = await report('transitions', site, { ...cut, top, minShare: 0.2 });
          for (const node of result.nodes) {
            const sum = (side: 'from' | 'to') =>
              result.edges.reduce((n, edge) => n + (edge[side] === node.key ? edge.count : 0), 0);
            expect(sum('to'), node.key).toBe(node.in);
            expect(sum('from'), node.key).toBe(node.out);
            if (node.kind === 'touchpoint') expect(node.in).toBe(node.out);
          }
        }),
        options,
      ),
    240_000,
  );

  test(
    'the step matrix',
    () =>
      fc.assert(
        fc.asyncProperty(
          logs,
          cuts,
          fc.constantFrom('start', 'end', 'home', 'pay'),
          fc.integer({ min: 1, max: 5 }),
          async (log, cut, by, steps) => {
            const site = await load(log, log.slice(0, 2));
            const place = by === 'start' || by === 'end' ? undefined : by;
            const { result } = await report('step-matrix', site, {
              ...cut,
              steps,
              ...(place === undefined ? { align: by } : { at: place }),
            });
            const expected = oracleMatrix(observe(log, base), base, cut, {
              align: by,
              at: place,
              steps: result.steps,
            });
            expect(result.paths).toBe(expected.paths);
            same(sorted(result.rows), sorted(expected.rows));
            for (const column of result.steps.keys()) {
              const sum = result.rows.reduce((n, row) => n + (row.cells[column]?.count ?? 0), 0);
              expect(sum).toBe(result.paths);
            }
          },
        ),
        options,
      ),
    240_000,
  );
});

/** Shares whose counts are of journeys or of what happens in them: each belongs to one bucket. */
const followed: [ReportName, Record<string, unknown>][] = [
  ['journeys', {}],
  ['paths', {}],
  ['drop-off', {}],
  ['re-entry', {}],
  ['channels', {}],
  ['variants', { top: 1_000 }],
  ['transitions', {}],
  ['step-matrix', { steps: 3 }],
  ['make-or-break', { horizon: '1d' }],
];

const firstInstant = (instant: number, timezone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(instant);

async function sumsAreWhole(
  site: string,
  name: ReportName,
  parameters: Record<string, unknown>,
  { series }: TrendsResult,
) {
  expect(series.length, name).toBeGreaterThan(0);
  // A comparison with the same range has the figures of the whole on its first side.
  const whole = await report('compare', site, {
    ...parameters,
    report: name,
    compareSegment: [],
    rows: 1e3,
  });
  for (const { row, figure, kind, points } of series) {
    if (kind !== 'share') continue;
    const side = whole.result.figures.find(
      (entry) => entry.figure === figure && JSON.stringify(entry.row) === JSON.stringify(row),
    )?.a;
    const sum = (key: 'count' | 'of') =>
      points.reduce((total, point) => total + (point[key] ?? 0), 0);
    expect(sum('count'), `${name} ${figure} ${JSON.stringify(row)}`).toBe(side?.count ?? 0);
    // A row that a bucket does not have adds nothing to the base there.
    if (name === 'journeys' || name === 'drop-off') expect(sum('of')).toBe(side?.of);
  }
}

/** Each conversion is credited in the bucket in which its journey began. */
async function creditsAreWhole(site: string) {
  const asked = { models: 'first,linear', replicates: 0 };
  const { result } = await report('attribution', site, { ...asked, by: 'touchpoint' });
  const trend = await report('trends', site, {
    ...asked,
    dimension: 'touchpoint',
    report: 'attribution',
    figures: 'conversions',
    rows: 100,
  });
  for (const { model, credits } of result.models) {
    for (const { key, conversions } of credits) {
      const points = trend.result.series
        .filter(({ row }) => row['model'] === model && row['key'] === key)
        .flatMap((series) => series.points);
      const sum = points.reduce((total, point) => total + (point.value ?? 0), 0);
      expect(sum, `${model} ${key}`).toBeCloseTo(conversions.value, 9);
    }
  }
}

describe('figures over time', () => {
  test(
    'what the buckets count is what the whole range counts',
    () =>
      fc.assert(
        fc.asyncProperty(logs, async (log) => {
          const site = await load(log, log.slice(0, 2));
          const { journeys, until } = observe(log, base);
          const asked = followed.map(async ([name, parameters]) => {
            // Days are many: one report by day is enough.
            const by = name === 'journeys' ? 'day' : 'week';
            const trend = await report('trends', site, {
              ...parameters,
              report: name,
              by,
              rows: 100,
            });
            const { result } = trend;
            const began = result.buckets.map(({ from, to }) =>
              journeys.filter(({ touches: [first] }) => first && first.ts >= from && first.ts < to),
            );
            expect(result.buckets.map((bucket) => bucket.journeys)).toEqual(
              began.map((list) => list.length),
            );
            expect(result.buckets.map((bucket) => bucket.state)).toEqual(
              began.map((list, index) =>
                (result.buckets[index]?.to ?? 0) > until
                  ? 'partial'
                  : list.some((journey) => journey.outcome === 'open')
                    ? 'open'
                    : 'complete',
              ),
            );
            await sumsAreWhole(site, name, parameters, result);
          });
          await Promise.all([...asked, creditsAreWhole(site)]);
        }),
        { ...options, numRuns: Math.max(1, Math.floor(numRuns / 5)) },
      ),
    240_000,
  );

  test('the journeys of a week are those that began in it', async () => {
    const [log] = fc.sample(
      logs.filter((touches) => touches.length > 50),
      { seed, numRuns: 1 },
    );
    const site = await load(log ?? []);
    const observed = observe(log ?? [], base);
    const { result } = await report('trends', site, { report: 'journeys', by: 'week' });
    for (const [index, { from, to }] of result.buckets.entries()) {
      const journeys = observed.journeys.filter(
        ({ touches: [first] }) => first && first.ts >= from && first.ts < to,
      );
      if (journeys.length === 0) continue;
      const known = oracleJourneys({ ...observed, journeys }, base);
      const point = (figure: string) =>
        result.series.find((series) => series.figure.startsWith(figure))?.points[index];
      const bare = ({ rate, low, high, count, of }: typeof known.outcomes.converted) => ({
        value: rate,
        low,
        high,
        count,
        of,
        n: null,
      });
      same(point('converted'), bare(known.convertedWithin));
      same(point('abandoned'), bare(known.outcomes.abandoned));
      same(point('open'), bare(known.outcomes.open));
      same(point('returned after'), bare(known.returned));
    }
  });

  test.each([
    ['Europe/Berlin', Date.UTC(2026, 2, 26, 22), 'day', 23],
    ['Europe/Berlin', Date.UTC(2026, 9, 23, 22), 'day', 25],
    // No midnight on the day on which the clocks go forward.
    ['America/Sao_Paulo', Date.UTC(2018, 10, 2, 12), 'day', 23],
    ['Asia/Kathmandu', Date.UTC(2026, 2, 26, 22), 'week', undefined],
    ['America/New_York', Date.UTC(2026, 2, 1, 4), 'week', 167],
  ] as const)('days of %s from %d begin where they do', async (timezone, begin, by, odd) => {
    const touch = { seq: 0, type: 'touch' as const, place: 'home', channel: 'web', medium: '' };
    const who = { device: 'd1', user: '', account: '', value: 0 };
    const log = [0, 3, 9].map((days, id) => ({ ...touch, ...who, id, ts: begin + days * day }));
    const site = await load(log);
    const { result } = await report('trends', site, { report: 'journeys', by, timezone });
    for (const [index, { start, from, to }] of result.buckets.entries()) {
      expect(firstInstant(from, timezone)).toBe(start);
      expect(firstInstant(from - 1, timezone) < start).toBe(true);
      if (index > 0) expect(from).toBe(result.buckets[index - 1]?.to);
      if (by === 'week') expect(new Date(`${start}T00:00:00Z`).getUTCDay()).toBe(1);
      expect(to).toBeGreaterThan(from);
    }
    const hours = result.buckets.map(({ from, to }) => (to - from) / hour);
    if (odd !== undefined) expect(hours).toContain(odd);
    expect(result.buckets[0]?.from).toBeLessThanOrEqual(begin);
    expect(result.buckets.at(-1)?.to).toBeGreaterThan(begin + 9 * day);
    expect(result.buckets.at(-1)?.state).toBe('partial');
  });
});

const keyOf = (entry: { row: object; figure: string }) => JSON.stringify([entry.row, entry.figure]);

describe('two groups', () => {
  const email = [{ field: 'channel', value: 'email' }];
  const other = [{ field: 'channel', op: 'is_not', value: 'email' }];

  test('the other way round every difference changes its sign', async () => {
    const byMail = (log: LogTouch[]) =>
      observe(log, base).people.map(({ touches }) => touches.some((t) => t.channel === 'email'));
    // Enough people of both kinds to meet the same places.
    const [log] = fc.sample(
      logs.filter((touches) => {
        const kinds = byMail(touches);
        return kinds.filter(Boolean).length > 2 && kinds.filter((mail) => !mail).length > 2;
      }),
      { seed: seed + 1, numRuns: 1 },
    );
    const site = await load(log ?? []);
    const people = observe(log ?? [], base).people.length;
    for (const name of ['journeys', 'transitions', 'drop-off'] as const) {
      const one = await report('compare', site, {
        report: name,
        segment: email,
        compareSegment: other,
      });
      const back = await report('compare', site, {
        report: name,
        segment: other,
        compareSegment: email,
      });
      expect(one.result.peopleInBoth).toBe(0);
      expect(one.result.a.population.people + one.result.b.population.people).toBe(people);
      const mirrored = new Map(back.result.figures.map((entry) => [keyOf(entry), entry]));
      expect(one.result.figures.length).toBe(back.result.figures.length);
      let shown = 0;
      for (const entry of one.result.figures) {
        const twin = mirrored.get(keyOf(entry));
        same([entry.a, entry.b], [twin?.b ?? null, twin?.a ?? null]);
        if (entry.difference === null || twin?.difference == null) continue;
        shown++;
        expect(entry.difference.value).toBeCloseTo(-twin.difference.value, 9);
        same(entry.p, twin.p);
        if (entry.difference.low !== null && twin.difference.high !== null) {
          expect(entry.difference.low).toBeCloseTo(-twin.difference.high, 9);
          expect(entry.difference.low).toBeLessThanOrEqual(entry.difference.value);
        }
      }
      expect(shown, name).toBeGreaterThan(0);
    }
    const self = await report('compare', site, { report: 'drop-off', compareSegment: [] });
    expect(self.result.peopleInBoth).toBe(people);
    for (const { difference } of self.result.figures) expect(difference?.value ?? 0).toBe(0);
  });

  test('two ranges', async () => {
    const [log] = fc.sample(
      logs.filter((touches) => touches.length > 50),
      { seed: seed + 2, numRuns: 1 },
    );
    const times = (log ?? []).map((touch) => touch.ts).toSorted((a, b) => a - b);
    const [from, middle, to] = [
      times[0] ?? 0,
      times[times.length / 2] ?? times[25] ?? 0,
      times.at(-1) ?? 0,
    ];
    const site = await load(log ?? []);
    const { result } = await report('compare', site, {
      report: 'journeys',
      from: middle,
      to: to + 1,
      compareFrom: from,
      compareTo: middle,
    });
    const [late, early] = [
      observe(log ?? [], { ...base, from: middle }),
      observe(log ?? [], { ...base, to: middle }),
    ];
    expect(result.a.population.journeys).toBe(late.journeys.length);
    expect(result.b.population.journeys).toBe(early.journeys.length);
    const ids = new Set(early.people.map((person) => person.id));
    expect(result.peopleInBoth).toBe(late.people.filter((person) => ids.has(person.id)).length);
  });
});
