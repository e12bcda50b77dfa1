import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { derivedReports, registrySchema, reportNames } from '@touchtrail/contract';
import type { KpiMeasure, RegistryInput, ReportName, ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observe } from './oracle/base.ts';
import { day, hour, logArbitrary, logRow, settings, testSite } from './oracle/log.ts';
import { oraclePhases } from './oracle/phases.ts';
import { same, sorted } from './oracle/same.ts';

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 3);

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-registry-')));
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const report = <Name extends ReportName>(
  name: Name,
  site: string,
  parameters: Record<string, unknown>,
): Promise<ReportTypes[Name]> =>
  runReport(name, parameters, { reader: store.reader, site: testSite(site), clock: () => 0 });
const save = (site: string, registry: RegistryInput) =>
  store.registry.save(site, registrySchema.parse(registry), { author: 'test', force: true });

const phases = ['look', 'choose', 'buy', 'use'];
const phaseByPlace: Readonly<Record<string, string>> = {
  home: 'look',
  mail: 'look',
  cart: 'choose',
  pay: 'buy',
};
const phaseOf = (place: string) => phaseByPlace[place] ?? '';

/** Keys of the registry below. */
const phaseByKey: Readonly<Record<string, string>> = {
  start: 'look',
  letter: 'look',
  basket: 'choose',
  pay: 'buy',
};

/** Names of the log mapped to other keys that have phases; `thanks` stays without one. */
const registry: RegistryInput = {
  phases,
  touchpoints: [
    { key: 'start', phase: 'look' },
    { key: 'letter', phase: 'look' },
    { key: 'basket', phase: 'choose' },
    { key: 'pay', phase: 'buy' },
  ],
  rules: [
    { touchpoint: 'start', when: { touchpoint: 'home', channel: ['web', 'email', 'store'] } },
    { touchpoint: 'letter', when: { touchpoint: { matches: '^ma' } } },
    { touchpoint: 'basket', when: { touchpoint: 'car*' } },
  ],
};

test(`phases against a plain second computation (TOUCHTRAIL_SEED=${seed})`, async () => {
  let sites = 0;
  let back = 0;
  await fc.assert(
    fc.asyncProperty(logArbitrary, async (log) => {
      const site = `phases-${++sites}`;
      await store.insertEvents(log.map((touch) => logRow(site, touch)));
      await store.insertEvents(log.slice(0, 2).map((touch) => logRow(site, touch)));
      await save(site, registry);
      for (const subject of ['person', 'account'] as const) {
        const observed = observe(log, {
          ...settings,
          subject,
          isGoal: (touch) => touch.type === 'conversion',
        });
        if (observed.journeys.length === 0) continue;
        for (const horizon of [3 * hour, 3 * day]) {
          const { result, versions } = await report('phases', site, {
            ...settings,
            subject,
            horizon,
            experience: horizon > day,
          });
          const wanted = oraclePhases(observed, phases, phaseOf, horizon, settings.visitGap);
          same(sorted(result.moves), sorted(wanted.moves), 'moves');
          const seen = result.experience?.map(({ phase, inferred }) => ({ phase, inferred }));
          const { experience } = wanted;
          same(
            { ...result, moves: 0, experience: seen },
            { ...wanted, moves: 0, experience: seen && experience },
          );
          expect(versions?.registry).toBe(1);
          back += result.wentBack.count;
          const furthest = result.furthest.reduce((sum, row) => sum + row.journeys, 0);
          expect(furthest).toBe(observed.journeys.length);
          if (!result.experience) continue;
          for (const { phase, channel, journeys, touches } of result.cells.slice(0, 2)) {
            const asked = {
              ...settings,
              subject,
              list: 0,
              behind: { kind: 'phase', phase, channel },
            };
            const { behind } = (await report('journeys', site, asked)).result;
            expect(behind).toMatchObject({ journeys: journeys.count, times: touches });
          }
          const { rows } = (await report('feedback', site, { ...settings, subject })).result;
          for (const { phase, measured } of result.experience) {
            const own = rows.filter(({ touchpoint }) => phaseByKey[touchpoint] === phase);
            const n = own.reduce((sum, { mean }) => sum + mean.n, 0);
            expect(measured.n).toBe(n);
            if (n === 0) continue;
            const total = own.reduce((sum, { mean }) => sum + mean.n * (mean.value ?? 0), 0);
            expect(measured.value).toBeCloseTo(total / n, 9);
          }
        }
      }
    }),
    { seed, numRuns, endOnFailure: true },
  );
  expect(back).toBeGreaterThan(0);
}, 240_000);

