import { eventSchema } from '@touchtrail/contract';
import type { TouchtrailEvent } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { consentGate, rawAllowed } from './consent-gate.ts';
import { receipt, someEvent } from './testing/harness.ts';

const optIn = { consentMode: 'opt_in' } as const;
const none = { consentMode: 'none' } as const;
const event = (fields: Record<string, unknown>): TouchtrailEvent =>
  eventSchema.parse(someEvent(fields));

describe('a site that asks for consent', () => {
  test('passes an event with a receipt for measurement unchanged', () => {
    const given = event({ props: { a: 1 } });
    expect(consentGate(optIn, given)).toEqual({ pass: true, event: given });
  });

  test.each([
    ['without receipt', { consent: undefined }],
    ['with a receipt for other purposes', { consent: receipt('storage', 'sharing') }],
    ['with an empty receipt', { consent: receipt() }],
  ])('refuses an event %s', (_, fields) => {
    expect(consentGate(optIn, event(fields))).toMatchObject({ pass: false });
  });

  test('refuses identify without identification', () => {
    const given = event({ type: 'identify', userId: 'u-1' });
    expect(consentGate(optIn, given)).toMatchObject({ pass: false });
  });

  test('passes identify with identification', () => {
    const consent = receipt('measurement', 'identification');
    const given = event({ type: 'identify', userId: 'u-1', consent });
    expect(consentGate(optIn, given)).toEqual({ pass: true, event: given });
  });

  test('takes the user id from any other event without identification', () => {
    const answer = consentGate(optIn, event({ userId: 'u-1' }));
    expect(answer).toMatchObject({ pass: true, event: { anonymousId: 'a-1' } });
    expect(JSON.stringify(answer)).not.toContain('u-1');
  });

  test('refuses an event that has only the user id left out', () => {
    const given = event({ userId: 'u-1', anonymousId: undefined });
    expect(consentGate(optIn, given)).toMatchObject({ pass: false });
  });

  test('records a withdrawal as the bare fact', () => {
    const given = event({
      type: 'consent',
      name: 'consent.withdrawn',
      consent: receipt(),
      userId: 'u-1',
      page: { url: 'https://shop.example/' },
      props: { a: 1 },
    });
    const answer = consentGate(optIn, given);
    expect(answer.pass && Object.keys(answer.event).toSorted()).toEqual([
      'anonymousId',
      'at',
      'consent',
      'id',
      'name',
      'type',
    ]);
  });

  test('a withdrawal needs a receipt too', () => {
    expect(consentGate(optIn, event({ type: 'consent', consent: undefined })).pass).toBe(false);
  });
});

test('a site without consent mode passes everything', () => {
  const given = event({ userId: 'u-1', consent: undefined });
  expect(consentGate(none, given)).toEqual({ pass: true, event: given });
});

test.each([
  [optIn, undefined, 'nothing'],
  [optIn, null, 'nothing'],
  [optIn, 'measurement', 'nothing'],
  [optIn, { purposes: 'measurement' }, 'nothing'],
  [optIn, { purposes: ['storage'] }, 'nothing'],
  [optIn, { purposes: ['measurement'] }, 'anonymous'],
  [optIn, { purposes: ['measurement', 'identification'] }, 'all'],
  [none, undefined, 'all'],
])('what is kept of a refused event: %o with %o is %s', (site, consent, expected) => {
  expect(rawAllowed(site, consent)).toBe(expected);
});
