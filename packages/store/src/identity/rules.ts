import type { Database } from '../people/database.ts';
import type { IdKey } from './types.ts';

/** A link that somebody took apart, or an id that joins nothing. `at` is epoch ms. */
export interface IdentityRule {
  kind: 'unlinked' | 'blocked';
  from: IdKey;
  /** Of a link only. */
  to?: IdKey;
  reason: string;
  actor: string;
  at: number;
}

interface RuleRow {
  from: IdKey;
  to: IdKey | '';
  reason: string;
  actor: string;
  at: number;
}

/** What people decided about ids, by site. */
export interface Rules {
  active(site: string): Promise<{ blocked: Set<IdKey>; unlinked: Set<string> }>;
  list(site: string): Promise<IdentityRule[]>;
  set(
    site: string,
    from: IdKey,
    to: IdKey | '',
    active: boolean,
    by: { actor: string; reason?: string },
  ): Promise<void>;
}

export function createRules(
  database: Pick<Database, 'query' | 'insert'>,
  clock: () => number,
): Rules {
  const rows = (site: string): Promise<RuleRow[]> =>
    database.query<RuleRow>(
      `SELECT from_key AS from, to_key AS to, reason, actor, toUnixTimestamp64Milli(at) AS at
       FROM id_rules FINAL WHERE site_id = {site:String} AND active ORDER BY id_rules.at DESC LIMIT 100000`,
      { site },
    );
  return {
    async active(site) {
      const all = await rows(site);
      return {
        blocked: new Set(all.filter(({ to }) => to === '').map(({ from }) => from)),
        unlinked: new Set(all.filter(({ to }) => to !== '').map(({ from, to }) => `${from} ${to}`)),
      };
    },
    async list(site) {
      return (await rows(site)).map(({ from, to, reason, actor, at }) => ({
        kind: to === '' ? ('blocked' as const) : ('unlinked' as const),
        from,
        ...(to !== '' && { to }),
        reason,
        actor,
        at,
      }));
    },
    set: (site, from, to, active, { actor, reason = '' }) =>
      database.insert('id_rules', [
        { site_id: site, from_key: from, to_key: to, active, reason, actor, at: clock() },
      ]),
  };
}