/** One touch of a person of their own. */
const touchOf = (person: number, place: string, at: number) =>
  logRow('felt', {
    id: person * 10 + (place === 'cart' ? 1 : 2),
    ts: Date.UTC(2026, 0, 1) + at,
    seq: 0,
    type: 'touch',
    place,
    channel: 'web',
    medium: '',
    device: '',
    user: `u${person}`,
    account: '',
    value: 0,
  });

test('what went wrong in a phase, by cause, and what that makes of it', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => [
    { ...touchOf(n, 'home', n * hour), errors: n < 10 ? 1 : 0 },
    { ...touchOf(n, 'cart', (n + 1) * hour), lcp_ms: n < 20 ? 5_000 : 900 },
  ]).flat();
  await store.insertEvents(rows);
  await save('felt', registry);
  const parameters = { ...settings, inactivityLimit: 100 * day };
  const bare = await report('phases', 'felt', parameters);
  expect(bare.result.experience).toBeNull();
  const { result } = await report('phases', 'felt', { ...parameters, experience: true });
  const [look, choose, buy] = result.experience ?? [];
  expect(look?.inferred).toMatchObject({ failed: { count: 10, of: 40 }, slow: { count: 0 } });
  expect(look?.inferred.score?.value).toBeCloseTo(1 + 9 * 0.75, 9);
  expect(choose?.inferred).toMatchObject({ slow: { count: 20 }, troubled: { count: 20, of: 40 } });
  expect(choose?.inferred.score?.value).toBeCloseTo(1 + 9 * 0.5, 9);
  expect(buy?.inferred).toMatchObject({ journeys: 0, score: null });
}, 60_000);

const percent = (share: number | null) => (share === null ? null : share * 100);

test('what a KPI stands at is what the reports say of its touchpoint', async () => {
  const log = fc.sample(logArbitrary, { seed, numRuns: 12 }).flat();
  await store.insertEvents(log.map((touch, n) => logRow('aimed', { ...touch, id: n + 1 })));
  const parameters = { ...settings, horizon: 3 * hour };
  const kpisOf = async (measure: KpiMeasure, target?: number) => {
    const touchpoints = registry.touchpoints?.map((one) => ({
      ...one,
      measure,
      ...(target !== undefined && { target }),
    }));
    await save('aimed', { ...registry, touchpoints });
    const { result } = await report('phases', 'aimed', { ...parameters, kpis: true });
    return new Map(result.kpis?.map((kpi) => [kpi.touchpoint, kpi]));
  };

  const abandoned = await kpisOf('abandonment', 0);
  const { rows: losses } = (await report('drop-off', 'aimed', settings)).result;
  const registered = losses.filter(({ touchpoint }) => touchpoint in phaseByKey);
  expect(registered.length).toBeGreaterThan(2);
  for (const { touchpoint, hazard } of registered) {
    const kpi = abandoned.get(touchpoint);
    expect(kpi, touchpoint).toMatchObject({ n: hazard.of, target: 0, best: null });
    same(kpi?.actual, {
      value: percent(hazard.rate),
      low: percent(hazard.low),
      high: percent(hazard.high),
    });
    if (hazard.count > 0) expect(['missed', 'not_certain']).toContain(kpi?.verdict);
  }
  const rated = await kpisOf('rating');
  const won = await kpisOf('conversion');
  const { rows } = (await report('feedback', 'aimed', parameters)).result;
  expect(rows.some(({ touchpoint }) => touchpoint in phaseByKey)).toBe(true);
  for (const { touchpoint, mean, convertedRated, convertedUnrated } of rows) {
    if (!(touchpoint in phaseByKey)) continue;
    const { n, ...actual } = mean;
    expect(rated.get(touchpoint)?.n).toBe(n);
    same(rated.get(touchpoint)?.actual, actual);
    const of = convertedRated.of + convertedUnrated.of;
    const conversion = won.get(touchpoint);
    expect(conversion?.n).toBe(of);
    if (of === 0) continue;
    const count = convertedRated.count + convertedUnrated.count;
    expect(conversion?.actual.value).toBeCloseTo((100 * count) / of, 9);
  }
  // Waits one by one, of the same people.
  const observed = observe(
    log.map((touch, n) => ({ ...touch, id: n + 1 })),
    {
      ...settings,
      subject: 'person',
      isGoal: (touch) => touch.type === 'conversion',
    },
  );
  const waits = observed.journeys.flatMap(({ touches }) =>
    touches.slice(1).flatMap((next, at) => {
      const touch = touches[at];
      return touch?.place === 'pay' ? [next.ts - touch.ts] : [];
    }),
  );
  const sortedWaits = waits.toSorted((a, b) => a - b);
  const middle = (sortedWaits.length - 1) / 2;
  const median =
    ((sortedWaits[Math.floor(middle)] ?? 0) + (sortedWaits[Math.ceil(middle)] ?? 0)) / 2;
  const waited = (await kpisOf('time')).get('pay');
  expect(waited?.n).toBe(waits.length);
  expect(waited?.actual.value).toBeCloseTo(median / 60_000, 9);
}, 120_000);

