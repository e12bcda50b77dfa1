import { createHash } from 'node:crypto';
import type { Site } from '@touchtrail/contract';
import { StoreError } from './errors.ts';

/** Told of the settings of a site: the same as long as none of them is changed. A new write key changes none. */
export const siteVersion = ({
  name,
  origins,
  timezone,
  currency,
  consentMode,
  privacy,
}: Site): string =>
  createHash('sha256')
    .update(JSON.stringify([name, origins, timezone, currency, consentMode, privacy]))
    .digest('hex')
    .slice(0, 16);

/** Somebody else changed the site meanwhile. */
export class SiteConflict extends StoreError {
  /** The site as it is now. */
  readonly current: Site;
  constructor(current: Site) {
    super(
      'site_conflict',
      `The site ${current.id} was changed meanwhile.`,
      'Read it, bring your change into it, and save again with its version.',
    );
    this.name = 'SiteConflict';
    this.current = current;
  }
}
