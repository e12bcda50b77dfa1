import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { contextSchema, eventSchema } from '../event.ts';
import type { Context } from '../event.ts';
import { limits } from '../limits.ts';
import { channels, consentRegimes, eventTypes, purposes, ratingScales } from '../words.ts';
import { checkedEvent } from './check-event.ts';

type Fields = Record<string, unknown>;

/** What the schema makes of an event over its context, the long way. */
function bySchema(raw: Fields, context?: Context) {
  const both: Fields = { ...context, ...raw };
  const own = raw['props'];
  if (context?.props && own !== null && typeof own === 'object' && !Array.isArray(own)) {
    both['props'] = { ...context.props, ...own };
  }
  const parsed = eventSchema.safeParse(both);
  return parsed.success ? parsed.data : undefined;
}

/** Mostly right: of thirty fields each should be wrong rarely, or no event would ever be accepted. */
const mostly = (right: fc.Arbitrary<unknown>, edge: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: edge });
const around = (longest: number) =>
  mostly(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.constantFrom(0, longest - 1, longest, longest + 1).map((n) => 'x'.repeat(n)),
  );
const counts = mostly(
  fc.nat(5_000),
  fc.constantFrom(0, -0, -1, 0.5, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER, 2 ** 60),
);
const times = mostly(
  fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.oneof(
    fc.double(),
    fc.constantFrom(
      '2026-11-22T10:00:00Z',
      '2026-11-22 10:00:00+01:00',
      '2026-11-22',
      '2026-13-40T10:00:00Z',
      '',
      8.64e15,
      8.64e15 + 2,
      -1.5,
      `2026-11-22T10:00:00.${'0'.repeat(21)}Z`,
    ),
  ),
);
const word = (words: readonly string[]) =>
  mostly(fc.constantFrom(...words), fc.constantFrom('none of them', '__proto__'));
const uuids = mostly(
  fc.uuid(),
  fc.uuid().chain((id) =>
    fc.constantFrom(
      id.toUpperCase(),
      `${id}
`,
      id.slice(1),
    ),
  ),
);
const junk = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<unknown>,
  fc.constantFrom<unknown>(null, '', 0, false, [], {}, [1], '__proto__', Number.NaN, Infinity),
);

/** Mostly right, now and then of another kind. */
const sloppy = (arbitrary: fc.Arbitrary<unknown>) => mostly(arbitrary, junk);
const optional = (model: Record<string, fc.Arbitrary<unknown>>, required: string[] = []) =>
  fc.record(Object.fromEntries(Object.entries(model).map(([key, one]) => [key, sloppy(one)])), {
    requiredKeys: required,
  });

