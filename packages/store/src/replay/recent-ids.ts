import { createKeySet } from './key-set.ts';
import type { KeySet } from './key-set.ts';

/** Keys seen lately, with an honest bound of how far back it knows all of them. */
export interface RecentIds {
  has(key: string): boolean;
  add(key: string): void;
  /** Epoch ms: every key added since then is here. */
  horizon(): number;
  size(): number;
}

export interface RecentIdsOptions {
  clock: () => number;
  /** Keys are kept at least this long, at most twice as long. */
  windowMs: number;
  /** Beyond this many keys the older half goes early, and the horizon moves up. */
  maxIds: number;
  /** Epoch ms of the oldest row that no table can be asked about yet; keys since then stay. */
  oldestUnstored?: () => number | null;
  /** What is known at the start: all keys since `since` (epoch ms), and maybe some older. */
  filled?: { since: number; keys: Iterable<string> };
}

interface Generation {
  since: number;
  keys: KeySet;
}

/**
 * A bounded set in generations: the newest takes keys, the oldest is dropped as a whole, so that
 * forgetting costs nothing per key.
 */
export function createRecentIds(options: RecentIdsOptions): RecentIds {
  const { clock, windowMs, maxIds } = options;
  let generations: Generation[] = [
    { since: options.filled?.since ?? clock(), keys: createKeySet(options.filled?.keys) },
  ];

  const size = () => generations.reduce((sum, { keys }) => sum + keys.size(), 0);

  const rotate = (): void => {
    const now = clock();
    const newest = generations[0];
    const full = newest !== undefined && newest.keys.size() >= maxIds / 2;
    if (newest && !full && now - newest.since < windowMs) return;
    const unstored = options.oldestUnstored?.() ?? null;
    generations = [{ since: now, keys: createKeySet() }, ...generations].filter((_, index, all) => {
      if (index <= 1) return true;
      // A generation ends where the next newer one begins.
      const end = all[index - 1]?.since ?? now;
      return unstored !== null && unstored <= end && size() < maxIds * 2;
    });
  };

  return {
    has: (key) => generations.some(({ keys }) => keys.has(key)),
    add(key) {
      rotate();
      generations[0]?.keys.add(key);
    },
    horizon: () => generations.at(-1)?.since ?? clock(),
    size,
  };
}
