import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './range.ts';
import { amounts, choices, marks, several } from './view-options.ts';
import { segmentFields, segmentOps } from './view-segment.ts';
import type { Condition } from './view-segment.ts';
import { formatView, parseView, screens, silences, windows } from './view-state.ts';
import type { ViewState } from './view-state.ts';

const name = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme-ascii' });
const day = fc.integer({ min: 0, max: 9_000 }).map((n) => addDays('2010-01-01', n));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ saved: fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,30}$/) }),
  fc.record({
    field: fc.oneof(
      fc.constantFrom(...segmentFields),
      fc.stringMatching(/^[a-z]{1,30}$/).map((property) => `props.${property}`),
    ),
    op: fc.constantFrom(...segmentOps),
    value: name,
  }),
);
const conditions = fc.array(condition, { maxLength: 5 });
const custom = fc
  .tuple(day, fc.nat(300))
  .map(([from, n]) => ({ kind: 'custom', from, to: addDays(from, n) }) as const);
const oneOfEach = <Table extends object, Value>(
  table: Table,
  make: (entry: Table[keyof Table]) => fc.Arbitrary<Value>,
) =>
  fc.record(
    Object.fromEntries(
      Object.entries(table).map(([key, entry]) => [key, make(entry as Table[keyof Table])]),
    ),
  );
const view: fc.Arbitrary<ViewState> = fc.record({
  screen: fc.constantFrom(...screens),
  site: fc.option(name),
  range: fc.option(
    fc.oneof(
      fc.constantFrom({ kind: 'all' } as const, { kind: 'last', days: 90 } as const),
      custom,
    ),
  ),
  subject: fc.constantFrom('person', 'account'),
  journey: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}(?:@\d{1,3})?$/)),
  segment: conditions,
  compare: fc.option(
    fc.oneof(
      fc.constant({ kind: 'previous' } as const),
      custom.map((range) => ({ kind: 'range', range }) as const),
      conditions.map((segment) => ({ kind: 'segment', segment }) as const),
    ),
  ),
  abandonedAfter: fc.constantFrom(...silences),
  table: fc.boolean(),
  flow: fc.record({
    unit: fc.constantFrom('journey', 'person', 'visit'),
    steps: fc.integer({ min: 2, max: 20 }),
    items: fc.integer({ min: 1, max: 25 }),
    startAt: fc.option(name),
    merge: fc.boolean(),
    exclude: fc.uniqueArray(name, { maxLength: 3 }),
  }),
  funnel: fc.record({
    steps: fc.array(name, { maxLength: 20 }),
    window: fc.constantFrom(...windows),
  }),
  behind: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constantFrom('lost', 'touched'), touchpoint: name }),
      fc.record({ kind: fc.constant('path' as const), path: fc.array(name, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('step' as const), step: fc.nat(20), touchpoint: name }),
    ),
  ),
  choices: oneOfEach(choices, (all) => fc.constantFrom(...all)) as fc.Arbitrary<
    ViewState['choices']
  >,
  several: fc.record({
    adjust: fc.subarray([...several.adjust.of], { maxLength: several.adjust.most }),
  }),
  marks: fc.record(Object.fromEntries(marks.map((one) => [one, fc.option(name)]))) as fc.Arbitrary<
    ViewState['marks']
  >,
  amounts: oneOfEach(amounts, ({ min, max }) => fc.integer({ min, max })) as fc.Arbitrary<
    ViewState['amounts']
  >,
});

const split = (link: string): [string, string] => {
  const url = new URL(link, 'http://touchtrail.test');
  return [url.pathname, url.search];
};

describe('the link of a view', () => {
  it('carries the whole view', () => {
    fc.assert(
      fc.property(view, (state) => {
        const { state: read, problems } = parseView(...split(formatView(state)));
        expect(read).toEqual(state);
        expect(problems).toEqual([]);
      }),
    );
  });

  it('is short where everything is default', () => {
    expect(formatView(parseView('/', '').state)).toBe('/');
    expect(formatView(parseView('/flow', '').state)).toBe('/flow');
  });

  it('names what it could not use and falls back', () => {
    const { state, problems } = parseView(
      '/nowhere',
      '?steps=99&range=yesterday&unit=moon&window=5y&segment=age:is:9&compare=mars&journey=A%20B&nodes=0&adjust=device,shoes',
    );
    expect(state).toEqual(parseView('/', '').state);
    expect(problems).toHaveLength(10);
  });

  it('never throws, whatever the link holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, search) => {
        expect(screens).toContain(parseView(path, search).state.screen);
      }),
    );
  });
});
