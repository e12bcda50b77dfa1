import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { gatheredReports, reportNames } from '@touchtrail/contract';
import type { ReportName, SegmentRule } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Reader, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { day, logArbitrary, logRow, settings, testSite } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 1);

let store: Store;
let dataDir: string;
let sites = 0;

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(join(tmpdir(), 'touchtrail-stored-')));
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

/** What each report needs besides what all take. */
const needed: Partial<Record<ReportName, Record<string, unknown>>> = {
  funnel: { steps: 'home,cart,pay' },
  compare: { report: 'paths', compareSegment: [{ field: 'channel', value: 'email' }] },
  trends: { report: 'transitions' },
};
type Shape = Record<string, unknown>;

async function answer(name: ReportName, site: string, parameters: Shape, reader: Reader) {
  try {
    const report: Shape = {
      ...(await runReport(
        name,
        { ...settings, ...needed[name], ...parameters },
        { reader, site: testSite(site), clock: () => 0 },
      )),
    };
    return report;
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

/** Reports twice: from events, and from what is made already. */
async function compareForms(site: string, names: readonly ReportName[], asked: readonly Shape[]) {
  for (const parameters of asked) {
    const subject = parameters['subject'] === 'account' ? 'account' : 'person';
    expect(await store.reader.sequences?.(site, subject)).toBeDefined();
    const both = names.map(async (name) => {
      const made = await answer(name, site, parameters, store.reader);
      const raw = await answer(name, site, parameters, rawReader());
      expect({ name, parameters, made }).toEqual({ name, parameters, made: raw });
    });
    await Promise.all(both);
  }
}
const accounts: Shape = { subject: 'account' };

const cuts = (log: readonly LogTouch[]): Shape[] => {
  const times = log.map(({ ts }) => ts).toSorted((a, b) => a - b);
  const from = times[Math.floor(times.length / 3)] ?? 0;
  return [
    { from, to: (times[Math.floor((2 * times.length) / 3)] ?? 0) + 1 },
    { to: from + day, segment: [{ field: 'channel', op: 'is', value: 'email' }] },
  ];
};

/** Rules whose leaves are read from touches in order, from what else is known, and from both. */
const rules: Record<string, SegmentRule> = {
  returning: {
    all: [
      { touched: { touchpoint: 'cart', type: 'touch' }, atLeast: 2 },
      { not: { touched: { channel: 'email' }, within: 9 * day } },
    ],
  },
  silent: { any: [{ silentFor: 2 * day }, { inPhase: 'decision' }] },
  'of-an-account': {
    any: [
      { account: { op: 'is' } },
      { all: [{ touched: { event: 'order.completed' }, atMost: 1 }] },
    ],
  },
};

const saveSegments = async (site: string): Promise<void> => {
  for (const [key, rule] of Object.entries(rules))
    await store.segments.set(site, { key, name: key, rule }, 'test');
};

const segments = (log: readonly LogTouch[]): Shape[] => {
  const to = Math.max(...log.map(({ ts }) => ts)) - day;
  const simple = [
    { field: 'channel', op: 'contains', value: 'mai' },
    { field: 'touchpoint', op: 'is_not', value: 'cart' },
    { field: 'touchpoint', op: 'contains', value: 'a' },
    { field: 'name', op: 'is', value: 'order.completed' },
    { field: 'account_id', op: 'is_not', value: 'acme' },
    { field: 'props.plan', op: 'is', value: 'a' },
  ];
  return [
    ...simple.map((condition) => ({ segment: [condition] })),
    { to, segment: simple.slice(1, 3), subject: 'account' },
    ...Object.keys(rules).map((saved) => ({ to, segment: [{ saved }] })),
  ];
};

/** What may happen to stored touches between two reports. */
const happenings = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('arrive' as const),
      share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    }),
    fc.record({
      do: fc.constant('unlink' as const),
      device: fc.integer({ min: 1, max: 6 }),
      user: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ do: fc.constant('withdraw' as const), device: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ do: fc.constant('restrict' as const), user: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constant('erase' as const), device: fc.integer({ min: 1, max: 6 }) }),
  ),
  { minLength: 1, maxLength: 5 },
);
type Happening = typeof happenings extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Whether it happened: a link that is not there cannot be taken apart. */
const tried = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

