import type { SiteSummary } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { changesOf, draftOf, newDraft, onto } from './site-draft.ts';
import type { Draft } from './site-draft.ts';

const site: SiteSummary = {
  id: 'shop',
  name: '<i>Shop</i> סל 🛒',
  writeKey: 'wk',
  origins: ['https://a.example', 'http://localhost:*'],
  timezone: 'UTC',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
  privacy: {
    regime: 'opt_in',
    regions: { US: 'opt_out' },
    requiredPurposes: ['measurement'],
    policyVersions: [],
    maxAgeDays: 395,
    gpc: 'share_only',
    honourDnt: false,
    allowBeforeConsent: false,
    content: true,
    queryParams: [],
    fieldPolicies: { 'props.a:b': 'hash' },
    retention: { events: null, receipts: 1_095, quarantine: 14, audit: 1_095 },
    consentCategories: { marketing: ['sharing', 'personalisation'] },
    aggregate: false,
    originCheck: 'present',
  },
  touches: 0,
  firstTouchAt: null,
  lastTouchAt: null,
  version: 'v1',
};
const type = (draft: Draft, typed: Record<string, string>): Draft => ({
  ...draft,
  typed: { ...draft.typed, ...typed },
});

test('what is not touched is not sent', () => {
  expect(changesOf(draftOf(site, 'site'))).toEqual({});
  expect(changesOf(draftOf(site, 'policy'))).toEqual({});
});

test('each setting is sent as what it is', () => {
  const policy = type(draftOf(site, 'policy'), {
    'privacy.regions': 'US: opt_out\n\n DE : none ',
    'privacy.fieldPolicies': 'props.a:b: drop',
    'privacy.consentCategories': 'marketing: sharing\nads:',
    'privacy.maxAgeDays': ' 180 ',
    'privacy.honourDnt': 'true',
    'privacy.retention.events': '90',
    'privacy.retention.receipts': '',
    'privacy.retention.audit': 'soon',
  });
  expect(changesOf(policy)).toEqual({
    privacy: {
      regions: { US: 'opt_out', DE: 'none' },
      fieldPolicies: { 'props.a:b': 'drop' },
      consentCategories: { marketing: ['sharing'], ads: [] },
      maxAgeDays: 180,
      honourDnt: true,
      retention: { events: 90, receipts: null, audit: 'soon' },
    },
  });
  expect(changesOf(type(newDraft('Europe/Berlin', 'EUR'), { name: 'x' }))).toEqual({
    name: 'x',
    timezone: 'Europe/Berlin',
    currency: 'EUR',
    origins: [],
    consentMode: 'opt_in',
  });
});

test('what two changed goes together: mine before theirs where both changed one setting', () => {
  const mine = type(draftOf(site, 'site'), { name: 'Mine', currency: 'USD' });
  const theirs = { ...site, name: 'Theirs', timezone: 'Asia/Tokyo', version: 'v2' };
  const both = onto(mine, theirs);
  expect(both.version).toBe('v2');
  expect(changesOf(both)).toEqual({ name: 'Mine', currency: 'USD' });
  expect(both.typed['timezone']).toBe('Asia/Tokyo');
});
