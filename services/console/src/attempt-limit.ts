export interface AttemptLimitOptions {
  clock: () => number;
  /** Failures allowed per key within the window. */
  max: number;
  windowMs: number;
  /** Keys remembered at most; beyond it the oldest are forgotten. */
  maxKeys?: number;
}

/** Counts failures by key, to slow down guessing. */
export interface AttemptLimit {
  /** Milliseconds to wait before the next attempt, 0 when it may go ahead. */
  waitMs(key: string): number;
  failed(key: string): void;
  succeeded(key: string): void;
}

/**
 * @example
 * const limit = createAttemptLimit({ clock: Date.now, max: 10, windowMs: 60_000 });
 */
export function createAttemptLimit(options: AttemptLimitOptions): AttemptLimit {
  const { clock, max, windowMs, maxKeys = 10_000 } = options;
  const failures = new Map<string, { count: number; since: number }>();
  const current = (key: string) => {
    const entry = failures.get(key);
    if (entry && clock() - entry.since < windowMs) return entry;
    failures.delete(key);
    return undefined;
  };
  return {
    waitMs(key) {
      const entry = current(key);
      return entry && entry.count >= max ? entry.since + windowMs - clock() : 0;
    },
    failed(key) {
      const entry = current(key);
      if (entry) {
        entry.count++;
        return;
      }
      if (failures.size >= maxKeys) {
        const oldest = failures.keys().next();
        if (!oldest.done) failures.delete(oldest.value);
      }
      failures.set(key, { count: 1, since: clock() });
    },
    succeeded: (key) => void failures.delete(key),
  };
}
