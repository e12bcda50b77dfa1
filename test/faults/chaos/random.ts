/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export type Random = () => number;

export function randomBy(seed: number): Random {
  let s = seed;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `low` to `high`, both included. */
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** A seed from the environment, else one of the moment; tests print it. */
export const seedFrom = (name: string): number =>
  Number(process.env[name] ?? Date.now() % 1_000_000_000);
