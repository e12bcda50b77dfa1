import { renderNdjson, toTable } from '@touchtrail/analysis';
import { gatheredReports, reportParameters } from '@touchtrail/contract';
import type { ReportName } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, observe, pausesOf } from './oracle/base.ts';
import type { Journey, Observed, OracleSettings } from './oracle/base.ts';
import { oracleDropOff, oracleReEntry } from './oracle/breaks.ts';
import { logSites } from './oracle/harness.ts';
import { oracleJourneys } from './oracle/journeys.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';
import { oraclePaths } from './oracle/paths.ts';
import { same, sorted, toldBy } from './oracle/same.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 2);
const options = { seed, numRuns, endOnFailure: true };

const base: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};
const thanks: OracleSettings = {
  ...base,
  isGoal: (touch) => touch.place === 'thanks',
  goalName: 'thanks',
};
const accounts: OracleSettings = {
  ...base,
  subject: 'account',
  ownGap: ({ channel }) => ({ store: 3 * hour, email: 60_000 })[channel],
};
const variations: { parameters: Record<string, unknown>; oracle: OracleSettings }[] = [
  { parameters: {}, oracle: base },
  { parameters: { goal: 'thanks' }, oracle: thanks },
  {
    parameters: { subject: 'account', abandonmentGaps: 'analog=3h,email=1m' },
    oracle: accounts,
  },
];
/** Limits that the silence at the end of the data meets to the millisecond. */
function atBorders(log: readonly LogTouch[]): (typeof variations)[number] {
  if (!observable(log, base)) return { parameters: {}, oracle: base };
  const silences = observe(log, base)
    .journeys.filter(
      (j) => j.outcome !== 'converted' && j.person.touches.at(-1) === j.touches.at(-1),
    )
    .map((journey) => journey.silenceAfter)
    .filter((ms) => ms > 0)
    .toSorted((a, b) => a - b);
  const abandonmentGap = silences[0] ?? hour;
  const longest = silences.at(-1) ?? day;
  const inactivityLimit = longest > abandonmentGap ? longest : abandonmentGap + hour;
  const limits = { abandonmentGap, inactivityLimit };
  return { parameters: limits, oracle: { ...base, ...limits } };
}
const endOf = (journey: Journey) => at(journey.touches, journey.touches.length - 1).ts;
const met = (...lists: number[][]): number[] =>
  lists.flatMap((list) => list.filter((ms) => ms > 0).slice(0, 1));
/** Horizons that the data meet to the millisecond: observed just that long, converted just then. */
function horizonBorders({ journeys, until }: Observed, oracle: OracleSettings) {
  const won = journeys.filter((journey) => journey.outcome === 'converted');
  const pauses = journeys.flatMap((journey) => pausesOf(journey, oracle));
  const backs = pauses.flatMap(({ journey, silence, back }) =>
    back ? [{ journey, silence, ts: back.ts }] : [],
  );
  return {
    journeys: met(
      journeys.map((journey) => until - at(journey.touches, 0).ts),
      won.map((journey) => endOf(journey) - at(journey.touches, 0).ts),
    ),
    returns: met(
      pauses.map((pause) => until - pause.from.ts),
      backs.map((back) => until - back.ts),
      backs.filter(({ journey }) => won.includes(journey)).map((b) => endOf(b.journey) - b.ts),
    ),
  };
}
const observable = (log: readonly LogTouch[], oracle: OracleSettings) =>
  observe(log, oracle).journeys.length > 0;

const fits = ({ touches: own }: { touches: readonly LogTouch[] }) =>
  own.some((t) => t.channel === 'email') && !own.some((t) => t.place === 'mail');

const bare = (nodes: readonly { share: unknown }[]) =>
  sorted(nodes.map(({ share: _share, ...node }) => node));

