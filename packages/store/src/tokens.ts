import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Client } from './client.ts';
import { toStoreError } from './client.ts';
import type { TokenStore } from './types.ts';

export interface TokenStoreDeps {
  client: Client;
  url: string;
  clock: () => number;
}

interface TokenRow {
  id: string;
  hash: string;
  created_at: number;
  updated_at: number;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Admin tokens. A token has 256 random bits, so a plain SHA-256 of it cannot be guessed back. */
export function createTokenStore({ client, url, clock }: TokenStoreDeps): TokenStore {
  const valid = async (): Promise<TokenRow[]> => {
    try {
      const result = await client.query({
        query: `SELECT id, hash, toUnixTimestamp64Milli(created_at) AS created_at,
                  toUnixTimestamp64Milli(updated_at) AS updated_at
                FROM tokens FINAL WHERE kind = 'admin' AND revoked_at IS NULL`,
        format: 'JSONEachRow',
        clickhouse_settings: { output_format_json_quote_64bit_integers: 0, readonly: '2' },
      });
      return await result.json<TokenRow>();
    } catch (error) {
      throw toStoreError(error, url);
    }
  };
  const put = async (values: Record<string, unknown>[]): Promise<void> => {
    try {
      await client.insert({
        table: 'tokens',
        values,
        format: 'JSONEachRow',
        clickhouse_settings: { async_insert: 0 },
      });
    } catch (error) {
      throw toStoreError(error, url, 'insert');
    }
  };
  const fresh = (): { token: string; row: Record<string, unknown> } => {
    const token = `ta_${randomBytes(32).toString('base64url')}`;
    const now = clock();
    return {
      token,
      row: {
        id: randomUUID(),
        kind: 'admin',
        hash: sha256(token).toString('hex'),
        created_at: now,
        updated_at: now,
      },
    };
  };
  return {
    async create() {
      const { token, row } = fresh();
      await put([row]);
      return token;
    },
    async verify(token) {
      const given = sha256(token);
      let found = false;
      for (const row of await valid()) {
        const kept = Buffer.from(row.hash, 'hex');
        if (kept.length === given.length && timingSafeEqual(kept, given)) found = true;
      }
      return found;
    },
    hasAny: async () => (await valid()).length > 0,
    async rotate() {
      const old = await valid();
      const { token, row } = fresh();
      // One insert: either the old tokens are revoked and the new one is there, or neither.
      await put([
        row,
        ...old.map(({ id, hash, created_at, updated_at }) => {
          const at = Math.max(clock(), updated_at + 1);
          return { id, kind: 'admin', hash, created_at, revoked_at: at, updated_at: at };
        }),
      ]);
      return token;
    },
  };
}
