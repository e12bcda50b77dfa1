import { createHash, randomBytes } from 'node:crypto';
import type { KeyScope, Purpose } from '@touchtrail/contract';
import type { Client } from './client.ts';
import { toStoreError } from './client.ts';
import { StoreError } from './errors.ts';

/** A key of a back end, without its secret. Times are epoch ms. */
export interface SecretKey {
  id: string;
  siteId: string;
  name: string;
  /** What requests are signed with: SHA-256 of the secret, hex. Keep it out of answers and logs. */
  signingKey: string;
  scopes: KeyScope[];
  /** What its events are covered by when they bring no receipt; empty: each needs one. */
  purposes: Purpose[];
  /** Why, in the words of whoever made the key: `contract`, `legitimate interest: fraud`. */
  basis: string;
  createdAt: number;
}

/** A key as it may be listed. */
export interface KeySummary extends Omit<SecretKey, 'signingKey'> {
  revokedAt: number | null;
  /** UTC day of its last use, `2026-11-22`. */
  lastUsed: string | null;
}

export interface NewKey {
  siteId: string;
  name?: string;
  /** Default `['events:write']`. */
  scopes?: readonly KeyScope[];
  purposes?: readonly Purpose[];
  basis?: string;
}

/** Keys of back ends. Two may be live for a site, so that one can be replaced without a gap. */
export interface KeyStore {
  /**
   * Makes a key; the secret is seen this once, only its SHA-256 is stored.
   *
   * @throws StoreError `key_limit` when the site has two live keys
   */
  create(key: NewKey): Promise<{ id: string; secret: string }>;
  list(siteId?: string): Promise<KeySummary[]>;
  /** Every key that works, for a cache. */
  live(): Promise<SecretKey[]>;
  /** @throws StoreError `key_unknown` */
  revoke(id: string): Promise<void>;
  /** Notes that keys were used on a UTC day. */
  used(ids: readonly string[], day: string): Promise<void>;
}

interface KeyRow {
  id: string;
  site_id: string;
  name: string;
  hash: string;
  scopes: KeyScope[];
  purposes: Purpose[];
  basis: string;
  created_at: number;
  revoked_at: number | null;
  last_used: string | null;
}

const liveKeysPerSite = 2;

/**
 * The key that requests are signed with, made from the secret: 64 hex digits, used as text.
 *
 * @example
 * signingKeyOf('sk_…'); // printf %s "$SECRET" | sha256sum
 */
export const signingKeyOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex');

const isLive = (row: KeyRow): boolean => row.revoked_at === null;

const toKey = (row: KeyRow): SecretKey => ({
  id: row.id,
  siteId: row.site_id,
  name: row.name,
  signingKey: row.hash,
  scopes: row.scopes,
  purposes: row.purposes,
  basis: row.basis,
  createdAt: row.created_at,
});

export function createKeyStore(deps: {
  client: Client;
  url: string;
  clock: () => number;
}): KeyStore {
  const { client, url, clock } = deps;
  const rows = async (): Promise<KeyRow[]> => {
    try {
      const result = await client.query({
        query: `SELECT id, site_id, name, hash, scopes, purposes, basis,
                  toUnixTimestamp64Milli(created_at) AS created_at,
                  toUnixTimestamp64Milli(revoked_at) AS revoked_at,
                  if(uses.day = toDate(0), NULL, toString(uses.day)) AS last_used
                FROM (SELECT * FROM keys FINAL WHERE kind = 'secret') AS keys
                LEFT JOIN (SELECT key_id, max(day) AS day FROM key_uses GROUP BY key_id) AS uses
                  ON uses.key_id = keys.id
                ORDER BY keys.created_at, id`,
        format: 'JSONEachRow',
        clickhouse_settings: { output_format_json_quote_64bit_integers: 0, readonly: '2' },
      });
      return await result.json<KeyRow>();
    } catch (error) {
      throw toStoreError(error, url);
    }
  };
  const put = async (table: 'keys' | 'key_uses', values: Record<string, unknown>[]) => {
    try {
      await client.insert({
        table,
        values,
        format: 'JSONEachRow',
        clickhouse_settings: { async_insert: 0 },
      });
    } catch (error) {
      throw toStoreError(error, url, 'insert');
    }
  };
  return {
    async create({ siteId, name = '', scopes = ['events:write'], purposes = [], basis = '' }) {
      const live = (await rows()).filter((row) => isLive(row) && row.site_id === siteId);
      if (live.length >= liveKeysPerSite) {
        throw new StoreError(
          'key_limit',
          `The site ${siteId} has ${live.length} live secret keys already.`,
          `Revoke one that is no longer used (${live.map((row) => row.id).join(', ')}) first.`,
        );
      }
      const id = `key_${randomBytes(9).toString('base64url')}`;
      const secret = `sk_${randomBytes(32).toString('base64url')}`;
      const now = clock();
      await put('keys', [
        {
          id,
          site_id: siteId,
          kind: 'secret',
          name,
          hash: signingKeyOf(secret),
          scopes,
          purposes,
          basis,
          created_at: now,
          updated_at: now,
        },
      ]);
      return { id, secret };
    },
    async list(siteId) {
      const found = (await rows()).filter((row) => siteId === undefined || row.site_id === siteId);
      return found.map((row) => {
        const { signingKey: _secret, ...key } = toKey(row);
        return { ...key, revokedAt: row.revoked_at, lastUsed: row.last_used };
      });
    },
    live: async () => (await rows()).filter(isLive).map(toKey),
    async revoke(id) {
      const row = (await rows()).find((one) => one.id === id);
      if (!row) {
        throw new StoreError(
          'key_unknown',
          `There is no key ${id}.`,
          'See `touchtrail key list` for the keys there are.',
        );
      }
      if (!isLive(row)) return;
      const { last_used: _used, ...kept } = row;
      const now = Math.max(clock(), row.created_at + 1);
      await put('keys', [{ ...kept, kind: 'secret', revoked_at: now, updated_at: now }]);
    },
    async used(ids, day) {
      if (ids.length > 0) {
        await put(
          'key_uses',
          ids.map((id) => ({ key_id: id, day })),
        );
      }
    },
  };
}