const pages = optional({
  url: around(limits.urlLength),
  path: around(limits.urlLength),
  title: around(limits.textLength),
  referrer: around(limits.urlLength),
  referrerType: word(['search', 'internal']),
  unknown: fc.string(),
});
const campaigns = optional({
  source: around(limits.textLength),
  medium: around(limits.textLength),
  name: around(limits.textLength),
  term: around(limits.textLength),
  content: around(limits.textLength),
  clickIdType: around(50),
  clickId: around(limits.textLength),
});
const devices = optional({
  width: counts,
  height: counts,
  language: around(50),
  utcOffset: mostly(
    fc.integer({ min: -1_440, max: 1_440 }),
    fc.oneof(fc.double(), fc.constant(1_441)),
  ),
  timezone: around(100),
  saveData: fc.boolean(),
  app: around(50),
  signals: around(200),
  userAgent: around(limits.urlLength),
});
const experiences = optional({
  durationMs: counts,
  engagedMs: counts,
  scrollPercent: mostly(fc.double({ min: 0, max: 100, noNaN: true }), fc.double()),
  errors: counts,
  rageClicks: counts,
  deadClicks: counts,
  lcpMs: counts,
  inpMs: counts,
  ttfbMs: counts,
  fcpMs: counts,
  cls: mostly(fc.double({ min: 0, max: 1_000, noNaN: true }), fc.double()),
});
const receipts = optional(
  {
    purposes: fc.array(word(purposes), { maxLength: 7 }),
    source: around(100),
    policyVersion: around(100),
    decidedAt: times,
    id: around(100),
    revision: around(100),
    regime: word(consentRegimes),
    signalHash: mostly(
      fc.constant('a'.repeat(64)),
      fc.constantFrom('A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`),
    ),
    signal: around(8_000),
  },
  ['purposes', 'source', 'decidedAt'],
);
const propValues = fc.oneof(
  around(limits.propsStringLength),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const props = mostly(
  fc.dictionary(
    fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('__proto__', 'k'.repeat(limits.propsKeyLength)),
    ),
    sloppy(propValues),
    {
      maxKeys: 5,
    },
  ),
  fc
    .constantFrom(31, 32, 33, 63, 64, 65)
    .chain((n) =>
      fc
        .constantFrom('a', 'b')
        .map((head) =>
          Object.fromEntries(Array.from({ length: n }, (_, key) => [`${head}${key}`, key])),
        ),
    ),
);

const shared = {
  channel: word(channels),
  anonymousId: around(limits.idLength),
  userId: around(limits.idLength),
  accountId: around(limits.idLength),
  sessionId: uuids,
  page: pages,
  campaign: campaigns,
  device: devices,
  consent: receipts,
  props,
};
const events = optional(
  {
    ...shared,
    id: around(limits.idLength),
    type: word(eventTypes),
    name: around(limits.nameLength),
    touchpoint: around(limits.touchpointLength),
    at: times,
    seq: counts,
    parentId: uuids,
    value: mostly(
      fc.double({ min: 0, max: 9e13, noNaN: true }),
      fc.constantFrom<unknown>(
        '12.50',
        ' 7 ',
        '',
        '1e3',
        '0x10',
        'NaN',
        '1'.repeat(41),
        1e14,
        -0,
        '-0',
      ),
    ),
    currency: mostly(fc.constant('EUR'), fc.constantFrom('eur', 'EURO', 'EUR\n')),
    rating: mostly(fc.double({ min: -1_000, max: 1_000, noNaN: true }), fc.double()),
    ratingScale: word(ratingScales),
    comment: around(limits.commentLength),
    experience: experiences,
    beforeConsent: fc.boolean(),
    unknown: fc.jsonValue(),
  },
  ['id', 'name', 'at', 'anonymousId'],
);
const contexts = optional(shared).map((value) => contextSchema.safeParse(value).data);

const runs = Number(process.env['TOUCHTRAIL_CHECK_RUNS'] ?? 500);

/** Not asserted: a busy machine may take long for many runs. */
const timeout = 600_000;

const keysOf = (schema: z.ZodType): unknown => {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  return inner instanceof z.ZodObject ? Object.keys(inner.shape).toSorted() : undefined;
};

describe('the compiled check and the schema', () => {
  test(
    'accept the same events and make the same of them',
    () => {
      let accepted = 0;
      fc.assert(
        fc.property(events, contexts, (event, context) => {
          // As it comes from the wire: what JSON cannot say is not said.
          const raw = JSON.parse(JSON.stringify(event)) as Fields;
          const expected = bySchema(raw, context);
          if (expected) accepted++;
          expect(checkedEvent(raw, context)).toEqual(expected);
        }),
        { numRuns: runs },
      );
      // Else the property would say little.
      expect(accepted).toBeGreaterThan(runs / 20);
      expect(accepted).toBeLessThan(runs * 0.95);
    },
    timeout,
  );

  test(
    'agree on right events with one field changed',
    () => {
      const fixture = new URL('../../fixtures/events-valid.json', import.meta.url);
      const valid = Object.values(
        JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, Fields>,
      );
      fc.assert(
        fc.property(
          fc.constantFrom(...valid),
          fc.constantFrom(...Object.keys(eventSchema.shape)),
          fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
          junk,
          (event, field, inner, value) => {
            const raw = structuredClone(event);
            const group = raw[field];
            if (inner !== undefined && group !== null && typeof group === 'object') {
              (group as Fields)[inner] = value;
            } else raw[field] = value;
            const sent = JSON.parse(JSON.stringify(raw)) as Fields;
            expect(checkedEvent(sent)).toEqual(bySchema(sent));
          },
        ),
        { numRuns: runs },
      );
    },
    timeout,
  );

  test.each(['events-valid', 'events-invalid'])('agree on every fixture of %s', (name) => {
    const file = new URL(`../../fixtures/${name}.json`, import.meta.url);
    for (const raw of Object.values(
      JSON.parse(readFileSync(file, 'utf8')) as Record<string, Fields>,
    )) {
      if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) continue;
      expect(checkedEvent(raw)).toEqual(bySchema(raw));
    }
  });

  test('know the same fields', () => {
    const everything = checkedEvent({
      id: 'e',
      name: 'n',
      at: 1,
      userId: 'u',
      page: {},
      campaign: {},
      device: {},
      experience: {},
      consent: { purposes: [], source: 's', decidedAt: 1 },
    });
    expect(Object.keys(everything ?? {}).toSorted()).toEqual(
      Object.keys(eventSchema.shape).toSorted(),
    );
    for (const part of ['page', 'campaign', 'device', 'experience', 'consent'] as const) {
      expect(Object.keys(everything?.[part] ?? {}).toSorted()).toEqual(
        keysOf(eventSchema.shape[part]),
      );
    }
  });
});
