import type { SiteStore } from '@touchtrail/store';
import type { Context } from 'hono';
import type { NodeEnv } from './access.ts';

/** The sites that the one who asks may see: to them there are no others. */
export const scopedSites = (
  c: Context<NodeEnv>,
  sites: Pick<SiteStore, 'list'>,
): Pick<SiteStore, 'list'> => {
  const { sites: allowed } = c.get('who');
  if (allowed.length === 0) return sites;
  return { list: async () => (await sites.list()).filter(({ id }) => allowed.includes(id)) };
};
