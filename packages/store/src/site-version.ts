import { createHash } from 'node:crypto';
import { words } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import { bringIn } from './bring-in.ts';
import { StoreError } from './errors.ts';

const say = words({
  'The site {id} was changed meanwhile.': 'Die Site {id} wurde inzwischen geändert.',
});

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
      say('The site {id} was changed meanwhile.', { id: current.id }),
      bringIn,
    );
    this.name = 'SiteConflict';
    this.current = current;
  }
}
