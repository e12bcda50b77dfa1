import { calledOf } from './phone-number.ts';

/** A number that a visit was shown, and how long. Times are epoch ms. */
export interface Lease {
  number: string;
  since: number;
  until: number;
  visit: string;
  anonymousId: string;
}

/** Finds the visit that a called number was shown to. */
export interface LeaseJoin {
  /**
   * @param at epoch ms of the call.
   * @returns the anonymous id; undefined when nobody was shown the number then, or several were.
   */
  anonymousIdOf(number: string, at: number): string | undefined;
}

/**
 * Joins calls to visits. A call belongs to the lease in whose time it began. Later than that, but within
 * the grace, it belongs to the lease that ended last: people look a number up and call from another room.
 * A number is never leased twice within that time, so two leases at once mean two processes, and then no
 * visit is guessed.
 */
export function createLeaseJoin(leases: readonly Lease[], graceMs: number): LeaseJoin {
  const byNumber = new Map<string, Lease[]>();
  for (const lease of leases.toSorted((a, b) => a.since - b.since)) {
    byNumber.set(lease.number, [...(byNumber.get(lease.number) ?? []), lease]);
  }
  const pool = [...byNumber.keys()];
  return {
    anonymousIdOf(text, at) {
      const number = calledOf(pool, text);
      const own = number === undefined ? [] : (byNumber.get(number) ?? []);
      const begun = own.filter(({ since, until }) => since <= at && at <= until + graceMs);
      const during = begun.filter(({ until }) => at <= until);
      const people = new Set(during.map(({ anonymousId }) => anonymousId));
      if (people.size > 1) return undefined;
      if (during[0]) return during[0].anonymousId;
      return begun.toSorted((a, b) => b.until - a.until)[0]?.anonymousId;
    },
  };
}
