import { errorSummary } from '@touchtrail/store';
import type { Lease, PhonePool, PhoneStore } from '@touchtrail/store';
import { createLiveList } from '../live-list.ts';

/** Who asks for a number. */
export interface Asking {
  visit: string;
  anonymousId: string;
  /** Where from, shortened: one place may not take all numbers. In memory only. */
  place?: string | undefined;
}

/** The number to show, and how that came. */
interface Shown {
  number: string;
  until: number | null;
  result: 'leased' | 'kept' | 'exhausted' | 'not_allowed' | 'failed';
}

/** Hands out the numbers of the sites. */
export interface LeaseDesk {
  /**
   * @param who undefined: nobody who may be joined to a call, so the number for everybody.
   * @returns undefined when the site has no numbers.
   * @throws when the store is away and nothing is known of the site yet.
   */
  show(siteId: string, who: Asking | undefined): Promise<Shown | undefined>;
}

interface Held extends Lease {
  place?: string | undefined;
}

/** Writes leases, those that come while one write runs together in the next. */
function createWriter(put: PhoneStore['putLeases']) {
  type Batch = { leases: (Lease & { siteId: string })[]; done: Promise<void> };
  let running: Promise<unknown> = Promise.resolve();
  let next: Batch | undefined;
  return (lease: Lease & { siteId: string }): Promise<void> => {
    if (!next) {
      const leases: Batch['leases'] = [];
      const done = running.then(() => {
        next = undefined;
        return put(leases);
      });
      next = { leases, done };
      running = done.catch(() => undefined);
    }
    next.leases.push(lease);
    return next.done;
  };
}

/**
 * Leases each visit a number of its own for a time. A visit that asks again keeps its number, and longer.
 * After a lease a number rests for the pool's grace, so that a call in that time has one visit to belong
 * to; of those free the one that has rested longest is next. When none is free, or one place holds a
 * quarter of them, the number for everybody is shown. A lease is durable before its number is.
 *
 * One process leases the numbers of a site: two would not know of each other.
 *
 * @example
 * const desk = createLeaseDesk({ phone: store.phone, clock: Date.now });
 * await desk.show('shop', { visit, anonymousId }); // { number: '+4930123401', until: …, result: 'leased' }
 */
export function createLeaseDesk(deps: {
  phone: Pick<PhoneStore, 'pools' | 'leases' | 'putLeases'>;
  clock: () => number;
  log?: ((line: string) => void) | undefined;
}): LeaseDesk {
  const { phone, clock, log } = deps;
  const pools = createLiveList({
    load: () => phone.pools(),
    idOf: (pool) => pool.siteId,
    what: 'phone numbers',
    clock,
    log,
  });
  const write = createWriter((leases) => phone.putLeases(leases));
  const sites = new Map<string, Promise<Map<string, Held>>>();

  /** The last lease of each number. */
  const heldBy = (pool: PhonePool): Promise<Map<string, Held>> => {
    const known = sites.get(pool.siteId);
    if (known) return known;
    const now = clock();
    const loading = phone
      .leases(pool.siteId, { from: now - pool.graceMs, to: now + pool.leaseMs })
      .then((leases) => new Map(leases.map((lease): [string, Held] => [lease.number, lease])));
    sites.set(pool.siteId, loading);
    loading.catch(() => sites.delete(pool.siteId));
    return loading;
  };

  const free = (pool: PhonePool, held: ReadonlyMap<string, Held>, who: Asking, now: number) => {
    const resting = (number: string) =>
      (held.get(number)?.until ?? -Infinity) + pool.graceMs >= now;
    const most = Math.max(2, Math.ceil(pool.numbers.length / 4));
    const here = pool.numbers.filter(
      (number) => resting(number) && held.get(number)?.place === who.place,
    );
    if (who.place !== undefined && here.length >= most) return undefined;
    const restedSince = (number: string) => held.get(number)?.until ?? -Infinity;
    return pool.numbers
      .filter((number) => !resting(number))
      .toSorted((a, b) => (restedSince(a) < restedSince(b) ? -1 : 1))[0];
  };

  return {
    async show(siteId, who) {
      const pool = await pools.find(siteId);
      if (!pool) return undefined;
      const { fallback, leaseMs, graceMs } = pool;
      if (!who) return { number: fallback, until: null, result: 'not_allowed' };
      try {
        const held = await heldBy(pool);
        const now = clock();
        const own = pool.numbers
          .map((number) => held.get(number))
          .find((one) => one?.visit === who.visit && one.until + graceMs >= now);
        // Renewed only when half of it is over: a page may ask as often as it likes.
        if (own && own.until - now > leaseMs / 2) {
          return { number: own.number, until: own.until, result: 'kept' };
        }
        const number = own?.number ?? free(pool, held, who, now);
        if (number === undefined) return { number: fallback, until: null, result: 'exhausted' };
        const until = now + leaseMs;
        const lease: Held = own ? { ...own, until } : { ...who, number, since: now, until };
        // Before it is durable: nobody else may be given it meanwhile.
        held.set(number, lease);
        const { place: _place, ...stored } = lease;
        try {
          await write({ ...stored, siteId });
        } catch (error) {
          if (held.get(number) === lease) {
            if (own) held.set(number, own);
            else held.delete(number);
          }
          throw error;
        }
        return { number, until, result: own ? 'kept' : 'leased' };
      } catch (error) {
        log?.(`a number could not be leased, everybody's is shown: ${errorSummary(error)}`);
        return { number: fallback, until: null, result: 'failed' };
      }
    },
  };
}
