/** A visit ends after this silence. */
export const visitIdleMs = 1_800_000;
/** A visit never lasts longer, however busy. */
export const visitCapMs = 86_400_000;
/** An anonymous id is replaced after this time and never extended (13 months). */
export const idLifetimeMs = 34_128_000_000;

/**
 * What tabs of a site share: one short JSON text under one key. Letters, because it is stored.
 * `a` anonymous id, `c` when it was made, `v` visit id, `s` visit start, `l` last touch, `n` touches
 * of the visit, `u` user id, `g` account id, `f` failed deliveries in a row, `w` how long to wait then, `b` until when.
 */
export interface Shared {
  a: string;
  c: number;
  v: string;
  s: number;
  l: number;
  n: number;
  u?: string | undefined;
  g?: string | undefined;
  f?: number;
  w?: number;
  b?: number;
}

/**
 * The state after one more touch: same visit, or a new one after 30 minutes of silence or 24 hours.
 * A clock that steps back by less than the idle limit does not end a visit.
 */
export const nextVisit = (state: Shared | undefined, now: number, id: () => string): Shared => {
  const next =
    state && Math.abs(now - state.c) < idLifetimeMs
      ? { ...state }
      : ({ a: id(), c: now, l: -Infinity } as Shared);
  if (Math.abs(now - next.l) > visitIdleMs || now - next.s > visitCapMs) {
    next.v = id();
    next.s = now;
    next.n = 0;
  }
  next.l = now;
  next.n++;
  return next;
};

/** Where a text may be kept: `localStorage`, or nothing. */
export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The state in force: read from storage each time, because another tab may have changed it. */
export interface Identity {
  _read(): Shared | undefined;
  _write(state: Shared | undefined): void;
  /** Whether the person allowed storage. Giving it up removes what was stored. */
  _persist(allowed: boolean): void;
}

/**
 * @param key storage key.
 * @param storage opens the store; it may throw, as `localStorage` does in some frames.
 */
export function createIdentity(key: string, storage: () => TextStore): Identity {
  let memory: Shared | undefined;
  let persist = false;
  const read = (): Shared | undefined => {
    try {
      const state = persist && JSON.parse(storage().getItem(key)!);
      // Anything that is not ours is treated as absent, also by throwing here.
      if (state.v.length + state.a.length === 72) return state;
    } catch {}
    return memory;
  };
  const write = (state: Shared | undefined) => {
    memory = state;
    try {
      if (persist && state) storage().setItem(key, JSON.stringify(state));
    } catch {}
  };
  return {
    _read: read,
    _write: write,
    _persist(allowed) {
      memory = read();
      persist = allowed;
      try {
        if (!allowed) storage().removeItem(key);
      } catch {}
      write(read());
    },
  };
}
