import { randomFillSync } from 'node:crypto';

/** A set of names of events, for {@link createKeySet}. */
export interface KeySet {
  has(key: string): boolean;
  add(key: string): void;
  size(): number;
}

/** Four words of the id and one of its site: 20 bytes an event, of which nothing is left to collect. */
const words = 5;
const shardBits = 6;
const uuidLength = 36;

const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  digits[digit.charCodeAt(0)] = value;
}
/** Where the digits of a UUID stand in its text. */
const places = [...Array.from({ length: uuidLength }).keys()].filter(
  (at) => ![8, 13, 18, 23].includes(at),
);

interface Shard {
  slots: Uint32Array;
  used: number;
}

/**
 * A set of `site uuid` in flat memory. A Set of half a million such texts takes 65 MB, which the collector
 * of garbage walks again and again; this takes 20 bytes each. Any other text goes into an ordinary Set.
 *
 * It grows by sixty-fourths, so that no single `add` stops the service, and its hash begins with a random
 * number, so that nobody can send ids that all fall on one place.
 */
export function createKeySet(keys: Iterable<string> = []): KeySet {
  const shards: Shard[] = Array.from({ length: 1 << shardBits }, () => ({
    slots: new Uint32Array(32 * words),
    used: 0,
  }));
  const sites = new Map<string, number>();
  const others = new Set<string>();
  const seed = randomFillSync(new Uint32Array(words)).map((value) => value | 1);
  const id = new Uint32Array(words);
  let size = 0;

  /** Reads a key into `id`; false for what is no site and UUID in lower case. */
  const read = (key: string, isNew: boolean): boolean => {
    const start = key.length - uuidLength;
    if (start < 1 || key.charCodeAt(start + 8) !== 0x2d || key.charCodeAt(start + 13) !== 0x2d) {
      return false;
    }
    if (key.charCodeAt(start + 18) !== 0x2d || key.charCodeAt(start + 23) !== 0x2d) return false;
    let wrong = 0;
    for (let word = 0; word < 4; word++) {
      let value = 0;
      for (let at = word * 8; at < word * 8 + 8; at++) {
        const digit = digits[key.charCodeAt(start + (places[at] ?? 0))] ?? -1;
        wrong |= digit;
        value = (value << 4) | digit;
      }
      id[word] = value;
    }
    // Only -1 has the sign.
    if (wrong < 0) return false;
    const site = key.slice(0, start);
    let number = sites.get(site);
    if (number === undefined) {
      // Zero stands for an empty place, and for a site that has none.
      number = sites.size + 1;
      if (isNew) sites.set(site, number);
    }
    id[4] = number;
    return true;
  };

  const hashOf = (from: Uint32Array, at: number): number => {
    let hash = 0;
    for (let word = 0; word < words; word++) {
      hash = Math.imul(hash ^ (from[at + word] ?? 0), seed[word] ?? 1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  };

  /** Where an id is, or the empty place where it would be. */
  const find = (slots: Uint32Array, from: Uint32Array, at: number, hash: number): number => {
    const mask = slots.length / words - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const slot = place * words;
      if (slots[slot + 4] === 0) return slot;
      if (
        slots[slot] === from[at] &&
        slots[slot + 1] === from[at + 1] &&
        slots[slot + 2] === from[at + 2] &&
        slots[slot + 3] === from[at + 3] &&
        slots[slot + 4] === from[at + 4]
      ) {
        return slot;
      }
    }
  };

  const grow = (shard: Shard): void => {
    const { slots } = shard;
    const wider = new Uint32Array(slots.length * 2);
    for (let at = 0; at < slots.length; at += words) {
      if (slots[at + 4] === 0) continue;
      wider.set(slots.subarray(at, at + words), find(wider, slots, at, hashOf(slots, at)));
    }
    shard.slots = wider;
  };

  const shardOf = (hash: number): Shard => shards[hash >>> (32 - shardBits)] as Shard;

  const self: KeySet = {
    has(key) {
      if (!read(key, false)) return others.has(key);
      const hash = hashOf(id, 0);
      const { slots } = shardOf(hash);
      return slots[find(slots, id, 0, hash) + 4] !== 0;
    },
    add(key) {
      if (!read(key, true)) {
        others.add(key);
        return;
      }
      const hash = hashOf(id, 0);
      const shard = shardOf(hash);
      const slot = find(shard.slots, id, 0, hash);
      if (shard.slots[slot + 4] !== 0) return;
      shard.slots.set(id, slot);
      size++;
      if (++shard.used * words * 3 > shard.slots.length * 2) grow(shard);
    },
    size: () => size + others.size,
  };
  for (const key of keys) self.add(key);
  return self;
}