/** What a report needs to be asked at all. */
const required: Partial<Record<ReportName, Record<string, unknown>>> = {
  funnel: { steps: 'start,basket,pay' },
  'step-matrix': {},
};
const plainReports = reportNames.filter(
  (name) => !(derivedReports as readonly string[]).includes(name),
);

test('every report names touches by the registry, and says which version', async () => {
  const log = fc.sample(logArbitrary, { seed, numRuns: 12 }).flat();
  const rows = log.map((touch, n) => ({ ...touch, id: n + 1 }));
  await store.insertEvents(rows.map((touch) => logRow('mapped', touch)));
  // The same, sent under the names that the registry gives.
  const names: Readonly<Record<string, string>> = { home: 'start', mail: 'letter', cart: 'basket' };
  await store.insertEvents(
    rows.map((touch) => logRow('named', { ...touch, place: names[touch.place] ?? touch.place })),
  );
  await save('mapped', registry);
  await save('named', { ...registry, rules: [] });
  for (const name of plainReports) {
    const parameters = {
      ...settings,
      goal: ['pay'],
      segment: [{ field: 'touchpoint', value: 'start' }],
      ...required[name],
    };
    const [mapped, named] = await Promise.all([
      report(name, 'mapped', parameters),
      report(name, 'named', parameters),
    ]);
    expect(mapped.versions?.registry, name).toBe(1);
    expect(mapped.population, name).toEqual(named.population);
    same(mapped.result, named.result, name);
    expect(JSON.stringify(mapped.result), name).not.toContain('"home"');
  }
  // A journey is in the week in which it began.
  const { result: whole } = await report('phases', 'mapped', { ...settings });
  const { result: weeks } = await report('trends', 'mapped', { ...settings, report: 'phases' });
  expect(whole.phases.map(({ reached }) => reached.count)).toEqual(
    whole.phases.map(({ phase }) =>
      weeks.series
        .filter(({ row, figure }) => row['phase'] === phase && figure === 'reached')
        .flatMap(({ points }) => points)
        .reduce((all, point) => all + (point.count ?? 0), 0),
    ),
  );
}, 120_000);

test('the largest registry is answered', async () => {
  const log = fc.sample(logArbitrary, { seed, numRuns: 4 }).flat();
  await store.insertEvents(log.map((touch, n) => logRow('large', { ...touch, id: n + 1 })));
  const keys = Array.from({ length: 100 }, (_, n) => `section-${n}`);
  await save('large', {
    touchpoints: [...keys, 'start'].map((key) => ({ key, phase: 'use' })),
    rules: [
      ...keys.slice(1).map((key, n) => ({
        touchpoint: key,
        when: {
          touchpoint: { matches: `^/${key}/(edit|view)/[0-9]+$` },
          event: `never.${n}`,
          channel: ['web', 'app'] as const,
          path: `/${key}/*/edit`,
        },
      })),
      { touchpoint: 'start', when: { touchpoint: 'home' } },
    ].map((rule) => ({ ...rule, when: { ...rule.when } })) as RegistryInput['rules'],
  });
  const parameters = {
    ...settings,
    goal: ['start', 'thanks', 'event:order.completed'],
    segment: Array.from({ length: 3 }, () => ({ field: 'touchpoint', value: 'start' })),
  };
  for (const name of ['funnel', 'phases'] as const) {
    const { result, versions } = await report(name, 'large', { ...parameters, ...required[name] });
    expect(versions?.registry, name).toBe(1);
    expect(JSON.stringify(result), name).not.toContain('"home"');
  }
}, 240_000);
