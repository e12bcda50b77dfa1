import { randomBytes } from 'node:crypto';
import type { Client } from './client.ts';
import { toStoreError } from './client.ts';

/** Secrets of sites that never leave the service. */
export interface SiteSecrets {
  /** The 32 random bytes that a site's fields are hashed with; made when first asked for. */
  hashKey(siteId: string): Promise<Buffer>;
}

export function createSiteSecrets(deps: {
  client: Client;
  url: string;
  clock: () => number;
}): SiteSecrets {
  const { client, url, clock } = deps;
  const oldest = async (siteId: string): Promise<string | undefined> => {
    const result = await client.query({
      query: `SELECT secret FROM site_secrets WHERE site_id = {site:String} AND kind = 'hash'
              ORDER BY created_at, secret LIMIT 1`,
      query_params: { site: siteId },
      format: 'JSONEachRow',
      clickhouse_settings: { readonly: '2' },
    });
    return (await result.json<{ secret: string }>())[0]?.secret;
  };
  const known = new Map<string, Buffer>();
  return {
    async hashKey(siteId) {
      const cached = known.get(siteId);
      if (cached) return cached;
      try {
        let secret = await oldest(siteId);
        if (secret === undefined) {
          await client.insert({
            table: 'site_secrets',
            values: [
              {
                site_id: siteId,
                kind: 'hash',
                secret: randomBytes(32).toString('hex'),
                created_at: clock(),
              },
            ],
            format: 'JSONEachRow',
            clickhouse_settings: { async_insert: 0 },
          });
          // Another process may have made one at the same time: both read which came first.
          secret = (await oldest(siteId)) ?? '';
        }
        const key = Buffer.from(secret, 'hex');
        known.set(siteId, key);
        return key;
      } catch (error) {
        throw toStoreError(error, url);
      }
    },
  };
}
