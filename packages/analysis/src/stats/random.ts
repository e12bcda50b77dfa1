/**
 * Random numbers in [0, 1) that are the same for the same seed: results that rest on drawing must not
 * change from one run to the next.
 *
 * Source: mulberry32, T. Ettinger (2017), public domain; passes gjrand's tests. Not for secrets.
 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
