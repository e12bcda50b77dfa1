import { describe, expect, test } from 'vitest';
import { sitePrivacySchema } from './privacy.ts';
import { changedSite, siteDifferences, siteIdOf, siteInputSchema } from './site-input.ts';
import type { Site } from './site.ts';

const site: Site = {
  id: 'shop',
  name: 'Shop',
  writeKey: 'wk',
  origins: [],
  timezone: 'UTC',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
  privacy: sitePrivacySchema.parse({ regions: { US: 'opt_out' } }),
};

test('an id is made of what a name has of letters and digits', () => {
  expect(siteIdOf('Müller & Söhne')).toBe('muller-sohne');
  expect(siteIdOf('سلة 🛒')).toBe('');
  const long = siteIdOf(`${'a'.repeat(62)} b`);
  expect(long).toBe('a'.repeat(62));
});

test('a new site needs a name only', () => {
  expect(siteInputSchema.parse({ name: ' <b>Shop</b> ', currency: 'usd' })).toEqual({
    name: '<b>Shop</b>',
    origins: [],
    timezone: 'UTC',
    currency: 'USD',
    consentMode: 'opt_in',
  });
  for (const wrong of [{}, { name: ' ' }, { name: 'x'.repeat(201) }, { name: 'a', zone: 'UTC' }]) {
    expect(siteInputSchema.safeParse(wrong).success).toBe(false);
  }
});

describe('a change', () => {
  test('leaves what it does not name, also of the policy and of the retention', () => {
    const { data } = changedSite(site, {
      name: 'New',
      privacy: { maxAgeDays: 180, retention: { events: null } },
    });
    expect(data).toEqual({
      ...site,
      name: 'New',
      privacy: {
        ...site.privacy,
        maxAgeDays: 180,
        retention: { ...site.privacy.retention, events: null },
      },
    });
    expect(siteDifferences(site, data ?? site)).toEqual({
      name: 'Shop → New',
      'privacy.maxAgeDays': '395 → 180',
      'privacy.retention.events': '760 → null',
    });
  });

  test('of a part that there is not is refused, and not nothing', () => {
    for (const privacy of [{ maxAgeDay: 3 }, { retention: { event: 3 } }, { regime: 'maybe' }]) {
      const { error } = changedSite(site, { privacy });
      expect(error?.issues.length, JSON.stringify(privacy)).toBeGreaterThan(0);
    }
  });
});
