import { hookMappingSchema } from '@touchtrail/contract';
import type { HookMappingInput } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hookPresets } from './hook-presets.ts';
import { valueAt } from './json-path.ts';
import { mapPayload } from './map-payload.ts';

const payload = { a: [{ b: 1 }, { 'odd name': 'x', c: null, d: false }], e: 'text' };

test.each([
  ['a[0].b', 1],
  ['$.a[0].b', 1],
  ['$', payload],
  ['a[1]["odd name"]', 'x'],
  ['a[1].d', false],
  ['a[1].c', undefined],
  ['a[2].b', undefined],
  ['e.length', undefined],
  ['__proto__.x', undefined],
  ['constructor.name', undefined],
])('%s holds %j', (path, value) => {
  expect(valueAt(payload, path)).toEqual(value);
});

const map = (rule: HookMappingInput['rules'][number], record: unknown, each?: string) =>
  mapPayload(
    hookMappingSchema.parse({
      ...(each !== undefined && { each }),
      rules: [{ ...rule, fields: { id: 'id', at: 'at', ...rule.fields } }],
    }),
    record,
    'n',
  );
const first = (...of: Parameters<typeof map>) => map(...of).events[0]?.event;

describe('a field', () => {
  test('is the first path that has a value; an id all of its parts, or none', () => {
    const fields = { id: ['x', 'y'], userId: ['u', 'v'] };
    expect(first({ fields } as never, { x: 1, y: 'b', at: 5, v: 7 })).toEqual({
      id: 'n:1:b',
      at: 5,
      userId: '7',
    });
    expect(first({ fields } as never, { x: 1, at: 5 })).toEqual({ at: 5 });
  });

  test('can have another unit, other words, a word before it, or one for all', () => {
    const rule = {
      fields: { value: 'cents', channel: 'kind', touchpoint: 'kind', 'props.kind': 'kind' },
      factors: { value: 0.01 * 100, 'experience.durationMs': 1_000 },
      words: { channel: { tel: 'phone' }, 'props.kind': { tel: 'by phone' } },
      prefixes: { touchpoint: 'crm.' },
      constants: { name: 'held', channel: 'other' },
    };
    expect(first(rule as never, { id: 1, at: '1795341600000', cents: '12', kind: 'tel' })).toEqual({
      id: 'n:1',
      at: 1_795_341_600_000,
      name: 'held',
      value: 12,
      channel: 'phone',
      touchpoint: 'crm.tel',
      props: { kind: 'by phone' },
    });
    expect(first(rule as never, { id: 1, at: 1, kind: 'fax' })).toMatchObject({
      channel: 'other',
      props: { kind: 'fax' },
    });
  });

  test('a time without a zone is UTC; a receipt’s purposes are a list', () => {
    const fields = { 'consent.purposes': 'c', 'consent.decidedAt': 'd' };
    expect(
      first({ fields } as never, {
        id: 1,
        at: '2026-11-22 10:00',
        c: 'measurement, storage',
        d: 1,
      }),
    ).toEqual({
      id: 'n:1',
      at: '2026-11-22 10:00Z',
      consent: { purposes: ['measurement', 'storage'], decidedAt: 1 },
    });
  });
});

test('records stand in a list, at a path, or are the payload; what no rule is for is counted', () => {
  const rule = { when: { kind: ['a', null] }, fields: {} } as never;
  expect(map(rule, { id: 1, at: 1, kind: 'a' }).events).toHaveLength(1);
  expect(map(rule, { list: [{ kind: 'a' }, {}, { kind: 'b' }, 7, null] }, 'list')).toMatchObject({
    events: [{}, {}],
    ignored: 3,
  });
  expect(map(rule, [], '$')).toEqual({ events: [], ignored: 0 });
});

test.each(Object.entries(hookPresets))('%s takes any payload without a throw', (_, { mapping }) => {
  const key = fc.constantFrom('meta', 'data', 'id', 'subscriptionType', 'status', 'direction', 'x');
  const { payload: any } = fc.letrec((tie) => ({
    payload: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('deal', 'won', 'inbound', 'contact.creation', null, true),
      fc.jsonValue(),
      fc.array(tie('payload')),
      fc.dictionary(key, tie('payload')),
    ),
  }));
  fc.assert(
    fc.property(any, (value) => {
      const { events, ignored } = mapPayload(mapping, value, 'n');
      expect(events.length + ignored).toBe(Array.isArray(value) ? value.length : 1);
      expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    }),
  );
});
