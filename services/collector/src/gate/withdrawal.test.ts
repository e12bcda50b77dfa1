import { eventSchema } from '@touchtrail/contract';
import type { SitePrivacyInput, TouchtrailEvent } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { gateOf, testNow } from '../testing/gate.ts';
import { receipt, someEvent } from '../testing/harness.ts';
import { passGate } from './gate.ts';

const event = (fields: Record<string, unknown> = {}): TouchtrailEvent =>
  eventSchema.parse(someEvent(fields));
const day = 86_400_000;
const all = receipt('storage', 'measurement', 'identification');
const ask = (
  fields: Record<string, unknown>,
  privacy: SitePrivacyInput = {},
  gate?: Parameters<typeof gateOf>[1],
) => passGate(event(fields), gateOf(privacy, gate));

const listed = (why: 'erased' | 'restricted') => ({ suppressions: { has: () => why } });

describe('consent taken back', () => {
  const withdrawn = {
    type: 'consent',
    name: 'consent.withdrawn',
    at: '2026-11-22T10:00:00Z',
    consent: { ...receipt(), decidedAt: '2026-11-22T10:00:00Z' },
    userId: 'u-1',
    page: { url: 'https://shop.example/' },
    props: { a: 1, erase: true },
  };

  test('is recorded as the bare fact, with the wish to be erased', () => {
    const answer = ask(withdrawn);
    expect(answer.pass && Object.keys(answer.event).toSorted()).toEqual([
      'anonymousId',
      'at',
      'consent',
      'id',
      'name',
      'props',
      'type',
    ]);
    expect(answer).toMatchObject({
      event: { props: { erase: true } },
      withdrawal: { ids: { anonymousId: 'a-1' }, at: testNow - 5_000 },
    });
  });

  test('a back end may name a user, a browser may not', () => {
    const answer = ask(withdrawn, {}, { trusted: true });
    expect(answer).toMatchObject({ withdrawal: { ids: { anonymousId: 'a-1', userId: 'u-1' } } });
  });

  test('purposes that make no sense without measurement are left out', () => {
    const consent = receipt('storage', 'identification');
    expect(ask({ ...withdrawn, consent })).toMatchObject({
      event: { consent: { purposes: ['storage'] } },
    });
  });

  test('never counts for later than its receipt', () => {
    const consent = { ...receipt(), decidedAt: testNow + 9 * day };
    expect(ask({ ...withdrawn, consent })).toMatchObject({ withdrawal: { at: testNow } });
  });

  test('passes for a restricted subject, not for an erased one', () => {
    expect(ask(withdrawn, {}, listed('restricted')).pass).toBe(true);
    expect(ask(withdrawn, {}, listed('erased')).pass).toBe(false);
  });

  test('voids what was decided before it, not what is decided after', () => {
    const gate = gateOf();
    gate.withdrawals.add('shop', { anonymousId: 'a-1' }, testNow - 60_000);
    const decided = (decidedAt: number, fields: object = {}) =>
      passGate(event({ at: testNow, consent: { ...all, decidedAt }, ...fields }), gate);
    expect(decided(testNow - 90_000)).toMatchObject({ code: 'withdrawn' });
    expect(decided(testNow - 60_000)).toMatchObject({ code: 'withdrawn' });
    expect(decided(testNow - 59_999).pass).toBe(true);
    expect(decided(testNow - 90_000, { anonymousId: 'a-2' }).pass).toBe(true);
    // A page's configuration is no new choice of the person.
    const configured = { ...all, source: 'config', decidedAt: testNow };
    expect(decided(0, { consent: configured })).toMatchObject({ code: 'withdrawn' });
  });

  test('voids what has no receipt at all, and a legal basis however new', () => {
    const basis = { ...event({ consent: all }).consent!, decidedAt: testNow };
    for (const change of [{ consentMode: 'none' as const }, { basis, trusted: true }]) {
      const gate = gateOf({}, change);
      const withoutReceipt = event({ consent: undefined });
      expect(passGate(withoutReceipt, gate).pass).toBe(true);
      gate.withdrawals.add('shop', { anonymousId: 'a-1' }, 1);
      expect(passGate(withoutReceipt, gate)).toMatchObject({ code: 'withdrawn' });
    }
  });
});
