import { eventSchema } from '@touchtrail/contract';
import type { SitePrivacyInput, TouchtrailEvent } from '@touchtrail/contract';
import { hashedValue } from '@touchtrail/store';
import { describe, expect, test } from 'vitest';
import { gateOf, testNow } from '../testing/gate.ts';
import { receipt, someEvent } from '../testing/harness.ts';
import { passGate } from './gate.ts';
import type { Gate } from './gate.ts';

const event = (fields: Record<string, unknown> = {}): TouchtrailEvent =>
  eventSchema.parse(someEvent(fields));
const day = 86_400_000;
const all = receipt(
  'storage',
  'measurement',
  'identification',
  'offline_join',
  'sharing',
  'content',
);
const ask = (fields: Record<string, unknown>, privacy: SitePrivacyInput = {}, gate?: GateChange) =>
  passGate(event(fields), gateOf(privacy, gate));
type GateChange = Parameters<typeof gateOf>[1];

describe('refuses', () => {
  const dnt: GateChange = { facts: { optOutSignal: true } };
  const cases: [string, string, Record<string, unknown>, SitePrivacyInput?, GateChange?][] = [
    ['no receipt', 'consent_missing', { consent: undefined }],
    ['a receipt for other purposes', 'consent_missing', { consent: receipt('storage', 'sharing') }],
    ['the default of a region', 'consent_missing', { consent: { ...all, source: 'region' } }],
    ['an empty receipt', 'consent_missing', { consent: receipt() }],
    [
      'a purpose the site requires and the person did not allow',
      'consent_missing',
      { consent: receipt('measurement') },
      { requiredPurposes: ['measurement', 'storage'] },
    ],
    [
      'purposes that need measurement, without it',
      'consent_invalid',
      { consent: receipt('identification') },
    ],
    [
      'a decision in the future',
      'consent_invalid',
      { consent: { ...all, decidedAt: testNow + day } },
    ],
    [
      'a decision a year and two months ago',
      'consent_expired',
      { consent: { ...all, decidedAt: testNow - 400 * day } },
    ],
    [
      'a decision older than the site allows',
      'consent_expired',
      { consent: { ...all, decidedAt: testNow - 3 * day } },
      { maxAgeDays: 2 },
    ],
    [
      'a decision older than receipts are kept',
      'consent_expired',
      { consent: { ...all, decidedAt: testNow - 8 * day } },
      { retention: { receipts: 7 } },
    ],
    [
      'a text that no longer counts',
      'consent_policy',
      { consent: { ...all, policyVersion: '1' } },
      { policyVersions: ['2', '3'] },
    ],
    ['a text nobody named', 'consent_policy', { consent: all }, { policyVersions: ['2'] }],
    ['an event from before the decision', 'before_consent', { at: '2026-11-22T08:59:00Z' }],
    [
      'one marked so, where the site does not allow it',
      'before_consent',
      { at: '2026-11-22T08:59:00Z', beforeConsent: true },
    ],
    [
      'one not marked, where it does',
      'before_consent',
      { at: '2026-11-22T08:59:00Z' },
      { allowBeforeConsent: true },
    ],
    [
      'one from long before',
      'before_consent',
      { at: '2026-11-22T08:29:00Z', beforeConsent: true },
      { allowBeforeConsent: true },
    ],
    ['identify without identification', 'consent_missing', { type: 'identify', userId: 'u' }],
    ['account without identification', 'consent_missing', { type: 'account', accountId: 'g' }],
    ['nothing but a user id', 'consent_missing', { userId: 'u', anonymousId: undefined }],
    [
      'measurement against GPC by configuration alone',
      'opted_out',
      { consent: { ...all, source: 'config' } },
      { gpc: 'strict' },
      dnt,
    ],
    [
      'no receipt and GPC where a person may object',
      'opted_out',
      { consent: undefined },
      { regime: 'opt_out', gpc: 'strict' },
      dnt,
    ],
    [
      'who objected where a person may object',
      'consent_missing',
      { consent: receipt('storage') },
      { regime: 'opt_out' },
    ],
    [
      'a consent event without a receipt',
      'consent_missing',
      { type: 'consent', consent: undefined },
    ],
    [
      'a consent event without an id of the device',
      'consent_missing',
      { type: 'consent', consent: receipt(), anonymousId: undefined, userId: 'u' },
    ],
  ];
  test.each(cases)('%s', (_, code, fields, privacy, gate) => {
    expect(ask(fields, privacy, gate)).toMatchObject({ pass: false, code });
  });

  test.each(['erased', 'restricted'] as const)('an id that is %s', (why) => {
    const seen: unknown[] = [];
    const suppressions: Gate['suppressions'] = {
      has(...asked) {
        seen.push(asked);
        return why;
      },
    };
    expect(ask({ consent: all, userId: 'u' }, {}, { suppressions })).toMatchObject({ code: why });
    expect(seen).toEqual([['shop', { anonymousId: 'a-1', userId: 'u', accountId: undefined }]]);
  });
});

