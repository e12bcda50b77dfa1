/** Seeded random draws. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  chance(probability: number): boolean;
  /** Uniform whole number, both ends included. */
  int(low: number, high: number): number;
  pick<T>(weighted: readonly (readonly [T, number])[]): T;
  /** Log-normal: half of the draws lie under the median, `spread` is the deviation of the logarithm. */
  around(median: number, spread: number): number;
}

/** A 32-bit hash of a text (FNV-1a), to make seeds of names. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * A small generator of period 2^32 (a Weyl sequence through a 32-bit finaliser): the same on every
 * machine, good enough for made-up people, not for secrets.
 *
 * @example
 * createRandom(seedOf('1:42')).int(1, 6);
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick(weighted) {
      const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [value, weight] of weighted) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = weighted.at(-1);
      if (!last) throw new RangeError('pick needs at least one choice');
      return last[0];
    },
    around(median, spread) {
      // Box-Muller; 1 - next() keeps the logarithm away from 0.
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
  };
}
