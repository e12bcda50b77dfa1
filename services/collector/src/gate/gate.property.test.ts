import { eventSchema, purposes } from '@touchtrail/contract';
import type { Purpose } from '@touchtrail/contract';
import { toEventRow } from '@touchtrail/store';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { gateOf, testNow } from '../testing/gate.ts';
import { passGate } from './gate.ts';

const day = 86_400_000;
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const regime = fc.constantFrom('opt_in' as const, 'opt_out' as const, 'none' as const);
const mail = 'canary.words@secret.example';

const policies = fc.record({
  regime,
  regions: fc.dictionary(fc.constantFrom('DE', 'US'), regime),
  requiredPurposes: fc.subarray<Purpose>(['measurement', 'storage', 'identification']),
  policyVersions: fc.subarray(['1', '2']),
  maxAgeDays: fc.constantFrom(1, 395),
  gpc: fc.constantFrom('share_only' as const, 'strict' as const),
  allowBeforeConsent: fc.boolean(),
  content: fc.boolean(),
  fieldPolicies: fc.dictionary(
    fc.constantFrom('userId', 'comment', 'page.title', 'props.note'),
    fc.constantFrom('keep' as const, 'hash' as const, 'drop' as const),
  ),
});

const decided = fc.oneof(
  fc.constantFrom(testNow + 6 * 60_000, testNow, testNow - day - 1, testNow - 396 * day),
  fc.integer({ min: testNow - 2 * day, max: testNow }),
);
const receipts = fc.record({
  purposes: fc.subarray([...purposes]),
  source: fc.constantFrom('api', 'config', 'default', 'klaro'),
  decidedAt: decided,
  policyVersion: maybe(fc.constantFrom('1', '2', '3')),
});
const events = fc
  .record({
    type: fc.constantFrom('touch', 'identify', 'account', 'feedback', 'consent', 'interaction'),
    name: fc.constantFrom('page.viewed', 'chat.message_sent', `mail ${mail}`),
    channel: fc.constantFrom('web', 'store', 'chat'),
    at: decided,
    anonymousId: maybe(fc.constantFrom('gone', 'here')),
    userId: maybe(fc.constant('USER')),
    accountId: maybe(fc.constant('ACCOUNT')),
    comment: maybe(fc.constant(`WORDS ${mail}`)),
    campaign: maybe(fc.constant({ source: 's', clickId: 'CLICK' })),
    page: maybe(fc.constant({ url: `https://x.example/?m=${mail}`, title: `T ${mail}` })),
    props: maybe(fc.constant({ text: `WORDS ${mail}`, note: `note ${mail}` })),
    beforeConsent: maybe(fc.boolean()),
    consent: maybe(receipts),
  })
  .filter((one) => Boolean(one.anonymousId ?? one.userId ?? one.accountId));

const chosen = (source: string) => source === 'api' || source === 'klaro';

test('whatever is sent under whichever policy, the stored row holds nothing that is not covered', () => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(
      events,
      policies,
      maybe(fc.constantFrom('DE', 'US', 'FR')),
      fc.boolean(),
      (fields, privacy, country, optOutSignal) => {
        const gate = gateOf(privacy, {
          ...(country !== undefined && { place: { country } }),
          facts: { optOutSignal },
        });
        const rule =
          country === undefined ? undefined : (privacy.regions[country] ?? privacy.regime);
        gate.facts = { ...gate.facts, ...(rule !== undefined && { regime: rule }) };
        const lifted = testNow - day / 2;
        gate.withdrawals.add('shop', { anonymousId: 'gone' }, lifted);
        const event = eventSchema.parse(JSON.parse(JSON.stringify({ id: 'x', ...fields })));
        const answer = passGate(event, gate);
        const outcome = answer.pass ? 'pass' : answer.code;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (!answer.pass) return;
        const row = toEventRow('shop', answer.event, {
          receivedAt: testNow,
          source: 'sdk',
          stripped: answer.stripped,
        });
        const text = JSON.stringify(row);
        // As stored: a decision in the future together with its event counts as now.
        const { consent } = answer.event;
        const has = (purpose: Purpose) => {
          if (gate.facts.regime === 'none') return true;
          if (consent) return consent.purposes.includes(purpose);
          return gate.facts.regime === 'opt_out' && purpose !== 'content';
        };
        // Nothing that names a person in free text, whoever allowed what.
        expect(text).not.toContain('canary');

        if (event.type === 'consent' && !consent?.purposes.includes('measurement')) {
          expect(text).not.toMatch(/USER|ACCOUNT|WORDS|CLICK|x\.example/);
          return;
        }
        expect(has('measurement')).toBe(true);
        if (gate.facts.regime === 'opt_in') expect(consent?.source).not.toBe('default');
        for (const purpose of privacy.requiredPurposes) expect(has(purpose)).toBe(true);
        if (consent && gate.facts.regime !== 'none') {
          expect(consent.decidedAt).toBeLessThanOrEqual(testNow + 5 * 60_000);
          expect(testNow - consent.decidedAt).toBeLessThanOrEqual(privacy.maxAgeDays * day);
          if (privacy.policyVersions.length > 0) {
            expect(privacy.policyVersions).toContain(consent.policyVersion);
          }
        }
        if (consent && gate.facts.regime === 'opt_in' && event.at < consent.decidedAt - 1_000) {
          expect([privacy.allowBeforeConsent, row['before_consent']]).toEqual([true, true]);
          expect(consent.decidedAt - event.at).toBeLessThanOrEqual(30 * 60_000);
        }
        if (event.anonymousId === 'gone') {
          expect(consent?.decidedAt ?? -Infinity).toBeGreaterThan(lifted);
        }
        if (row['user_id'] || row['account_id']) {
          expect(has('identification')).toBe(true);
          if (event.channel === 'store') expect(has('offline_join')).toBe(true);
        }
        if (privacy.fieldPolicies['userId'] === 'hash') expect(text).not.toContain('USER');
        if (privacy.fieldPolicies['userId'] === 'drop') expect(row['user_id']).toBeUndefined();
        const explicit = consent !== undefined && chosen(consent.source);
        if (row['click_id']) expect(has('sharing') && (!optOutSignal || explicit)).toBe(true);
        if (optOutSignal && privacy.gpc === 'strict') expect(explicit).toBe(true);
        const aboutWriting = event.channel === 'chat' || event.name.startsWith('chat');
        const written = aboutWriting ? text : String(row['comment'] ?? '');
        if (written.includes('WORDS')) expect(has('content') && privacy.content).toBe(true);
      },
    ),
    { numRuns: 2_500 },
  );
  // A test in which everything is refused, or nothing, would show nothing.
  for (const code of [
    'pass',
    'consent_missing',
    'consent_expired',
    'consent_invalid',
    'consent_policy',
    'before_consent',
    'withdrawn',
    'opted_out',
  ]) {
    expect([code, (outcomes.get(code) ?? 0) > 10]).toEqual([code, true]);
  }
});