describe('passes', () => {
  const marked = { at: '2026-11-22T08:50:00Z', beforeConsent: true };
  const cases: [string, Record<string, unknown>, SitePrivacyInput?, GateChange?][] = [
    ['a covered event', {}],
    ['an event within the second a platform rounds by', { at: '2026-11-22T08:59:59.001Z' }],
    ['an event from before, allowed and marked', marked, { allowBeforeConsent: true }],
    [
      'an event from before, where a person may object',
      { at: '2026-11-22T08:00:00Z' },
      { regime: 'opt_out' },
    ],
    ['no receipt where a person may object', { consent: undefined }, { regime: 'opt_out' }],
    [
      'no receipt at a place where a person may object',
      { consent: undefined },
      { regions: { US: 'opt_out' } },
      { place: { country: 'US' } },
    ],
    [
      'the default of a region, where a person may object',
      { consent: { ...all, source: 'region' } },
      { regime: 'opt_out' },
    ],
    [
      'a version the site accepts',
      { consent: { ...all, policyVersion: '2' } },
      { policyVersions: ['2'] },
    ],
    [
      'a choice on this site against GPC',
      { consent: all },
      { gpc: 'strict' },
      { facts: { optOutSignal: true } },
    ],
    [
      'anything where no consent is needed',
      { consent: undefined, userId: 'u' },
      {},
      { consentMode: 'none' },
    ],
  ];
  test.each(cases)('%s, unchanged', (_, fields, privacy, gate) => {
    const given = event(fields);
    const answer = passGate(given, gateOf(privacy, gate));
    expect(answer).toEqual({ pass: true, event: given, stripped: [] });
  });

  test('a wrong clock of the sender, once it is known', () => {
    const consent = { ...all, decidedAt: testNow + day };
    const at = testNow + day + 5_000;
    expect(ask({ at, consent }, {}, { facts: { skew: -day } }).pass).toBe(true);
  });
});

test.each([
  ['an unknown place', undefined, 'consent_missing'],
  ['a place with the strict rule', { country: 'DE' }, 'consent_missing'],
  ['a part with a rule of its own', { country: 'US', part: 'US-CA' }, 'consent_missing'],
  ['another part', { country: 'US', part: 'US-TX' }, undefined],
  ['a place without a rule', { country: 'BR' }, undefined],
])('without a receipt, from %s', (_, place, code) => {
  const regions = { DE: 'opt_in', US: 'none', 'US-CA': 'opt_in' } as const;
  const answer = ask({ consent: undefined }, { regime: 'opt_out', regions }, place && { place });
  expect(answer.pass ? undefined : answer.code).toBe(code);
});

