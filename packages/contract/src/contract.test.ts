import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorBody, errorStatus } from './errors.ts';
import { eventSchema, propsProblem } from './event.ts';
import { limits } from './limits.ts';
import { durationSchema, keyListSchema, parseDuration } from './report/common.ts';
import { reportNames, reportParameters } from './report/index.ts';
import { originPatternSchema, siteSchema } from './site.ts';
import { parseTime } from './time.ts';
import { isAnalog } from './words.ts';

describe('parseTime', () => {
  test('text and number of one instant agree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        expect(parseTime(new Date(ms).toISOString())).toBe(ms);
        expect(parseTime(ms)).toBe(ms);
      }),
    );
  });

  test('never throws and never gives NaN', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double()), (value) => {
        const ms = parseTime(value);
        expect(ms === undefined || Number.isInteger(ms)).toBe(true);
      }),
    );
  });
});

describe('propsProblem', () => {
  test('accepts exactly what the contract allows', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 1_010 }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 110 }), value, { maxKeys: 70 }), (props) => {
        const entries = Object.entries(props);
        const allowed =
          entries.length <= limits.propsKeys &&
          entries.every(
            ([key, v]) =>
              key.length <= limits.propsKeyLength &&
              (typeof v !== 'string' || v.length <= limits.propsStringLength) &&
              (typeof v !== 'number' || Number.isFinite(v)),
          );
        expect(propsProblem(props) === undefined).toBe(allowed);
      }),
    );
  });

  test('__proto__ from parsed JSON is a plain key, not a prototype', () => {
    const props = JSON.parse('{"__proto__": {"polluted": true}}') as unknown;
    expect(propsProblem(props)).toContain('__proto__');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('any JSON value gets an answer from the event schema, never an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(typeof eventSchema.safeParse(value).success).toBe('boolean');
    }),
  );
});

describe('durations', () => {
  test.each([
    ['30m', 1_800_000],
    ['7d', 604_800_000],
    ['2s', 2_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['1w', 604_800_000],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['', '7', 'd', '-1d', '0d', '7 days', '99999d'])('%j is refused', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(false);
  });
});

test('key lists come as arrays or as text', () => {
  expect(keyListSchema.parse('cart, checkout ,')).toEqual(['cart', 'checkout']);
  expect(keyListSchema.parse(['a,b'])).toEqual(['a,b']);
});

describe('report parameters', () => {
  test.each(reportNames)(
    '%s has defaults for everything but the site (and funnel steps)',
    (name) => {
      const input = { site: 'shop', ...(name === 'funnel' ? { steps: 'a,b' } : {}) };
      expect(reportParameters[name].parse(input)).toMatchObject({ site: 'shop', goal: [] });
    },
  );

  test('a segment may come as JSON text, as in a link', () => {
    const parsed = reportParameters.journeys.parse({
      site: 'shop',
      segment: '[{"field":"channel","value":"web"}]',
    });
    expect(parsed.segment).toEqual([{ field: 'channel', op: 'is', value: 'web' }]);
  });

  test('a segment field outside the list is refused', () => {
    const result = reportParameters.journeys.safeParse({
      site: 'shop',
      segment: [{ field: 'password', value: 'x' }],
    });
    expect(result.success).toBe(false);
  });
});

describe('sites', () => {
  test.each([
    '*',
    'https://shop.example',
    'https://*.shop.example',
    'http://localhost:*',
    'http://127.0.0.1:3000',
    'http://[::1]:8080',
  ])('origin %s', (origin) => expect(originPatternSchema.safeParse(origin).success).toBe(true));
  test.each([
    'shop.example',
    'https://shop.example/',
    'ftp://x',
    'https://*',
    'javascript:1',
    'https://a b',
  ])('origin %s is refused', (origin) =>
    expect(originPatternSchema.safeParse(origin).success).toBe(false),
  );

  test('a site needs a real time zone', () => {
    const site = {
      id: 'a',
      name: 'A',
      writeKey: 'wk',
      origins: [],
      timezone: 'Mars/Base',
      currency: 'EUR',
      consentMode: 'opt_in',
      isDemo: false,
    };
    expect(siteSchema.safeParse(site).error?.issues[0]?.path).toEqual(['timezone']);
  });
});

test('every error code has a status and a body with a way out', () => {
  for (const [code, status] of Object.entries(errorStatus)) {
    expect(status).toBeGreaterThanOrEqual(400);
    const body = errorBody(code as keyof typeof errorStatus, 'm', 'h');
    expect(body.error).toEqual({ code, message: 'm', hint: 'h', docs: `docs/errors.md#${code}` });
  }
});

test('the documentation explains every error code', () => {
  const text = readFileSync(`${import.meta.dirname}/../../../docs/errors.md`, 'utf8');
  const explained = [...text.matchAll(/^## (\w+)$/gm)].map((match) => match[1]);
  expect(explained.toSorted()).toEqual(Object.keys(errorStatus).toSorted());
});

test('store and phone are analog, web is not', () => {
  expect([isAnalog('store'), isAnalog('phone'), isAnalog('web')]).toEqual([true, true, false]);
});
