/** Nonces of signed requests, each good once. */
export interface Nonces {
  /** `fresh` the first time; `full` when there is no room to remember another. */
  take(nonce: string): 'fresh' | 'used' | 'full';
}

/**
 * Remembers nonces in bounded memory until no request that could carry them is accepted any more.
 * When it is full it takes none: forgetting one would let its request in twice.
 *
 * @param keepMs how long each is remembered.
 */
export function createNonces(keepMs: number, clock: () => number, max = 200_000): Nonces {
  // In order of expiry, since all are kept equally long.
  const expiry = new Map<string, number>();
  return {
    take(nonce) {
      const now = clock();
      for (const [old, at] of expiry) {
        if (at > now) break;
        expiry.delete(old);
      }
      if (expiry.has(nonce)) return 'used';
      if (expiry.size >= max) return 'full';
      expiry.set(nonce, now + keepMs);
      return 'fresh';
    },
  };
}
