import { uuidTime } from './uuid.ts';

/** Bounds of the queue: a collector that is never reached must not fill the visitor's disk. */
export const queueLimits = { count: 1_000, bytes: 2_000_000, ageMs: 7 * 86_400_000 } as const;

// The key of a queued event is its id, which sorts by time, and its size, so that caps need no values.

/** Id of the event under a key. */
export const keyId = (key: string): string => key.slice(0, 36);
/** Bytes of the event under a key. */
export const keyBytes = (key: string): number => +key.slice(37);

/**
 * The oldest keys that fit one request. What is beyond the caps is given up: what a person did last
 * is worth more than what they did first.
 *
 * @param keys sorted.
 * @param now epoch ms.
 * @param count most events in the batch; 0 for the newest alone, as company of a question.
 * @param bytes most bytes in the batch; one event is always taken.
 * @param giveUp is called with each key to give up, and why.
 */
export function plan(
  keys: readonly string[],
  now: number,
  count: number,
  bytes: number,
  giveUp: (key: string, reason: 'expired' | 'queue_full') => void,
): readonly string[] {
  const kept: string[] = [];
  let total = 0;
  for (const key of [...keys].reverse()) {
    total += keyBytes(key);
    if (now - uuidTime(key) > queueLimits.ageMs) giveUp(key, 'expired');
    else if (kept.length >= queueLimits.count || total > queueLimits.bytes) {
      giveUp(key, 'queue_full');
    } else kept.unshift(key);
  }
  return count ? cut(kept, count, bytes) : kept.slice(-1);
}

/** The longest head of `keys` within both bounds, one key at least. */
export const cut = (keys: readonly string[], count: number, bytes: number): readonly string[] => {
  let total = 0;
  return keys.filter((key, index) => {
    total += keyBytes(key) + 1;
    return !index || (index < count && total <= bytes);
  });
};
