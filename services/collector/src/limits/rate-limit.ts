export interface RateLimit {
  /** What may come at once. */
  burst: number;
  /** What comes back each second. */
  perSecond: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets by key, in bounded memory. */
export interface RateLimiter {
  /**
   * Takes tokens from a key's bucket. What asks for more than a whole bucket is served from a full one.
   *
   * @returns 0, or the ms after which there will be enough; nothing is taken then.
   */
  take(key: string, tokens?: number): number;
  size(): number;
}

/** Tokens that sums of fractions may be off by. */
const rounding = 1e-6;

/**
 * @param maxKeys the key not used for longest is forgotten, which makes its bucket full again.
 * @see https://en.wikipedia.org/wiki/Token_bucket
 * @example
 * const limiter = createRateLimiter({ burst: 10, perSecond: 1 }, Date.now);
 * limiter.take('wk_… 203.0.113.0/24'); // 0
 */
export function createRateLimiter(
  { burst, perSecond }: RateLimit,
  clock: () => number,
  maxKeys = 50_000,
): RateLimiter {
  // In order of last use, since a map keeps the order of insertion.
  const buckets = new Map<string, Bucket>();
  return {
    take(key, tokens = 1) {
      const now = clock();
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > maxKeys) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      const elapsed = Math.max(0, now - bucket.at);
      bucket.tokens = Math.min(burst, bucket.tokens + (elapsed * perSecond) / 1_000);
      bucket.at = now;
      const wanted = Math.min(tokens, burst);
      const missing = wanted - bucket.tokens;
      if (missing > rounding) return Math.ceil(((missing - rounding) / perSecond) * 1_000);
      bucket.tokens = Math.max(0, -missing);
      return 0;
    },
    size: () => buckets.size,
  };
}
