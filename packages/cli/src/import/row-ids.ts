import { contentHash } from './content-hash.ts';

/**
 * Counts how often each 64-bit fingerprint was seen, at 12 bytes a slot outside the heap. Two contents
 * that share a fingerprint would only share a counter, never an id, so the 64 bits are enough.
 */
export function createOccurrences(initialSlots = 1 << 12): { next(fingerprint: string): number } {
  let slots = initialSlots;
  let used = 0;
  let keys = new Uint32Array(slots * 2);
  let counts = new Uint32Array(slots);

  function find(high: number, low: number): number {
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & (slots - 1);
    while (counts[slot] !== 0 && (keys[slot * 2] !== high || keys[slot * 2 + 1] !== low)) {
      slot = (slot + 1) & (slots - 1);
    }
    return slot;
  }

  function grow(): void {
    const [oldKeys, oldCounts] = [keys, counts];
    slots *= 2;
    keys = new Uint32Array(slots * 2);
    counts = new Uint32Array(slots);
    for (let i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] === 0) continue;
      const slot = find(oldKeys[i * 2] ?? 0, oldKeys[i * 2 + 1] ?? 0);
      keys[slot * 2] = oldKeys[i * 2] ?? 0;
      keys[slot * 2 + 1] = oldKeys[i * 2 + 1] ?? 0;
      counts[slot] = oldCounts[i] ?? 0;
    }
  }

  return {
    next(fingerprint) {
      if (used * 10 > slots * 6) grow();
      const high = Number.parseInt(fingerprint.slice(0, 8), 16);
      const low = Number.parseInt(fingerprint.slice(8, 16), 16);
      const slot = find(high, low);
      const before = counts[slot] ?? 0;
      if (before === 0) {
        used++;
        keys[slot * 2] = high;
        keys[slot * 2 + 1] = low;
      }
      counts[slot] = before + 1;
      return before;
    },
  };
}

/** A digest in the form of a UUID of version 8 (RFC 9562, "custom"). */
const asUuid = (digest: string): string =>
  `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;

/**
 * Ids for rows that bring none: made of the site, the content, and among identical contents of their
 * order. So every row of a file keeps its own id, and the same file gives the same ids again.
 *
 * @example
 * const ids = createRowIds('my-site');
 * ids.next('a') !== ids.next('a'); // true: two identical rows are two events
 */
export function createRowIds(siteId: string): { next(content: string): string } {
  const occurrences = createOccurrences();
  return {
    next(content) {
      const digest = contentHash(`${siteId}\u001D${content}`);
      const nth = occurrences.next(digest);
      return asUuid(nth === 0 ? digest : contentHash(`${digest}#${nth}`));
    },
  };
}
