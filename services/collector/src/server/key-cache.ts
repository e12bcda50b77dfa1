import { errorSummary } from '@touchtrail/store';
import type { KeyStore, SecretKey } from '@touchtrail/store';
import { createLiveList } from '../live-list.ts';

/** Live secret keys by id, in memory. A revoked key works for at most `refreshMs` more. */
export interface KeyCache {
  /** @throws when the key is unknown and the list cannot be read. */
  find(id: string): Promise<SecretKey | undefined>;
  /** Notes that a key was used today, once a day. */
  used(id: string): void;
}

/**
 * @example
 * const keys = createKeyCache({ keys: store.keys, clock: Date.now });
 */
export function createKeyCache(options: {
  keys: Pick<KeyStore, 'live' | 'used'>;
  clock: () => number;
  log?: (line: string) => void;
  /** Age at which the list is read again before an answer. Default 5 s. */
  refreshMs?: number;
  /** An unknown key reads the list again at most this often. Default 1 s. */
  missMs?: number;
}): KeyCache {
  const { keys, clock, log, refreshMs, missMs } = options;
  const noted = new Set<string>();
  const list = createLiveList({
    load: () => keys.live(),
    idOf: (key) => key.id,
    what: 'keys',
    clock,
    log,
    refreshMs,
    missMs,
  });

  return {
    find: (id) => list.find(id),
    used(id) {
      const day = new Date(clock()).toISOString().slice(0, 10);
      const mark = `${id} ${day}`;
      if (noted.has(mark)) return;
      if (noted.size > 10_000) noted.clear();
      noted.add(mark);
      keys.used([id], day).catch((error: unknown) => {
        noted.delete(mark);
        log?.(`the use of a key could not be noted: ${errorSummary(error)}`);
      });
    },
  };
}
