import { contentLanes, lanesHex, lanesUuid } from './content-hash.ts';
import type { Lanes } from './content-hash.ts';

/**
 * Counts how often each 64-bit fingerprint was seen, at 12 bytes a slot outside the heap. Two contents
 * that share a fingerprint would only share a counter, never an id, so the 64 bits are enough.
 */
export function createOccurrences(initialSlots = 1 << 12): {
  next(high: number, low: number): number;
  count(high: number, low: number): number;
  size(): number;
} {
  let slots = initialSlots;
  let used = 0;
  // Count, high, low of a slot stand together: a look at one is one way to memory, not two.
  let table = new Int32Array(slots * 3);

  /** Where the slot of a fingerprint is. */
  function find(high: number, low: number): number {
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & (slots - 1);
    for (;;) {
      const at = slot * 3;
      if (table[at] === 0 || (table[at + 1] === high && table[at + 2] === low)) return at;
      slot = (slot + 1) & (slots - 1);
    }
  }

  function grow(): void {
    const old = table;
    slots *= 2;
    table = new Int32Array(slots * 3);
    for (let from = 0; from < old.length; from += 3) {
      if (old[from] === 0) continue;
      const [high, low] = [old[from + 1] as number, old[from + 2] as number];
      const at = find(high, low);
      table[at] = old[from] as number;
      table[at + 1] = high;
      table[at + 2] = low;
    }
  }

  return {
    size: () => used,
    count: (high, low) => (used === 0 ? 0 : (table[find(high | 0, low | 0)] as number)),
    next(anyHigh, anyLow) {
      if (used * 10 > slots * 6) grow();
      const high = anyHigh | 0;
      const low = anyLow | 0;
      const at = find(high, low);
      const before = table[at] as number;
      if (before === 0) {
        used++;
        table[at + 1] = high;
        table[at + 2] = low;
      }
      table[at] = before + 1;
      return before;
    },
  };
}

/** Contents remembered at least: 100 MB of memory, however long the file is. */
const remembered = 1 << 21;

/**
 * {@link createOccurrences} that forgets contents which did not come for the last two million others:
 * identical rows have the same time, and stand together in any file that has an order.
 */
export function createRecentOccurrences(most = remembered): {
  next(high: number, low: number): number;
  /** Whether any were forgotten yet. */
  forgot(): boolean;
} {
  let recent = createOccurrences();
  let older = createOccurrences();
  let turns = 0;
  return {
    forgot: () => turns > 1,
    next(high, low) {
      if (recent.size() >= most) {
        turns++;
        older = recent;
        recent = createOccurrences();
      }
      const before = older.count(high, low);
      return before + recent.next(high, low);
    },
  };
}

/** Between site and content. */
export const contentMark = '\u001D';

/** Makes ids of contents. */
export interface RowIds {
  next(content: string): string;
  /** The same for the fingerprint of site, {@link contentMark} and content. */
  nextOf(lanes: Lanes): Lanes;
}

/**
 * Ids for rows that bring none: made of the site, the content, and among identical contents of their
 * order. So every row of a file keeps its own id, and the same file gives the same ids again.
 *
 * @example
 * const ids = createRowIds('my-site');
 * ids.next('a') !== ids.next('a'); // true: two identical rows are two events
 */
export function createRowIds(siteId: string): RowIds {
  const occurrences = createRecentOccurrences();
  const nextOf = (lanes: Lanes): Lanes => {
    const nth = occurrences.next(lanes[0], lanes[1]);
    return nth === 0 ? lanes : contentLanes(`${lanesHex(lanes)}#${nth}`);
  };
  return {
    next: (content) => lanesUuid(nextOf(contentLanes(siteId + contentMark + content))),
    nextOf,
  };
}
