import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { words } from '@touchtrail/contract';
import type { Client } from './client.ts';
import { toStoreError } from './client.ts';
import { StoreError } from './errors.ts';
import type { NewToken, Role, TokenIdentity, TokenStore } from './token-types.ts';

const say = words({
  'There is no valid token {id}.': 'Es gibt keinen gültigen Token {id}.',
  '`touchtrail token list` shows their ids.': '`touchtrail token list` zeigt ihre Kennungen.',
});

export interface TokenStoreDeps {
  client: Client;
  url: string;
  clock: () => number;
}

interface TokenRow {
  id: string;
  role: Role;
  name: string;
  sites: string[];
  hash: string;
  created_at: number;
  updated_at: number;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

const identity = ({ id, role, name, sites }: TokenRow): TokenIdentity => ({
  id,
  role,
  name,
  sites,
});

/** Tokens of the read path. A token has 256 random bits, so a plain SHA-256 of it cannot be guessed back. */
export function createTokenStore({ client, url, clock }: TokenStoreDeps): TokenStore {
  const valid = async (): Promise<TokenRow[]> => {
    try {
      const result = await client.query({
        query: `SELECT id, role, name, sites, hash, toUnixTimestamp64Milli(t.created_at) AS created_at,
                  toUnixTimestamp64Milli(t.updated_at) AS updated_at
                FROM tokens AS t FINAL WHERE kind = 'admin' AND revoked_at IS NULL
                ORDER BY t.created_at, id`,
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
  const fresh = ({ role, name = '', sites = [] }: NewToken) => {
    // The first letters tell people what they hold: ta_ admin, tn_ analyst, tv_ viewer.
    const start = { admin: 'ta', analyst: 'tn', viewer: 'tv' }[role];
    const token = `${start}_${randomBytes(32).toString('base64url')}`;
    const now = clock();
    return {
      token,
      row: {
        id: randomUUID(),
        // The kind of the row; who may do what is the role.
        kind: 'admin',
        role,
        name,
        sites,
        hash: sha256(token).toString('hex'),
        created_at: now,
        updated_at: now,
      },
    };
  };
  const revoked = ({ updated_at, ...row }: TokenRow) => {
    // A clock that went back must not make the old row the newest.
    const at = Math.max(clock(), updated_at + 1);
    return { ...row, kind: 'admin', revoked_at: at, updated_at: at };
  };
  const known = async (id: string): Promise<TokenRow> => {
    const row = (await valid()).find((each) => each.id === id);
    if (row) return row;
    throw new StoreError(
      'token_unknown',
      say('There is no valid token {id}.', { id }),
      say('`touchtrail token list` shows their ids.'),
    );
  };
  const ask = async <Row>(query: string, params: Record<string, unknown> = {}): Promise<Row[]> => {
    try {
      const result = await client.query({
        query,
        query_params: params,
        format: 'JSONEachRow',
        clickhouse_settings: { readonly: '2' },
      });
      return await result.json<Row>();
    } catch (error) {
      throw toStoreError(error, url);
    }
  };
  const lastUses = async (): Promise<Map<string, string>> => {
    const rows = await ask<{ actor: string; day: string }>(
      `SELECT actor, toString(toDate(max(at), 'UTC')) AS day FROM audit_log
       WHERE action = 'token.used' GROUP BY actor`,
    );
    return new Map(rows.map(({ actor, day }) => [actor, day]));
  };
  const find = async (token: string): Promise<TokenRow | undefined> => {
    const given = sha256(token);
    let found: TokenRow | undefined;
    for (const row of await valid()) {
      const kept = Buffer.from(row.hash, 'hex');
      if (kept.length === given.length && timingSafeEqual(kept, given)) found = row;
    }
    return found;
  };
  return {
    async create(wanted = { role: 'admin' }) {
      const { token, row } = fresh(wanted);
      await put([row]);
      return token;
    },
    verify: async (token) => (await find(token)) !== undefined,
    async identify(token) {
      const row = await find(token);
      return row && identity(row);
    },
    async list() {
      const [rows, uses] = await Promise.all([valid(), lastUses()]);
      return rows.map((row) => ({
        ...identity(row),
        createdAt: row.created_at,
        lastUsed: uses.get(row.id) ?? null,
      }));
    },
    async change(id, changes) {
      const before = await known(id);
      const row = {
        ...before,
        ...changes,
        updated_at: Math.max(clock(), before.updated_at + 1),
      };
      await put([{ ...row, kind: 'admin' }]);
      // Who was shut out between the look and the change must not be let in again by it.
      const [since] = await ask<{ id: string }>(
        'SELECT id FROM tokens WHERE id = {id:String} AND revoked_at IS NOT NULL LIMIT 1',
        { id },
      );
      if (!since) return identity(row);
      await put([revoked(row)]);
      return identity(await known(id));
    },
    async revoke(id) {
      await put([revoked(await known(id))]);
    },
    hasAny: async () => (await valid()).some(({ role }) => role === 'admin'),
    async rotate() {
      const old = (await valid()).filter(({ role }) => role === 'admin');
      const { token, row } = fresh({ role: 'admin' });
      // One insert: either the old tokens are revoked and the new one is there, or neither.
      await put([row, ...old.map(revoked)]);
      return token;
    },
  };
}
