import { isLoopback, truncated } from '../country/address.ts';
import { RequestProblem } from '../read-body.ts';
import { createRateLimiter } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';

export interface RateLimits {
  /** Requests from one truncated address, before their body is read. */
  address: RateLimit;
  /** Requests with one key from one truncated address. */
  key: RateLimit;
  /** Events under one anonymous id. */
  anonymousId: RateLimit;
  /**
   * Whether connections from this machine are limited too. Off, since behind a proxy that nobody
   * declared, all the world would share one bucket.
   */
  loopback: boolean;
}

export const defaultRateLimits: RateLimits = {
  address: { burst: 4_000, perSecond: 400 },
  key: { burst: 2_000, perSecond: 200 },
  anonymousId: { burst: 5_000, perSecond: 50 },
  loopback: false,
};

/** Refuses floods. Addresses are truncated before they become a key, and kept in memory only. */
export interface Limits {
  /** @throws RequestProblem `too_many_requests` */
  beforeBody(address: string | undefined): void;
  /** @throws RequestProblem `too_many_requests` */
  afterBody(who: {
    key: string;
    address: string | undefined;
    anonymousId: string | undefined;
    events: number;
  }): void;
  /** For signed requests, wherever they come from. @throws RequestProblem `too_many_requests` */
  signed(keyId: string): void;
  /** @throws RequestProblem `quota_exceeded` */
  quota(siteId: string, dailyEvents: number | undefined): void;
  /** Counts events towards the day. */
  taken(siteId: string, events: number): void;
}

const dayMs = 86_400_000;

const tooMany = (waitMs: number, closes: boolean) =>
  new RequestProblem(
    'too_many_requests',
    'Too many requests in a short time.',
    'Wait for the seconds of Retry-After, then send again.',
    closes,
    Math.max(1, Math.ceil(waitMs / 1_000)),
  );

export function createLimits(limits: RateLimits, clock: () => number): Limits {
  const addresses = createRateLimiter(limits.address, clock);
  const keys = createRateLimiter(limits.key, clock);
  const people = createRateLimiter(limits.anonymousId, clock);
  let day = Number.NaN;
  let counts = new Map<string, number>();
  const today = () => {
    const now = Math.floor(clock() / dayMs);
    if (now !== day) counts = new Map();
    day = now;
    return counts;
  };
  const exempt = (address: string | undefined) =>
    !limits.loopback && (address === undefined || isLoopback(address));
  return {
    beforeBody(address) {
      if (address === undefined || exempt(address)) return;
      const wait = addresses.take(truncated(address));
      if (wait > 0) throw tooMany(wait, true);
    },
    afterBody({ key, address, anonymousId, events }) {
      if (exempt(address)) return;
      const where = address === undefined ? '' : truncated(address);
      const wait =
        keys.take(`${key} ${where}`) ||
        (anonymousId === undefined ? 0 : people.take(`${key} ${anonymousId}`, events));
      if (wait > 0) throw tooMany(wait, false);
    },
    signed(keyId) {
      const wait = keys.take(keyId);
      if (wait > 0) throw tooMany(wait, false);
    },
    quota(siteId, dailyEvents) {
      if (dailyEvents === undefined || (today().get(siteId) ?? 0) < dailyEvents) return;
      throw new RequestProblem(
        'quota_exceeded',
        'The site has taken its events of the day.',
        'Send again after the seconds of Retry-After. Operators: raise dailyEvents of the site.',
        false,
        Math.ceil((dayMs - (clock() % dayMs)) / 1_000),
      );
    },
    taken(siteId, events) {
      const all = today();
      all.set(siteId, (all.get(siteId) ?? 0) + events);
    },
  };
}
