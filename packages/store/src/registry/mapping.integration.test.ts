import { registrySchema, touchTypes } from '@touchtrail/contract';
import type { Channel, Conditions, Registry } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import type { EventRow } from '../types.ts';
import { checkRegistry } from './check.ts';
import { compileRegistry } from './compile.ts';

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 7_031);
const registries = Number(process.env['TOUCHTRAIL_REGISTRIES'] ?? 120);

const paths = [
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/a/b/c',
  '/b',
  '/(a)',
  '/a.b',
  "/it's",
  '/ä/ö',
  '/a%20b',
  '/*',
];
const names = ['page.viewed', 'cart.added', 'call.held', 'x', 'ä'];
const places = ['', '', '', 'store.berlin', 'store', '/a', 'old.cart'];
const some = ['web', 'phone', 'store', 'email'] as const satisfies readonly Channel[];
const texts = ['', 'google', 'newsletter', 'a*b'];
const values = [undefined, 'pro', 'free', '', '3', 3, 2.5, true, false, null] as const;

const event = fc.record({
  name: fc.constantFrom(...names),
  type: fc.constantFrom(...touchTypes),
  channel: fc.constantFrom(...some),
  touchpoint: fc.constantFrom(...places),
  page_path: fc.constantFrom('', ...paths),
  campaign_source: fc.constantFrom(...texts),
  campaign_medium: fc.constantFrom(...texts),
  plan: fc.constantFrom(...values),
});
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

const glob = fc
  .array(fc.constantFrom('*', '**', '/', 'a', 'b', '.', 'viewed', 'store', 'cart', '(', 'ä'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
const matcher = (exact: readonly string[]) => {
  const known = exact.filter((text) => text !== '');
  return fc.oneof(
    fc.constantFrom(...known).map((text) => ({ is: text })),
    fc.uniqueArray(fc.constantFrom(...known), { minLength: 1, maxLength: 3 }),
    glob,
    fc.array(glob, { minLength: 1, maxLength: 3 }).map((list) => ({ glob: list })),
  );
};
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });

const conditions = fc
  .record({
    channel: maybe(fc.uniqueArray(fc.constantFrom(...some), { minLength: 1, maxLength: 2 })),
    type: maybe(fc.constantFrom(...touchTypes)),
    event: maybe(matcher(names)),
    path: maybe(matcher(paths)),
    touchpoint: maybe(matcher(places)),
    source: maybe(matcher(texts)),
    plan: maybe(
      fc.oneof(matcher(['pro', '3', '2.5', 'true']), fc.constantFrom(3, 2.5, true, false)),
    ),
  })
  .map(({ plan, ...given }): Conditions => {
    const kept = Object.entries(given).filter(([, value]) => value !== undefined);
    const when = { ...Object.fromEntries(kept), ...(plan !== undefined && { props: { plan } }) };
    return (Object.keys(when).length === 0 ? { event: 'x' } : when) as Conditions;
  });

const registry = fc
  .array(fc.record({ touchpoint: fc.constantFrom('A', 'B', 'C', 'D'), when: conditions }), {
    maxLength: 12,
  })
  .map((rules) =>
    registrySchema.parse({
      touchpoints: [
        { key: 'A', phase: 'awareness' },
        { key: 'B', phase: 'use' },
        { key: 'C' },
        { key: 'store', phase: 'service' },
        { key: 'D', phase: 'use' },
      ],
      rules,
    }),
  );

// The second computation: patterns one letter after the other, rules one after the other.
function fitsPattern(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] !== '*') {
    return text !== '' && text[0] === pattern[0] && fitsPattern(pattern.slice(1), text.slice(1));
  }
  const wide = pattern[1] === '*';
  let rest = pattern;
  while (rest[0] === '*') rest = rest.slice(1);
  for (let taken = 0; taken <= text.length; taken++) {
    if (!wide && text.slice(0, taken).includes('/')) return false;
    if (fitsPattern(rest, text.slice(taken))) return true;
  }
  return false;
}
function fitsText(given: unknown, text: string): boolean {
  if (typeof given === 'string')
    return given.includes('*') ? fitsPattern(given, text) : given === text;
  if (Array.isArray(given)) return given.some((one: unknown) => fitsText(one, text));
  const { is, glob: patterns } = given as { is?: string | string[]; glob?: string | string[] };
  if (is !== undefined) return [is].flat().includes(text);
  return [patterns ?? []].flat().some((pattern) => fitsPattern(pattern, text));
}
function fitsProp(given: unknown, value: Event['plan']): boolean {
  if (value === undefined) return false;
  if (typeof given === 'number' || typeof given === 'boolean') return given === value;
  return fitsText(given, typeof value === 'string' ? value : JSON.stringify(value));
}
function fits(when: Conditions, one: Event): boolean {
  return (
    (when.touchpoint === undefined) === (one.touchpoint === '') &&
    (when.channel === undefined || [when.channel].flat().includes(one.channel)) &&
    (when.type === undefined || when.type === one.type) &&
    (when.event === undefined || fitsText(when.event, one.name)) &&
    (when.path === undefined || fitsText(when.path, one.page_path)) &&
    (when.touchpoint === undefined || fitsText(when.touchpoint, one.touchpoint)) &&
    (when.source === undefined || fitsText(when.source, one.campaign_source)) &&
    (when.props === undefined || fitsProp(when.props['plan'], one.plan))
  );
}
const sent = (one: Event) =>
  one.touchpoint || (one.name === 'page.viewed' && one.page_path) || one.name;
const mapped = ({ rules }: Registry, one: Event) =>
  rules.find(({ when }) => fits(when, one))?.touchpoint ?? sent(one);

test(`the engine maps events as a plain second computation does (TOUCHTRAIL_SEED=${seed})`, async () => {
  const store = await openTempStore();
  const events = fc.sample(event, { seed, numRuns: 600 });
  await store.insertEvents(
    events.map((one, n): EventRow => {
      const { plan, ...columns } = one;
      return row(n, { ...columns, props: plan === undefined ? '' : JSON.stringify({ plan }) });
    }),
  );
  let ruled = 0;
  let unreachable = 0;
  for (const given of fc.sample(registry, { seed, numRuns: registries })) {
    const { touchKey, phase, fits: fitted, params } = compileRegistry(given);
    const rows = await store.reader.query<{ key: string; phase: string; first: number }>({
      sql: `SELECT toString(${touchKey}) AS key, ${phase} AS phase,
              arrayFirstIndex(x -> x, [${['false', ...fitted].join(', ')}]) AS first
            FROM events WHERE site_id = 'shop' ORDER BY seq`,
      params: { ...params },
    });
    const phases = new Map(given.touchpoints.map(({ key, phase: of }) => [key, of ?? '']));
    const wanted = events.map((one) => {
      const key = mapped(given, one);
      const at = given.rules.findIndex(({ when }) => fits(when, one));
      return { key, phase: phases.get(key) ?? '', first: at < 0 ? 0 : at + 2 };
    });
    expect(rows, JSON.stringify(given.rules)).toEqual(wanted);
    ruled += rows.filter(({ first }) => first > 0).length;

    // What is called unreachable is not reached by any event.
    for (const problem of checkRegistry(given)) {
      if (problem.code !== 'unreachable_rule') continue;
      unreachable += 1;
      expect(rows.map(({ first }) => first)).not.toContain(Number(problem.path[1]) + 2);
    }
  }
  // Otherwise the comparison would say little.
  expect(ruled).toBeGreaterThan(registries * 20);
  expect(unreachable).toBeGreaterThan(registries / 10);
});