async function happen(site: string, left: LogTouch[], one: Happening): Promise<void> {
  const by = { actor: 'test' };
  const actor = { id: 'test', role: 'admin' };
  switch (one.do) {
    case 'arrive': {
      const some = left.splice(0, Math.ceil(left.length * one.share));
      if (some.length > 0) await store.insertEvents(some.map((touch) => logRow(site, touch)));
      return;
    }
    case 'unlink':
      await tried(store.identity.unlink(site, `anonymous:d${one.device}`, `user:u${one.user}`, by));
      return;
    case 'withdraw':
      await store.insertEvents([
        {
          ...logRow(site, {
            id: 900_000 + ++sites,
            ts: Date.UTC(2026, 3, 2),
            seq: 0,
            type: 'identify',
            place: '',
            channel: 'web',
            medium: '',
            device: `d${one.device}`,
            user: '',
            account: '',
            value: 0,
          }),
          type: 'consent',
          name: 'consent.withdrawn',
          consent_purposes: [],
        },
      ]);
      return;
    case 'restrict':
      await tried(store.people.restrict(site, `u${one.user}`, actor));
      return;
    case 'erase':
      await tried(
        store.people
          .requestErasure(site, `d${one.device}`, actor)
          .then(({ id }) => store.people.runErasure(id)),
      );
  }
}

/** What is gathered from others is the same when they are. */
const told = reportNames.filter((name) => !(gatheredReports as readonly string[]).includes(name));

const planOf = (text: string): unknown =>
  text === '' ? undefined : (JSON.parse(text) as Shape)['plan'];

test('a segment by props finds whom JSON says, however the props are written', async () => {
  const site = `props-${++sites}`;
  const props = [
    '{"plan":"gold"}',
    '{"a":1,"plan":"gold"}',
    '{"x":{"plan":"gold"}}',
    '{"x":{"plan":"gold"},"plan":"silver"}',
    '{"x":"{","plan":"gold"}',
    '{"x":"{\\"plan\\":\\"gold\\""}',
    '{",\\"plan":"gold"}',
    '{"plan":"golden"}',
    '{"plan":true}',
    '{"plan":["gold"]}',
    '{"plan":7}',
    '{"plan":""}',
    '',
  ];
  await store.insertEvents(
    props.map((text, at) => ({
      site_id: site,
      subject_id: `d${at}`,
      ts: at,
      event_id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      seq: 0,
      type: 'touch',
      name: 'touch',
      touchpoint: 'home',
      channel: 'web',
      anonymous_id: `d${at}`,
      received_at: at,
      source: 'import' as const,
      ...(text !== '' && { props: text }),
    })),
  );
  for (const wanted of ['gold', 'true', '7', '', 'none']) {
    const fits = props.filter((text) => {
      const own = planOf(text);
      const written = typeof own === 'string' ? own : own === undefined ? '' : JSON.stringify(own);
      return written === wanted;
    });
    for (const reader of [store.reader, rawReader()]) {
      const report = await runReport(
        'journeys',
        { ...settings, segment: [{ field: 'props.plan', op: 'is', value: wanted }] },
        { reader, site: testSite(site), clock: () => 0 },
      );
      expect([wanted, report.population.people]).toEqual([wanted, fits.length]);
    }
  }
  const left = await store.reader.query<{ n: number }>({
    sql: 'SELECT count() AS n FROM journey_work',
  });
  expect(left).toEqual([{ n: 0 }]);
});

test(
  'made step by step, reports are what they are from events, and what a rebuild gives',
  () =>
    fc.assert(
      fc.asyncProperty(logArbitrary, happenings, async (log, steps) => {
        const site = `made-${++sites}`;
        const left = [...log].toSorted((a, b) => ((a.id * 7) % 11) - ((b.id * 7) % 11));
        await happen(site, left, { do: 'arrive', share: 0.5 });
        await compareForms(site, ['re-entry'], [{}, accounts]);
        for (const step of steps) {
          await happen(site, left, step);
          await compareForms(site, ['re-entry'], [{}, accounts]);
        }
        await happen(site, left, { do: 'arrive', share: 1 });
        await compareForms(site, told, [{}]);
        await compareForms(
          site,
          ['journeys', 'paths', 'channels'],
          [
            { goal: 'thanks,event:order.completed' },
            { start: 'cart,event:order.completed', goal: 'pay,thanks' },
            { ...accounts, abandonmentGaps: 'email=1m,phase:use=1h,analog=auto' },
            ...cuts(log),
          ],
        );
        await saveSegments(site);
        await compareForms(site, ['journeys'], segments(log));
        const current = () =>
          store.reader.query({
            sql: `SELECT DISTINCT kind, subject, t, k, x, d, c, e, f, v, u FROM journey_sequences
              WHERE site_id = {site:String} AND (kind, subject_hash, version) IN (
                SELECT kind, subject_hash, max(version) FROM journey_sequences WHERE site_id = {site:String} GROUP BY 1, 2)
                AND notEmpty(t)
              ORDER BY kind, subject`,
            params: { site },
          });
        const before = await current();
        await store.journeys.rebuild(site, 'person');
        await store.journeys.rebuild(site, 'account');
        expect(await current()).toEqual(before);
      }),
      { seed, numRuns, endOnFailure: true },
    ),
  600_000,
);
