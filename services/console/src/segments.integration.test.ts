import { registrySchema, segmentRuleSchema } from '@touchtrail/contract';
import type { ReportTypes, Segment, SegmentCount } from '@touchtrail/contract';
import { countSegment, peopleIn } from '@touchtrail/analysis';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testSite } from './testing/harness.ts';
import { dayMs as day, openPeopleConsole, row } from './testing/open-people-console.ts';
import type { PeopleConsole } from './testing/open-people-console.ts';

let opened: PeopleConsole;
beforeAll(async () => {
  opened = await openPeopleConsole();
});
afterAll(() => opened.close());

const { ask, json } = {
  ask: (...given: Parameters<PeopleConsole['ask']>) => opened.ask(...given),
  json: <Body>(url: string, body?: unknown) => opened.json<Body>(url, body),
};
const save = (key: string, rule: unknown, more: object = {}) =>
  json<Segment & { secret?: string }>('/api/segments', { site: 'shop', key, rule, ...more });
const saveSegment = (days: number, ifVersion?: number) =>
  ask('/api/segments', { site: 'shop', key: 'two', rule: { silentFor: `${days}d` }, ifVersion });
const saveJourney = (days: number, ifVersion?: number) =>
  ask(
    '/api/journeys/two',
    { site: 'shop', inactivityLimit: `${days}d`, ifVersion },
    undefined,
    'PUT',
  );
const membersOf = async (key: string): Promise<string[]> => {
  const response = await ask(`/api/segments/${key}/members?site=shop`);
  expect(response.status).toBe(200);
  const text = (await response.text()).trim();
  return text === ''
    ? []
    : text.split('\n').map((line) => (JSON.parse(line) as { person: string }).person);
};

const countedInPhases = (given: unknown) =>
  json<SegmentCount>('/api/segments/count', { site: 'phases', rule: given });

const ago = (days: number): number => Date.now() - days * day;

beforeAll(async () => {
  await opened.store.insertEvents([
    row({ userId: 'ada', touchpoint: 'pricing', channel: 'web', at: ago(10) }),
    // Her other device counts, too.
    row({ anonymousId: 'ada-phone', touchpoint: 'pricing', channel: 'mobile_web', at: ago(5) }),
    row({
      anonymousId: 'ada-phone',
      userId: 'ada',
      type: 'identify',
      at: ago(4),
      props: { plan: 'free', seats: 12 },
    }),
    row({ userId: 'bob', touchpoint: 'pricing', channel: 'web', at: ago(50) }),
    row({ userId: 'bob', touchpoint: 'pricing', channel: 'web', at: ago(40) }),
    row({ userId: 'bob', type: 'identify', at: ago(40), props: { plan: 'pro' } }),
    row({ userId: 'cem', touchpoint: 'home', channel: 'web', at: ago(1) }),
    row({
      userId: 'cem',
      accountId: 'acme',
      type: 'account',
      at: ago(1),
      props: { role: 'buyer', industry: 'Steel' },
    }),
    row({ userId: 'dora', type: 'conversion', touchpoint: 'order', channel: 'web', at: ago(1) }),
    row({ anonymousId: 'eve-1', touchpoint: 'home', channel: 'web', at: ago(2) }),
  ]);
});

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

const seenInPhases = (userId: string, touchpoint: string, at: number) => ({
  ...row({ userId, touchpoint, at }),
  site_id: 'phases',
});

