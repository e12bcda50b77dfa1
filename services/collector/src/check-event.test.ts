import { readFileSync } from 'node:fs';
import { limits } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEvent } from './check-event.ts';
import { gateOf, testNow } from './testing/gate.ts';
import { receipt, someEvent } from './testing/harness.ts';

const optIn = gateOf();
const none = gateOf({}, { consentMode: 'none' });
const options = { gate: none, context: undefined, mayBeTooLarge: true };

const golden = (name: string) =>
  Object.entries(
    JSON.parse(
      readFileSync(
        new URL(`../../../packages/contract/fixtures/${name}.json`, import.meta.url),
        'utf8',
      ),
    ) as Record<string, unknown>,
  );

describe('golden events of the contract', () => {
  test.each(golden('events-valid'))('%s is taken', (_, raw) => {
    expect(checkEvent(raw, options)).toMatchObject({ ok: true });
  });
  test.each(golden('events-invalid'))('%s is refused, its text kept', (_, raw) => {
    const checked = checkEvent(raw, options);
    expect(checked).toMatchObject({ ok: false, code: 'invalid_event' });
    if (!checked.ok && raw !== null && typeof raw === 'object' && !Array.isArray(raw)) {
      expect(checked.raw).not.toBe('');
    }
  });
});

describe('context', () => {
  const context = {
    anonymousId: 'from-context',
    channel: 'web' as const,
    props: { a: 1, b: 1 },
    consent: {
      ...receipt('measurement'),
      purposes: ['measurement' as const],
      decidedAt: testNow - 9,
    },
  };

  test('the event wins, props are merged key by key', () => {
    const raw = { id: 'x', name: 'n', at: testNow, anonymousId: 'own', props: { b: 2 } };
    expect(checkEvent(raw, { ...options, gate: optIn, context })).toMatchObject({
      ok: true,
      event: { anonymousId: 'own', channel: 'web', props: { a: 1, b: 2 } },
    });
  });

  test('props of the event that are no object stay refused', () => {
    const raw = someEvent({ props: 'text' });
    expect(checkEvent(raw, { ...options, context })).toMatchObject({ ok: false });
  });

  test('own __proto__ keys are plain data and reach no prototype', () => {
    const raw = JSON.parse(
      '{"id":"x","name":"n","at":1,"__proto__":{"userId":"evil"},"props":{"__proto__":"p"}}',
    ) as unknown;
    const checked = checkEvent(raw, { ...options, context });
    expect(
      checked.ok && Object.getOwnPropertyDescriptor(checked.event.props, '__proto__')?.value,
    ).toBe('p');
    expect(checked.ok && checked.event.userId).toBeUndefined();
    expect(({} as Record<string, unknown>)['userId']).toBeUndefined();
  });
});

test('URLs are scrubbed', () => {
  const page = {
    url: 'https://u:p@x.example/?token=1',
    path: '/a?b',
    referrer: 'https://y.example/?q=1',
  };
  expect(checkEvent(someEvent({ page }), options)).toMatchObject({
    ok: true,
    event: { page: { url: 'https://x.example/', path: '/a', referrer: 'https://y.example/' } },
  });
});

test('the kind of the referrer is told', () => {
  const page = { url: 'https://shop.example/', referrer: 'https://www.google.de/' };
  expect(checkEvent(someEvent({ page }), options)).toMatchObject({
    derived: { referrerType: 'search' },
  });
});

test('unknown fields are left out and counted', () => {
  const checked = checkEvent(someEvent({ colour: 'red', size: 1 }), options);
  expect(checked).toMatchObject({ ok: true, unknownFields: 2 });
  expect(checked.ok && 'colour' in checked.event).toBe(false);
});

describe('size', () => {
  test('an event over its limit is refused, its text cut to the limit', () => {
    const checked = checkEvent(someEvent({ extra: 'ü'.repeat(limits.eventBytes) }), options);
    expect(checked).toMatchObject({ ok: false, code: 'event_too_large' });
    if (checked.ok) return;
    expect(Buffer.byteLength(checked.raw)).toBeLessThanOrEqual(limits.eventBytes);
    expect(checked.raw).not.toContain('\uFFFD');
  });

  test('an object nested deeper than can be written is refused', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as unknown;
    expect(checkEvent(someEvent({ deep }), options)).toMatchObject({
      ok: false,
      code: 'event_too_large',
      // The field is not one of ours; what is left of it can be written.
      raw: expect.not.stringContaining('deep'),
    });
  });
});

const check = (raw: unknown) => checkEvent(raw, { ...options, gate: optIn });

describe('what is kept of a refused event where consent is asked for', () => {
  test('nothing without a receipt, whatever is wrong with it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const { consent: _without, ...raw } = fields;
        expect(check({ ...raw, secret: 'S3CRET' })).toMatchObject({ ok: false, raw: '' });
      }),
    );
  });

  test('all but the user id with measurement alone', () => {
    const checked = check(someEvent({ name: '', userId: 'u-1', page: { url: 'https://x/?t=1' } }));
    expect(checked).toMatchObject({ ok: false, code: 'invalid_event' });
    if (checked.ok) return;
    expect(checked.raw).toContain('a-1');
    expect(checked.raw).not.toContain('u-1');
    expect(checked.raw).not.toContain('t=1');
  });
});

test('any JSON value gets an answer, never an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (raw) => {
      expect(typeof checkEvent(raw, options).ok).toBe('boolean');
    }),
  );
});
