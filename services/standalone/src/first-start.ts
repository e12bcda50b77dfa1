import type { Site } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';

export interface FirstStart {
  /** The site that the demo shop records into: the first one that is not a demo. */
  site: Site;
  /** Set only when it was made now: the one time it can be shown. */
  adminToken: string | undefined;
}

const loopbackOrigins = ['http://localhost:*', 'http://127.0.0.1:*'];
const anyOrLoopback = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::']);

/**
 * Makes what a new installation needs: a site with a write key, and an admin token.
 *
 * @param host the address listened on, so that a page served there may record.
 */
export async function prepareFirstStart(
  store: Pick<Store, 'sites' | 'tokens'>,
  host: string,
  timezone: string,
): Promise<FirstStart> {
  const existing = (await store.sites.list()).find((site) => !site.isDemo);
  const site =
    existing ??
    (await store.sites.add({
      id: 'my-site',
      name: 'My site',
      origins: anyOrLoopback.has(host) ? loopbackOrigins : [...loopbackOrigins, `http://${host}:*`],
      timezone,
      currency: 'EUR',
      consentMode: 'opt_in',
      isDemo: false,
    }));
  const adminToken = (await store.tokens.hasAny()) ? undefined : await store.tokens.create();
  return { site, adminToken };
}