describe('who is in a segment', () => {
  test.each([
    ['twice', { touched: { touchpoint: 'pricing' }, atLeast: 2, within: '30d' }, ['user:ada']],
    ['ever', { touched: { touchpoint: 'pricing' }, atLeast: 2 }, ['user:ada', 'user:bob']],
    [
      'never',
      { touched: { touchpoint: 'pricing' }, atMost: 0 },
      ['anonymous:eve-1', 'user:cem', 'user:dora'],
    ],
    ['silent', { silentFor: '3d' }, ['user:ada', 'user:bob']],
    ['plan', { attribute: 'plan', value: 'free' }, ['user:ada']],
    ['seats', { attribute: 'seats', op: 'at_least', value: 10 }, ['user:ada']],
    ['unknown', { attribute: 'plan', op: 'unknown' }, ['anonymous:eve-1', 'user:cem', 'user:dora']],
    ['buyer', { account: { role: 'buyer' } }, ['user:cem']],
    ['steel', { account: { attribute: 'industry', value: 'Steel' } }, ['user:cem']],
    ['customers', { touched: { type: 'conversion' } }, ['user:dora']],
    [
      'nested',
      {
        all: [
          { any: [{ attribute: 'plan', op: 'known' }, { account: {} }] },
          { not: { silentFor: '20d' } },
        ],
      },
      ['user:ada', 'user:cem'],
    ],
  ])('%s', async (key, rule, expected) => {
    expect(await save(key, rule)).toMatchObject({ key, version: 1, webhook: null });
    expect(await membersOf(key)).toEqual(expected);
    const counted = await json<SegmentCount>(`/api/segments/${key}/count?site=shop`);
    expect(counted).toMatchObject({ people: expected.length, of: 5 });
    const tried = await json<SegmentCount>('/api/segments/count', { site: 'shop', rule });
    expect(tried.people).toBe(expected.length);
    for (const id of ['ada', 'bob', 'cem', 'dora', 'eve-1']) {
      const { segments } = await json<{ segments: string[] }>(`/api/people/${id}?site=shop`);
      const inside = expected.includes(id.startsWith('eve') ? `anonymous:${id}` : `user:${id}`);
      expect([id, segments.includes(key)]).toEqual([id, inside]);
    }
  });

  test('every report takes it by its key, and says which version it was', async () => {
    await save('visitors', { touched: { touchpoint: 'pricing' } });
    const report = await json<ReportTypes['journeys']>(
      '/api/reports/journeys?site=shop&segment=@visitors',
    );
    expect(report.population.people).toBe(2);
    expect(report.parameters.segment).toMatchObject([{ saved: 'visitors', version: 1 }]);
    await save('visitors', { touched: { touchpoint: 'home' } });
    const people = async (segment: string): Promise<number> =>
      (
        await json<ReportTypes['channels']>(
          `/api/reports/channels?site=shop&segment=${encodeURIComponent(segment)}`,
        )
      ).population.people;
    expect(await people('@visitors')).toBe(2);
    expect(
      await people(
        JSON.stringify([
          { saved: 'visitors', version: 1 },
          { field: 'channel', value: 'mobile_web' },
        ]),
      ),
    ).toBe(1);
    expect(await people(JSON.stringify(['@visitors', '@buyer']))).toBe(1);
    const accounts = await json<ReportTypes['journeys']>(
      '/api/reports/journeys?site=shop&subject=account&segment=@steel',
    );
    expect(accounts.population.excluded).toContainEqual(
      expect.objectContaining({ why: 'touches without an account' }),
    );
    const missing = await ask('/api/reports/journeys?site=shop&segment=@nothing');
    expect([missing.status, await missing.text()]).toEqual([
      400,
      expect.stringContaining('@nothing'),
    ]);
    // What is saved again unchanged is no new version.
    expect((await save('visitors', { touched: { touchpoint: 'home' } })).version).toBe(2);
  });

  test('what people wrote of it stays until it is written anew', async () => {
    const rule = { touched: { touchpoint: 'home' } };
    const said = async (given: object) =>
      (await json<Segment>('/api/segments', { site: 'shop', key: 'said', rule, ...given }))
        .description;
    expect(await said({ description: 'Those who came home' })).toBe('Those who came home');
    expect(await said({ name: 'Home' })).toBe('Those who came home');
    expect(await said({ description: '' })).toBe('');
    expect(
      (await ask('/api/segments', { key: 'x', rule, description: 'x'.repeat(1_001) })).status,
    ).toBe(400);
  });

  test('rules as they may come are true of whom they say', async () => {
    const people = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'];
    const at = Date.now();
    const touches = people.flatMap((userId, i) =>
      Array.from({ length: i }, (_, n) => ({
        userId,
        touchpoint: `t${(i + n) % 3}`,
        channel: n % 2 === 0 ? 'web' : 'email',
        at: at - ((n * 7 + i * 3) % 40) * day - 1_000,
      })),
    );
    const all = [...touches, { userId: 'p0', touchpoint: 't9', channel: 'web', at: at - 90 * day }];
    await opened.store.insertEvents(all.map((touch) => ({ ...row(touch), site_id: 'rules' })));
    interface Touch {
      touchpoint: string;
      channel: string;
      at: number;
    }
    type Rule =
      | {
          touched: { touchpoint?: string; channel?: 'web' | 'email' };
          atLeast?: number;
          atMost?: number;
          within?: number;
        }
      | { silentFor: number }
      | { all: Rule[] }
      | { any: Rule[] }
      | { not: Rule };
    const holds = (rule: Rule, mine: readonly Touch[]): boolean => {
      if ('all' in rule) return rule.all.every((each) => holds(each, mine));
      if ('any' in rule) return rule.any.some((each) => holds(each, mine));
      if ('not' in rule) return !holds(rule.not, mine);
      if ('silentFor' in rule) return mine.every((touch) => touch.at <= at - rule.silentFor);
      const {
        touched,
        atLeast = rule.atMost === undefined ? 1 : 0,
        atMost = Infinity,
        within,
      } = rule;
      const n = mine.filter(
        (touch) =>
          (touched.touchpoint ?? touch.touchpoint) === touch.touchpoint &&
          (touched.channel ?? touch.channel) === touch.channel &&
          (within === undefined || touch.at > at - within),
      ).length;
      return n >= atLeast && n <= atMost;
    };
    const days = fc.integer({ min: 1, max: 45 }).map((n) => n * day);
    const leaf = fc.oneof(
      days.map((silentFor) => ({ silentFor })),
      fc
        .record({
          touched: fc.record({
            touchpoint: maybe(fc.constantFrom('t0', 't1', 't9')),
            channel: maybe(fc.constantFrom('web' as const, 'email' as const)),
          }),
          bounds: fc.constantFrom(
            {},
            { atLeast: 2 },
            { atMost: 0 },
            { atMost: 2 },
            { atLeast: 1, atMost: 3 },
          ),
          within: maybe(days),
        })
        .map(({ touched, bounds, within }) => ({ touched, ...bounds, within })),
    );
    const { rule: anyRule } = fc.letrec<{ rule: Rule }>((tie) => ({
      rule: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf as fc.Arbitrary<Rule>,
        fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((rules) => ({ all: rules })),
        fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('rule').map((not) => ({ not })),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(anyRule, async (given) => {
        const parsed = segmentRuleSchema.safeParse(JSON.parse(JSON.stringify(given)));
        fc.pre(parsed.success);
        const mapping = { version: 0, touchKey: 'touch_key', phase: `''`, params: {} };
        const { sql, params } = peopleIn('rules', parsed.data, mapping, at);
        const found = await opened.store.reader.query<{ id: string }>({ sql, params });
        const expected = people.filter((person) =>
          holds(
            given,
            all.filter(({ userId }) => userId === person),
          ),
        );
        expect(found.map(({ id }) => id).toSorted()).toEqual(expected);
      }),
      { numRuns: Number(process.env['TOUCHTRAIL_PROPERTY_RUNS'] ?? 60) },
    );
  });

  test('in a phase, as the registry names it', async () => {
    const { store } = opened;
    await store.sites.add({ ...testSite, id: 'phases', writeKey: 'wk_phases', name: 'Phases' });
    await store.insertEvents([
      seenInPhases('ada', 'home', ago(9)),
      seenInPhases('ada', 'offer', ago(5)),
      seenInPhases('bob', 'offer', ago(5)),
      seenInPhases('bob', 'home', ago(4)),
      seenInPhases('cem', 'offer', ago(1)),
    ]);
    const registry = registrySchema.parse({
      touchpoints: [
        { key: 'home', phase: 'awareness' },
        { key: 'offer', phase: 'decision' },
      ],
      rules: [],
    });
    await store.registry.save('phases', registry, { author: 'test', ifVersion: 0 });
    const rule = { all: [{ inPhase: 'decision' }, { silentFor: '3d' }] };
    expect((await countedInPhases(rule)).people).toBe(1);
    expect((await countedInPhases({ touched: { phase: 'decision' } })).people).toBe(3);
    expect((await countedInPhases({ inPhase: 'awareness' })).people).toBe(1);
  });

  test('who may do what, and what is refused', async () => {
    const viewer = opened.viewer;
    expect((await ask('/api/segments?site=shop', undefined, viewer)).status).toBe(200);
    expect((await ask('/api/segments/ever/count?site=shop', undefined, viewer)).status).toBe(200);
    expect((await ask('/api/segments/ever/members?site=shop', undefined, viewer)).status).toBe(403);
    const rule = { silentFor: '1d' };
    expect((await ask('/api/segments', { site: 'shop', key: 'x', rule }, viewer)).status).toBe(403);
    const analyst = await opened.store.tokens.create({ role: 'analyst' });
    const webhook = { url: 'https://example.org/hook' };
    expect(
      (await ask('/api/segments', { site: 'shop', key: 'x', rule, webhook }, analyst)).status,
    ).toBe(403);
    for (const wrong of [
      { key: 'Not A Key', rule },
      { key: 'x', rule: { silentFor: 'long' } },
      { key: 'x', rule, webhook: { url: 'ftp://a' } },
    ]) {
      expect((await ask('/api/segments', { site: 'shop', ...wrong })).status).toBe(400);
    }
    expect((await ask('/api/segments/nothing?site=shop')).status).toBe(404);
    expect(
      (
        await countSegment(
          { reader: opened.store.reader, clock: Date.now },
          'shop',
          segmentRuleSchema.parse({ touched: { phase: 'decision' } }),
        )
      ).people,
    ).toBe(0);
  });

  test('of people who change one version the first is kept, and the others are told what it says', async () => {
    for (const [write, wanted, address] of [
      [saveSegment, 'rule', '/api/segments/two'],
      [saveJourney, 'definition', '/api/journeys/two'],
    ] as const) {
      expect((await write(1, 1)).status).toBe(409);
      // None was there: one of four makes it.
      const answers = await Promise.all([1, 2, 3, 4].map((n) => write(n, 0)));
      const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Record<
        string,
        unknown
      >[];
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
      const kept = bodies[answers.findIndex(({ status }) => status === 200)] ?? {};
      const told = bodies.find((body) => 'error' in body);
      expect(told).toMatchObject({
        error: { code: 'conflict' },
        current: { version: 1, [wanted]: kept[wanted] },
      });
      expect(await json(`${address}?site=shop`)).toMatchObject({
        version: 1,
        [wanted]: kept[wanted],
      });
      // Whoever names no version saves after what is there, and loses nobody's.
      const [left, right] = [5, 6].map((n) => write(n));
      await Promise.all([left, right]);
      const last = (await json<{ version: number }>(`${address}?site=shop`)).version;
      expect(last).toBeGreaterThanOrEqual(2);
      expect((await write(7, 1)).status).toBe(409);
      expect((await write(7, last)).status).toBe(200);
    }
  });
});