describe('reports against a plain second computation', () => {
  test(
    'journeys, drop-off, re-entry',
    () =>
      fc.assert(
        fc.asyncProperty(logArbitrary, async (log) => {
          const site = await load(log, log.slice(0, 3));
          const asked = [...variations, atBorders(log)].map(async ({ parameters, oracle }) => {
            if (!observable(log, oracle)) return;
            const observed = observe(log, oracle);
            const borders = horizonBorders(observed, oracle);
            const horizons = [day, ...borders.journeys].map(async (horizon) => {
              const own = { ...parameters, horizon, list: 0 };
              const { result } = await report('journeys', site, own);
              const told = oracleJourneys(observed, oracle, horizon);
              same({ ...result, journeys: 0 }, { ...told, journeys: 0 });
            });
            const journeys = await report('journeys', site, { ...parameters, list: 1_000 });
            same(journeys.result, oracleJourneys(observed, oracle));
            expect(journeys.population).toMatchObject({
              people: observed.people.length,
              journeys: observed.journeys.length,
              touches: observed.people.reduce((sum, person) => sum + person.touches.length, 0),
              open: observed.journeys.filter((j) => j.outcome === 'open').length,
            });
            expect(journeys.dataUntil).toBe(observed.until);

            const drop = await report('drop-off', site, parameters);
            const expected = oracleDropOff(observed, oracle);
            same(drop.result.overall, expected.overall);
            const rows = drop.result.rows
              .map(({ excess, ...row }) => ({ ...row, excess: excess.value }))
              .toSorted((a, b) => (a.touchpoint < b.touchpoint ? -1 : 1));
            same(toldBy(rows, expected.rows), expected.rows);

            const returns = [3 * day, 3 * hour, ...borders.returns].map(async (horizon) => {
              const { result } = await report('re-entry', site, { ...parameters, horizon });
              const told = oracleReEntry(observed, oracle, horizon);
              same(toldBy(result, told), told);
            });
            await Promise.all([...horizons, ...returns]);
          });
          await Promise.all(asked);
        }),
        options,
      ),
    240_000,
  );

  test(
    'paths',
    () =>
      fc.assert(
        fc.asyncProperty(
          logArbitrary,
          fc.record({
            unit: fc.constantFrom('journey' as const, 'person' as const, 'visit' as const),
            mergeRepeats: fc.boolean(),
            startAt: fc.constantFrom(undefined, 'home', 'cart'),
            endAt: fc.constantFrom(undefined, undefined, 'cart', 'pay'),
            steps: fc.integer({ min: 2, max: 5 }),
            itemsPerStep: fc.integer({ min: 1, max: 3 }),
            minShare: fc.constantFrom(0, 0.15),
            exclude: fc.constantFrom([], ['mail'], ['home', 'cart']),
          }),
          async (log, path) => {
            const site = await load(log, log.slice(0, 2));
            for (const { parameters, oracle } of variations) {
              if (!observable(log, oracle)) continue;
              const all = await report('paths', site, { ...parameters, ...path, variants: 1_000 });
              const { variants, flow, ...rest } = all.result;
              const observed = observe(log, oracle);
              const expected = oraclePaths(observed, oracle, path);
              const left = observed.people
                .flatMap(({ touches }) => touches)
                .filter(({ place }) => path.exclude.some((key) => key === place));
              const told = all.population.excluded.find(({ why }) =>
                why.startsWith('touches of touchpoints'),
              );
              expect(told?.count ?? 0).toBe(left.length);
              const { variants: oracleVariants, flow: oracleFlow, ...oracleRest } = expected;
              same(rest, oracleRest);
              same(sorted(variants), sorted(oracleVariants));
              expect(bare(flow.nodes)).toEqual(bare(oracleFlow.nodes));
              expect(sorted(flow.links)).toEqual(sorted(oracleFlow.links));
            }
          },
        ),
        options,
      ),
    240_000,
  );

  test('a range and a segment', async () => {
    const cases = fc.sample(logArbitrary, { seed, numRuns: 200 }).map((touches) => {
      const times = touches.map((touch) => touch.ts).toSorted((a, b) => a - b);
      const range = { from: times[5] ?? 0, to: times.at(-5) ?? 0 };
      return { touches, range, ranged: observe(touches, { ...base, ...range }) };
    });
    // The first log where some fit the segment and some do not.
    const found = cases.find(({ ranged: { people } }) => people.some(fits) && !people.every(fits));
    if (!found) throw new Error('no generated log has both kinds of people');
    const { touches, range, ranged } = found;
    const oracle = { ...base, ...range };
    const site = await load(touches);
    const journeys = await report('journeys', site, { ...range, list: 1_000 });
    same(journeys.result, oracleJourneys(ranged, oracle));

    const people = ranged.people.filter(fits);
    const ids = new Set(people.map((person) => person.id));
    const inside = {
      ...ranged,
      people,
      journeys: ranged.journeys.filter((j) => ids.has(j.person.id)),
    };
    const segmented = await report('journeys', site, {
      ...range,
      list: 1_000,
      segment: [
        { field: 'channel', op: 'is', value: 'email' },
        { field: 'touchpoint', op: 'is_not', value: 'mail' },
      ],
    });
    same(segmented.result, oracleJourneys(inside, oracle));
    expect(segmented.population.excluded).toContainEqual({
      why: 'outside the segment',
      count: ranged.people.length - people.length,
    });
    const props = await report('journeys', site, {
      ...range,
      segment: JSON.stringify([
        { field: 'props.plan', value: 'a' },
        { field: 'props.n', value: '2' },
      ]),
    });
    expect(props.population.people).toBe(
      ranged.people.filter((person) => person.touches.some((t) => t.place === 'cart')).length,
    );
  });
});

