/** Notes how fast each device acts, to tell programs from people. In memory, by the events' own times. */
export interface Pace {
  /** Notes a touch. Returns whether the device acts, or lately acted, as no person can. */
  touched(siteId: string, device: string, at: number): boolean;
  /** Notes that a device was found to be a program by something else. */
  found(siteId: string, device: string, at: number): void;
}

interface Seen {
  /** Start of the span that is counted, epoch ms. */
  from: number;
  last: number;
  count: number;
  programUntil: number;
}

/** More touches than this in {@link spanMs} are nobody's: ten a second, ten seconds long. */
const mostTouches = 100;
const spanMs = 10_000;
/** How long a device stays a program after that. */
const holdMs = 3_600_000;

/**
 * Only touches later than all before count, so that a batch sent again after a lost answer counts once.
 *
 * @param most devices remembered; at most twice as many are in memory.
 * @example
 * const pace = createPace();
 * pace.touched('shop', 'a1', Date.now()); // false
 */
export function createPace(most = 20_000): Pace {
  let recent = new Map<string, Seen>();
  let older = new Map<string, Seen>();

  const seen = (siteId: string, device: string): Seen => {
    const key = `${siteId} ${device}`;
    const known = recent.get(key);
    if (known) return known;
    const fresh = older.get(key) ?? { from: -Infinity, last: -Infinity, count: 0, programUntil: 0 };
    if (recent.size >= most) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, fresh);
    return fresh;
  };

  return {
    touched(siteId, device, at) {
      const its = seen(siteId, device);
      if (at > its.last) {
        if (at - its.from >= spanMs) {
          its.from = at;
          its.count = 0;
        }
        its.last = at;
        if (++its.count > mostTouches) its.programUntil = at + holdMs;
      }
      return at < its.programUntil;
    },
    found(siteId, device, at) {
      const its = seen(siteId, device);
      its.programUntil = Math.max(its.programUntil, at + holdMs);
    },
  };
}
