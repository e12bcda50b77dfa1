import { uuidTime } from './uuid.ts';

/** Bounds of the queue: a collector that is never reached must not fill the visitor's disk. */
export const queueLimits = { count: 1_000, bytes: 2_000_000, ageMs: 7 * 86_400_000 } as const;

/** Key of a queued event: its id, which sorts by time, and its size, so that caps need no values. */
export const queueKey = (id: string, bytes: number): string => `${id}.${bytes}`;
/** Id of the event under a key. */
export const keyId = (key: string): string => key.slice(0, 36);
/** Bytes of the event under a key. */
export const keyBytes = (key: string): number => Number(key.slice(37));

/** Which keys to send next, and which to give up by reason. */
export interface Plan {
  _batch: string[];
  _gone: Record<'queue_full' | 'expired', string[]>;
}

/**
 * The oldest keys that fit one request, and those beyond the caps: what a person did last is worth
 * more than what they did first.
 *
 * @param keys sorted.
 * @param now epoch ms.
 * @param count most events in the batch.
 * @param bytes most bytes in the batch; one event is always taken.
 */
export function plan(keys: readonly string[], now: number, count: number, bytes: number): Plan {
  const kept: string[] = [];
  const gone: Plan['_gone'] = { queue_full: [], expired: [] };
  let total = 0;
  for (const key of [...keys].reverse()) {
    total += keyBytes(key);
    (now - uuidTime(key) > queueLimits.ageMs
      ? gone.expired
      : kept.length >= queueLimits.count || total > queueLimits.bytes
        ? gone.queue_full
        : kept
    ).push(key);
  }
  return { _batch: cut(kept.reverse(), count, bytes), _gone: gone };
}

/** The longest head of `keys` within both bounds, one key at least. */
export function cut(keys: readonly string[], count: number, bytes: number): string[] {
  let total = 0;
  let length = 0;
  for (const key of keys) {
    total += keyBytes(key) + 1;
    if (length && (length >= count || total > bytes)) break;
    length++;
  }
  return keys.slice(0, length);
}