describe('takes away', () => {
  const full = {
    userId: 'u-1',
    accountId: 'g-1',
    comment: 'my words',
    name: 'chat.message_sent',
    props: { text: 'my words', length: 8 },
    campaign: { source: 's', clickIdType: 'gclid', clickId: 'click-1' },
  };
  const stripped = (
    consent: object,
    privacy?: SitePrivacyInput,
    more?: object,
    gate?: GateChange,
  ) => {
    const answer = ask({ ...full, consent, ...more }, privacy, gate);
    if (!answer.pass) throw new Error(answer.message);
    return { event: answer.event, stripped: answer.stripped.toSorted() };
  };

  test('nothing that is covered', () => {
    expect(stripped(all).stripped).toEqual([]);
  });

  test('who it was, the click id, and words, each with its reason', () => {
    const { event: left, stripped: fields } = stripped(receipt('measurement'));
    expect(fields).toEqual([
      'accountId:identification',
      'campaign.clickId:sharing',
      'comment:content',
      'props.text:content',
      'userId:identification',
    ]);
    expect(left).toMatchObject({
      anonymousId: 'a-1',
      props: { length: 8 },
      campaign: { source: 's', clickIdType: 'gclid' },
    });
    expect(JSON.stringify(left)).not.toMatch(/u-1|g-1|my words|click-1/);
  });

  test('words where the site keeps none', () => {
    expect(stripped(all, { content: false }).stripped).toEqual([
      'comment:content',
      'props.text:content',
    ]);
  });

  test('who it was at an analog touch without offline_join', () => {
    const consent = receipt('measurement', 'identification', 'sharing', 'content');
    expect(stripped(consent, {}, { channel: 'store' }).stripped).toEqual([
      'accountId:offline_join',
      'userId:offline_join',
    ]);
  });

  test('sharing against GPC, unless chosen on this site', () => {
    const gate = { facts: { optOutSignal: true } };
    const configured = { ...all, source: 'config' };
    expect(stripped(configured, {}, {}, gate).stripped).toEqual(['campaign.clickId:sharing']);
    expect(stripped(all, {}, {}, gate).stripped).toEqual([]);
  });

  test('words of who never decided, where a person may object', () => {
    const answer = ask({ ...full, consent: undefined }, { regime: 'opt_out' });
    expect(answer.pass && answer.stripped).toEqual(['comment:content', 'props.text:content']);
  });

  test('text of errors and other props named text stay', () => {
    const more = { name: 'error.thrown', comment: undefined, props: { message: 'x', text: 'y' } };
    expect(
      stripped(receipt('measurement', 'identification', 'sharing'), {}, more).stripped,
    ).toEqual([]);
  });
});

test('a legal basis covers what brings no receipt, and is written beside it', () => {
  const basis = { ...event({ consent: all }).consent!, decidedAt: testNow - 900 * day };
  const gate = { basis, trusted: true };
  expect(ask({ consent: undefined, at: testNow - 9 }, {}, gate)).toMatchObject({
    pass: true,
    event: { consent: basis },
  });
  expect(ask({ consent: receipt() }, {}, gate)).toMatchObject({ code: 'consent_missing' });
});

describe('fields', () => {
  const key = Buffer.alloc(32, 7);
  test('are hashed before the lists are asked, and a hash is not scrubbed', () => {
    const gate = gateOf({
      fieldPolicies: { anonymousId: 'hash', 'props.phone': 'hash', 'page.title': 'drop' },
    });
    const hash = hashedValue(key, 'a-1');
    gate.withdrawals.add('shop', { anonymousId: 'a-1' }, testNow);
    const answer = passGate(
      event({ page: { title: 'T' }, props: { phone: '+49 171 1234567', mail: 'a@b.example' } }),
      gate,
    );
    expect(answer).toMatchObject({
      pass: true,
      event: {
        anonymousId: hash,
        page: {},
        props: { phone: hashedValue(key, '+49 171 1234567'), mail: '*' },
      },
      stripped: ['page.title:policy'],
    });
  });

  test('with text are scrubbed, ids and the click id are not', () => {
    const mail = 'ada@example.org';
    const answer = ask(
      {
        consent: all,
        userId: mail,
        name: `opened ${mail}`,
        touchpoint: mail,
        comment: `I am ${mail}`,
        page: {
          url: `https://u:p@x.example/${mail}?id=1&token=2`,
          path: `/${mail}`,
          title: mail,
          referrer: `https://y.example/?q=${mail}`,
        },
        campaign: { source: mail, term: mail, clickId: 'Zk3n8QpL0sVb7TyR2wXc4M' },
        props: { [mail]: mail, n: 1 },
      },
      { queryParams: ['id'] },
    );
    expect(answer).toMatchObject({
      event: {
        userId: mail,
        name: 'opened *',
        touchpoint: '*',
        comment: 'I am *',
        page: {
          url: 'https://x.example/*?id=1',
          path: '/*',
          title: '*',
          referrer: 'https://y.example/',
        },
        campaign: { source: '*', term: '*', clickId: 'Zk3n8QpL0sVb7TyR2wXc4M' },
        props: { '*': '*', n: 1 },
      },
    });
  });
});
