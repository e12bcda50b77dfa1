import { sitePrivacySchema } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';

/** A site that reports are measured on. */
export const benchSite = (id = 'bench'): Site => ({
  id,
  name: id,
  writeKey: `wk_${id}`,
  origins: [],
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  consentMode: 'none',
  isDemo: true,
  privacy: sitePrivacySchema.parse({}),
});
