import { hashedValue } from '../consent/field-policies.ts';
import type { SiteSecrets } from '../site-secrets.ts';
import type { SiteStore } from '../site-types.ts';

/** Who asks for their data names the id they know; a site whose policy hashes it stored another. */
export const storedIds =
  (sites: Pick<SiteStore, 'find'>, secrets: SiteSecrets) =>
  async (siteId: string, id: string): Promise<string> => {
    const policies = (await sites.find(siteId))?.privacy.fieldPolicies ?? {};
    if (policies['userId'] !== 'hash' && policies['anonymousId'] !== 'hash') return id;
    return hashedValue(await secrets.hashKey(siteId), id);
  };
