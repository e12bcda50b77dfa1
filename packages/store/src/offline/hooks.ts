import { randomBytes } from 'node:crypto';
import { hookAuthSchema, hookMappingSchema } from '@touchtrail/contract';
import type { HookAuth, HookMapping, Purpose } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';

/** A webhook of another system. Times are epoch ms. */
export interface Hook {
  id: string;
  siteId: string;
  name: string;
  /** Holds a secret: keep it out of answers and logs. */
  auth: HookAuth;
  mapping: HookMapping;
  /** What its events are covered by when they bring no receipt; empty: each needs one. */
  purposes: Purpose[];
  basis: string;
  createdAt: number;
}

export interface HookStore {
  /** `auth` is asked for with the id, since some systems sign the address too. */
  add(
    hook: Omit<Hook, 'id' | 'createdAt' | 'auth'> & { auth: (id: string) => HookAuth },
  ): Promise<Hook>;
  list(siteId?: string): Promise<(Omit<Hook, 'auth'> & { revokedAt: number | null })[]>;
  /** Every hook that works, for a cache. */
  live(): Promise<Hook[]>;
  /** @throws StoreError `hook_unknown` */
  revoke(id: string): Promise<void>;
}

interface Row {
  id: string;
  site_id: string;
  name: string;
  auth: string;
  mapping: string;
  purposes: Purpose[];
  basis: string;
  created_at: number;
  revoked_at: number | null;
}

const toHook = (row: Row): Hook => ({
  id: row.id,
  siteId: row.site_id,
  name: row.name,
  auth: hookAuthSchema.parse(JSON.parse(row.auth)),
  mapping: hookMappingSchema.parse(JSON.parse(row.mapping)),
  purposes: row.purposes,
  basis: row.basis,
  createdAt: row.created_at,
});

export function createHookStore(deps: { database: Database; clock: () => number }): HookStore {
  const { database, clock } = deps;
  const rows = (): Promise<Row[]> =>
    database.query<Row>(
      `SELECT id, site_id, name, auth, mapping, purposes, basis,
         toUnixTimestamp64Milli(hooks.created_at) AS created_at,
         toUnixTimestamp64Milli(hooks.revoked_at) AS revoked_at
       FROM hooks FINAL ORDER BY hooks.created_at, id`,
    );
  return {
    async add({ auth, ...hook }) {
      const id = `hook_${randomBytes(12).toString('base64url')}`;
      const now = clock();
      const added: Hook = { ...hook, id, auth: auth(id), createdAt: now };
      await database.insert('hooks', [
        {
          id,
          site_id: hook.siteId,
          name: hook.name,
          auth: JSON.stringify(added.auth),
          mapping: JSON.stringify(hook.mapping),
          purposes: hook.purposes,
          basis: hook.basis,
          created_at: now,
          updated_at: now,
        },
      ]);
      return added;
    },
    async list(siteId) {
      const found = (await rows()).filter((row) => siteId === undefined || row.site_id === siteId);
      return found.map((row) => {
        const { auth: _secret, ...hook } = toHook(row);
        return { ...hook, revokedAt: row.revoked_at };
      });
    },
    live: async () => (await rows()).filter((row) => row.revoked_at === null).map(toHook),
    async revoke(id) {
      const row = (await rows()).find((one) => one.id === id);
      if (!row) {
        throw new StoreError(
          'hook_unknown',
          `There is no webhook ${id}.`,
          'See `touchtrail hook list` for the webhooks there are.',
        );
      }
      if (row.revoked_at !== null) return;
      const now = Math.max(clock(), row.created_at + 1);
      await database.insert('hooks', [{ ...row, revoked_at: now, updated_at: now }]);
    },
  };
}
