import { sitePrivacySchema } from '@touchtrail/contract';
import { describe, expect, it } from 'vitest';
import { changedPrivacy } from './site-privacy.ts';

const before = sitePrivacySchema.parse({ regions: { US: 'opt_out' }, queryParams: ['size'] });

describe('changedPrivacy', () => {
  it('changes single parts and leaves the others', () => {
    const after = changedPrivacy(before, [
      'regions.US-CA=opt_in',
      'requiredPurposes=measurement, storage',
      'policyVersions=["3"]',
      'maxAgeDays=365',
      'fieldPolicies.props.plate=hash',
      'retention.events=null',
      'aggregate=true',
      'consentCategories.C0002=measurement, identification',
    ]);
    expect(after).toMatchObject({
      regions: { US: 'opt_out', 'US-CA': 'opt_in' },
      requiredPurposes: ['measurement', 'storage'],
      policyVersions: ['3'],
      maxAgeDays: 365,
      fieldPolicies: { 'props.plate': 'hash' },
      retention: { events: null, receipts: 1_095 },
      aggregate: true,
      consentCategories: { C0002: ['measurement', 'identification'] },
      queryParams: ['size'],
    });
  });

  it('an empty value takes an entry away, or sets a part back', () => {
    const after = changedPrivacy(before, ['regions.US=', 'queryParams=']);
    expect(after).toEqual(sitePrivacySchema.parse({}));
  });

  it.each([
    ['maxAgeDays', 'is not part=value'],
    ['=1', 'is not part=value'],
    ['maxAge=1', 'no such part'],
    ['gpc.strict=true', 'no such part'],
    ['__proto__.x=1', 'no such part'],
    ['maxAgeDays=soon', 'maxAgeDays'],
    ['regions.Germany=opt_in', 'regions'],
    ['consentCategories.Ads=selling', 'consentCategories'],
    ['fieldPolicies.anonymousId=drop', 'cannot be dropped'],
  ])('%s is refused', (change, message) => {
    expect(() => changedPrivacy(before, [change])).toThrow(message);
  });
});
