import { eventSchema, purposes } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { receiptOf } from './consent.ts';
import { cleanProps, fieldsOf } from './fields.ts';
import type { ConsentChoice, Props } from './types.ts';

const asWired = (fields: object) =>
  eventSchema.safeParse(
    JSON.parse(JSON.stringify({ id: 'e', at: 1, anonymousId: 'a', ...fields })),
  );

test('whatever a page hands in, the event stays valid', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true });
  const long = fc.oneof(fc.string({ maxLength: 3_000 }), anything) as fc.Arbitrary<never>;
  fc.assert(
    fc.property(
      fc.record({
        name: long,
        touchpoint: long,
        value: fc.oneof(fc.double(), fc.constant(undefined)),
        currency: long,
        rating: fc.oneof(fc.double(), fc.constant(undefined)),
        comment: long,
        props: fc.dictionary(fc.string({ maxLength: 200 }), anything, { maxKeys: 80 }),
      }),
      ({ name, ...options }) => {
        let fields;
        try {
          fields = fieldsOf(name, options as never);
        } catch {
          // Objects without a text form throw; the guard around every call takes that.
          return;
        }
        const result = asWired(fields);
        expect(result.success, JSON.stringify(result.error?.issues)).toBe(true);
      },
    ),
  );
});

test('texts are cut, amounts and currencies that make no sense left out', () => {
  const fields = fieldsOf('n'.repeat(300), {
    touchpoint: 't'.repeat(300),
    value: -1,
    currency: 'euro',
    rating: Number.NaN,
    comment: 'c'.repeat(3_000),
  });
  expect(fields.name).toHaveLength(200);
  expect(fields.touchpoint).toHaveLength(200);
  expect(fields.comment).toHaveLength(2_000);
  expect([fields.value, fields.currency, fields.rating]).toEqual([undefined, undefined, undefined]);
  expect(fieldsOf('x', { value: 0, currency: 'EUR' })).toMatchObject({ value: 0, currency: 'EUR' });
  expect(fieldsOf('').name).toBe('unnamed');
});

test('props stay flat', () => {
  const odd = {
    a: 1,
    b: true,
    c: null,
    d: 'x'.repeat(2_000),
    e: undefined,
    f: [1, 2],
    g: new Date(0),
  } as unknown as Props;
  const clean = cleanProps(odd)!;
  expect(clean).toMatchObject({ a: 1, b: true, c: null, f: '1,2' });
  expect(clean['d']).toHaveLength(1_000);
  expect(JSON.stringify(clean)).not.toContain('"e"');
  expect(typeof clean['g']).toBe('string');
});

const purposesOf = (choice: ConsentChoice) => receiptOf(choice, {}, undefined, 1).purposes;

test('a decision allows what it names, and nothing without measurement', () => {
  expect(purposesOf('grant')).toEqual(['storage', 'measurement', 'identification']);
  expect(purposesOf('deny')).toEqual([]);
  expect(purposesOf({ storage: true, identification: true })).toEqual([]);
  expect(purposesOf({ measurement: true, storage: false })).toEqual(['measurement']);
  expect(purposesOf({ measurement: true, marketing: true } as never)).toEqual(['measurement']);
  expect(purposesOf({ measurement: 1 } as never)).toEqual([]);
  const all = Object.fromEntries(purposes.map((purpose) => [purpose, true]));
  expect(purposesOf(all)).toEqual(purposes);
});
