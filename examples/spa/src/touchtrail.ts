import { createTouchtrail } from '@touchtrail/sdk';
import { clicks, forms, scroll } from '@touchtrail/sdk/capture';
import type { AppEvents } from './events.ts';

const { VITE_TOUCHTRAIL_SITE: site, VITE_TOUCHTRAIL_ENDPOINT: endpoint } = import.meta.env;

if (!site) {
  console.warn('Nothing is recorded: set VITE_TOUCHTRAIL_SITE to the write key of your site.');
}

/** The one instance of the app. Route changes are page views by themselves. */
export const touchtrail = createTouchtrail<AppEvents>({
  site: site ?? '',
  // What is not imported costs no byte.
  modules: [clicks, forms, scroll],
  ...(endpoint && { endpoint }),
});
