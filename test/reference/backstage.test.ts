import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { gatheredReports, registrySchema, reportNames } from '@touchtrail/contract';
import type { RegistryInput, ReportName, ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { EventRow, Reader, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { day, hour, logArbitrary, logRow, settings, testSite } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_123);

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-backstage-')));
  store = await openStore({ dataDir, journeys: { minTouches: 0, waitMs: 60_000 } });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Reads events themselves, whatever is made already. */
const rawReader = (): Reader => {
  const { sequences: _none, ...raw } = store.reader;
  return raw;
};
const report = <Name extends ReportName>(
  name: Name,
  site: string,
  parameters: Record<string, unknown>,
  reader: Reader = store.reader,
): Promise<ReportTypes[Name]> =>
  runReport(name, { ...settings, ...parameters }, { reader, site: testSite(site), clock: () => 0 });

const registry = (backstage: boolean): RegistryInput => ({
  phases: ['look', 'buy'],
  touchpoints: [
    { key: 'home', phase: 'look' },
    { key: 'pay', phase: 'buy' },
    { key: 'loose', backstage },
    { key: 'picked', phase: 'buy', backstage },
    { key: 'retry', phase: 'look', backstage },
  ],
});
const save = (site: string, backstage = true) =>
  store.registry.save(site, registrySchema.parse(registry(backstage)), {
    author: 'test',
    force: true,
  });

const start = Date.UTC(2026, 0, 1);
let ids = 0;
const touch = (
  site: string,
  user: string,
  place: string,
  at: number,
  more: Partial<EventRow> & { type?: LogTouch['type'] } = {},
): EventRow => ({
  ...logRow(site, {
    id: ++ids,
    ts: start + at,
    seq: 0,
    type: more.type ?? 'touch',
    place,
    channel: 'web',
    medium: '',
    device: '',
    user,
    account: '',
    value: 0,
  }),
  ...more,
});

test('backstage touches are counted with the journey of the touch before', async () => {
  const site = 'counted';
  const rows = [
    // Bought; picked an hour later: of the journey that ended, though its goal was before.
    touch(site, 'a', 'home', 0),
    touch(site, 'a', 'pay', hour, { type: 'conversion' }),
    touch(site, 'a', 'picked', 2 * hour),
    // The next journey of the same person; retried twice, once with an error.
    touch(site, 'a', 'home', 4 * hour),
    touch(site, 'a', 'retry', 4 * hour + 60_000, { errors: 1 }),
    touch(site, 'a', 'retry', 4 * hour + 180_000),
    // Six days after the last touch is beyond the inactivity limit; before any touch there is no journey.
    touch(site, 'b', 'home', 0),
    touch(site, 'b', 'picked', 6 * day),
    touch(site, 'c', 'picked', 0),
    touch(site, 'c', 'home', hour),
    // Said by the person: feedback at such a touchpoint stays a touch.
    touch(site, 'c', 'picked', 2 * hour, { type: 'feedback' }),
    // Somebody the site never met.
    touch(site, 'nobody', 'picked', hour),
  ];
  await store.insertEvents(rows);
  await store.insertEvents(rows.slice(2, 5));
  await save(site);
  for (const reader of [store.reader, rawReader()]) {
    const { result, population } = await report('phases', site, {}, reader);
    expect(population).toMatchObject({ people: 3, journeys: 4, touches: 6 });
    expect(population.excluded).toContainEqual({
      why: 'backstage touches, which people do not see',
      // A row stored twice is left out twice until it is merged.
      count: expect.toBeOneOf([6, 8]),
    });
    expect(result.backstage.map(({ touchpoint }) => touchpoint)).toEqual([
      'retry',
      'picked',
      'loose',
    ]);
    const [retry, picked, loose] = result.backstage;
    expect(retry).toMatchObject({
      phase: 'look',
      touches: 2,
      outside: 0,
      journeys: { count: 1, of: 4 },
      failed: { count: 1, of: 2 },
      wait: { n: 2, p25: 90_000, p50: 120_000, p75: 150_000 },
    });
    expect(picked).toMatchObject({
      phase: 'buy',
      touches: 1,
      outside: 3,
      journeys: { count: 1, of: 4, rate: 0.25 },
      failed: { count: 0, of: 1 },
      wait: { n: 1, p50: hour },
    });
    expect(loose).toMatchObject({ phase: null, touches: 0, journeys: { count: 0 } });
    for (const { touchpoint, journeys, touches } of result.backstage) {
      const asked = { list: 10, behind: { kind: 'backstage', touchpoint } };
      const { behind } = (await report('journeys', site, asked, reader)).result;
      expect(behind, touchpoint).toMatchObject({ journeys: journeys.count, times: touches });
    }
  }
  // Of journeys that began with a start, or in a span, only those are counted.
  const begun = await report('phases', site, { start: ['pay'] });
  expect(begun.result.backstage).toMatchObject([{ touches: 0, outside: 2 }, { touches: 1 }, {}]);
  // Whoever asks for it as a goal is told why nobody reaches it; or has it as a step.
  const { warnings } = await report('journeys', site, { goal: ['retry'] });
  expect(warnings.join()).toContain('"retry" is backstage');
  const steps = { goal: ['retry'], includeBackstage: true };
  const asked = await report('journeys', site, steps);
  expect(asked.warnings.join()).not.toContain('backstage');
  expect(asked.result.outcomes.converted.count).toBeGreaterThan(0);
}, 60_000);

const needed: Partial<Record<ReportName, Record<string, unknown>>> = {
  funnel: { steps: 'home,cart,pay' },
  compare: { report: 'paths', compareSegment: [{ field: 'channel', value: 'email' }] },
  trends: { report: 'transitions' },
};

/** What a report says, without what names its run and its site, and what is backstage. */
function said(answer: ReportTypes[ReportName]): unknown {
  const { result, population, dataUntil, assumptions } = answer;
  return JSON.parse(
    JSON.stringify({ result, population, dataUntil, assumptions }, (key, value: unknown) => {
      if (key === 'backstage') return undefined;
      if (key !== 'excluded' || !Array.isArray(value)) return value;
      return (value as { why: string }[]).filter(({ why }) => !why.startsWith('backstage'));
    }),
  ) as unknown;
}

const put = async (site: string, touches: readonly LogTouch[], backstage: boolean) => {
  await store.insertEvents(touches.map((one) => logRow(site, one)));
  await save(site, backstage);
};

test(`no report takes a backstage touch for a step (TOUCHTRAIL_SEED=${seed})`, async () => {
  const log = fc
    .sample(logArbitrary, { seed, numRuns: 3 })
    .flat()
    .map((one, n) => ({ ...one, id: n + 1 }));
  const hidden = fc
    .sample(
      fc.record({
        of: fc.nat(),
        after: fc.nat(9 * day),
        place: fc.constantFrom('picked', 'retry'),
      }),
      {
        seed,
        numRuns: 40,
      },
    )
    .map(({ of, after, place }, n): LogTouch => {
      const met = log[of % log.length];
      if (!met) throw new Error('The log is empty.');
      return { ...met, id: 10_000 + n, ts: met.ts + after, type: 'touch', place, value: 0 };
    });
  await put('met', log, true);
  await put('both', [...log, ...hidden], true);
  await put('plain', [...log, ...hidden], false);
  let differed = 0;
  for (const name of reportNames) {
    if ((gatheredReports as readonly string[]).includes(name)) continue;
    const parameters = needed[name] ?? {};
    const [met, both, read, asked, plain] = await Promise.all([
      report(name, 'met', parameters),
      report(name, 'both', parameters),
      report(name, 'both', parameters, rawReader()),
      report(name, 'both', { ...parameters, includeBackstage: true }),
      report(name, 'plain', parameters),
    ]);
    expect(said(both), name).toEqual(said(met));
    expect(said(read), name).toEqual(said(met));
    expect(said(asked), name).toEqual(said(plain));
    if (JSON.stringify(said(both)) !== JSON.stringify(said(plain))) differed++;
  }
  // Or the marks would not matter.
  expect(differed).toBeGreaterThan(8);
}, 240_000);