const rename = (place: string) => `zone/${place} ✓`;

const back = (text: string) => text.replaceAll(/zone\/(\w+) ✓/g, '$1');

const instants: ReadonlySet<string> = new Set(['from', 'to', 'dataUntil']);

/** Without the days and instants, which move with the time. */
const days = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (key, entry: unknown) =>
      key === 'series' || (instants.has(key) && typeof entry === 'number') ? null : entry,
    ),
  );

describe('the same log told differently', () => {
  const everyName = Object.keys(reportParameters) as ReportName[];
  // What is gathered from others is the same when they are.
  const names = everyName.filter((name) => !(gatheredReports as readonly string[]).includes(name));
  const parameters: Partial<Record<ReportName, Record<string, unknown>>> = {
    journeys: { list: 0, abandonmentGap: undefined },
    funnel: { steps: 'home,cart,thanks', window: '2d' },
    paths: { variants: 1_000 },
    attribution: { replicates: 40 },
    variants: { top: 1_000 },
    transitions: { eventually: true, top: 5 },
    'step-matrix': { align: 'end', steps: 4 },
    trends: { report: 'drop-off', by: 'week', rows: 20 },
    compare: { report: 'paths', compareSegment: [{ field: 'channel', value: 'email' }] },
    're-entry': { horizon: '3d' },
  };
  const all = async (
    site: string,
    renamed: (text: string) => string = (text) => text,
    asked = names,
    more: Record<string, unknown> = {},
  ): Promise<unknown[]> => {
    const answers = asked.map(async (name) => {
      const given = { ...parameters[name], ...more };
      if (name === 'funnel') given['steps'] = ['home', 'cart', 'thanks'].map(renamed);
      const { result, population } = await report(name, site, given);
      return { result, population };
    });
    return Promise.all(answers);
  };

  test(
    'doubled rows, another order of insert, other names and another time change nothing',
    () =>
      fc.assert(
        fc.asyncProperty(logArbitrary, async (log) => {
          const site = await load(log);
          const plain = await all(site);
          const shuffled = log.toSorted((a, b) => ((a.id * 7_919) % 101) - ((b.id * 7_919) % 101));
          same(await all(await load(shuffled, log)), plain);

          // Names keep their alphabetical order, which breaks ties between equal counts.
          const renamed = log.map((touch) => ({ ...touch, place: rename(touch.place) }));
          const told = await all(await load(renamed), rename);
          same(JSON.parse(back(JSON.stringify(told))), JSON.parse(JSON.stringify(plain)));

          const shift = 28 * day;
          const later = log.map((touch) => ({ ...touch, ts: touch.ts + shift }));
          // Weeks have 167 to 169 hours: who begins in which of them may change with the clocks.
          const timeless = names.filter((name) => name !== 'trends');
          const moved = await all(await load(later), undefined, timeless);
          const unmoved = days(plain.filter((_, index) => names[index] !== 'trends'));
          same(days(moved), unmoved);
          // The same instants, seen from another place.
          const far = { timezone: 'Pacific/Kiritimati' };
          same(days(await all(site, undefined, timeless, far)), unmoved);
        }),
        { ...options, numRuns: Math.max(1, Math.floor(numRuns / 3)) },
      ),
    240_000,
  );

  test('asked again with the parameters as resolved, a report says the same', async () => {
    const logs = fc.sample(logArbitrary, { seed: seed + 3, numRuns: 100 });
    const site = await load(logs.find((log) => log.length > 40) ?? []);
    const twice = async (name: ReportName) => {
      const first = await report(name, site, { ...parameters[name], abandonmentGap: undefined });
      const again = await report(name, site, first.parameters);
      same(again.result, first.result);
      expect(again.population).toEqual(first.population);
      const { columns, rows } = toTable(first);
      // These logs have no comments, no interactions with forms, and too few journeys for what needs many.
      const silent = ['forms', 'make-or-break', 'topics', 'personas', 'findings'];
      if (!silent.includes(name)) expect(rows.length, name).toBeGreaterThan(0);
      for (const row of rows) {
        expect(Object.keys(row).toSorted()).toEqual(columns.map((column) => column.key).toSorted());
      }
      expect(renderNdjson(toTable(again))).toBe(renderNdjson(toTable(first)));
    };
    await Promise.all(everyName.map(twice));
  });

  test('totals agree across reports', async () => {
    const [log] = fc.sample(
      logArbitrary.filter((touches) => touches.length > 40),
      { seed: seed + 1, numRuns: 1 },
    );
    const site = await load(log ?? []);
    const journeys = await report('journeys', site, {});
    const paths = await report('paths', site, { steps: 4, itemsPerStep: 2 });
    const drop = await report('drop-off', site, {});
    const returns = await report('re-entry', site, { horizon: settings.inactivityLimit });
    const total = journeys.population.journeys;
    expect(total).toBeGreaterThan(10);
    for (const other of [paths, drop, returns])
      expect(other.population).toEqual(journeys.population);
    expect(paths.result.paths).toBe(total);
    for (let step = 1; step <= 4; step++) {
      const boxes = paths.result.flow.nodes.filter((node) => node.step === step);
      expect(boxes.reduce((sum, node) => sum + node.paths, 0)).toBe(total);
      if (step === 4) continue;
      const links = paths.result.flow.links.filter((link) => link.step === step);
      expect(links.reduce((sum, link) => sum + link.paths, 0)).toBe(total);
    }
    const starts = paths.result.transitions.filter((t) => t.from === '(start)');
    expect(starts.reduce((sum, t) => sum + t.count, 0)).toBe(total);
    const touches = paths.result.nodes.reduce((sum, node) => sum + node.touches, 0);
    expect(touches).toBe(journeys.population.touches);
    const ended = (end: string) =>
      paths.result.transitions.reduce((sum, t) => sum + (t.to === end ? t.count : 0), 0);
    expect(ended('(converted)')).toBe(journeys.result.outcomes.converted.count);
    expect(ended('(abandoned)')).toBe(journeys.result.outcomes.abandoned.count);
    expect(ended('(open)')).toBe(journeys.population.open);
    expect(drop.result.overall.count).toBe(returns.result.pauses);
    expect(returns.result.rows.reduce((sum, row) => sum + row.returns, 0)).toBe(
      returns.result.returns,
    );
    expect(returns.result.points.reduce((sum, row) => sum + row.returns, 0)).toBe(
      returns.result.returns,
    );
    const lost = drop.result.rows.reduce((sum, row) => sum + row.lastTouchLost, 0);
    expect(lost).toBe(journeys.result.outcomes.abandoned.count);
  });
});
