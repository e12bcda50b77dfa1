import { sitePrivacySchema } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';

/** A site whose reports are tested. */
export const testSite = (id: string): Site => ({
  id,
  name: id,
  writeKey: `wk_${id}`,
  origins: [],
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  consentMode: 'none',
  isDemo: false,
  privacy: sitePrivacySchema.parse({}),
});
