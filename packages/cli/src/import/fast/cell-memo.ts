/** Slots of a memo; a power of two. */
const slots = 4_096;
/** Longer cells are mostly texts that do not come again; divisible by four. */
const maxKept = 160;

/** Keep the first 0 to 3 bytes of a word. */
const masks = [0, 0xff, 0xffff, 0xffffff] as const;

/** Answers for a cell; `view` shows the same bytes as `source`, with four more behind the cell. */
export type CellMemo<T> = (source: Buffer, view: DataView, start: number, end: number) => T;

/**
 * Remembers what was made of a cell, by its bytes: cells of a column repeat, and reading one again as
 * bytes costs a tenth of making a text of it. Keys lie in one array: as objects of their own they were
 * a good part of what the garbage collector had to do in an import.
 *
 * @param derive may change `old`, which nobody is given any more, and return it.
 * @example
 * const path = cellMemo((bytes, start, end) => bytes.toString('utf8', start, end).toLowerCase());
 * path(bytes, view, 0, 4);
 */
export function cellMemo<T>(
  derive: (source: Buffer, start: number, end: number, old?: T) => T,
): CellMemo<T> {
  const lengths = new Int16Array(slots).fill(-1);
  const values: (T | undefined)[] = Array.from({ length: slots });
  let keys: DataView | undefined;
  /** Where the last cell was: neighbours are often the same. */
  let last = 0;

  function isAt(slot: number, view: DataView, start: number, length: number): boolean {
    if (lengths[slot] !== length || keys === undefined) return false;
    const base = slot * maxKept;
    const whole = length & ~3;
    for (let at = 0; at < whole; at += 4) {
      if (view.getInt32(start + at, true) !== keys.getInt32(base + at, true)) return false;
    }
    const mask = masks[length & 3] as number;
    return (
      mask === 0 ||
      (view.getInt32(start + whole, true) & mask) === keys.getInt32(base + whole, true)
    );
  }

  function keep(slot: number, view: DataView, start: number, length: number): void {
    keys ??= new DataView(new ArrayBuffer(slots * maxKept));
    const base = slot * maxKept;
    const whole = length & ~3;
    for (let at = 0; at < whole; at += 4) {
      keys.setInt32(base + at, view.getInt32(start + at, true), true);
    }
    const mask = masks[length & 3] as number;
    if (mask !== 0) {
      keys.setInt32(base + whole, view.getInt32(start + whole, true) & mask, true);
    }
    lengths[slot] = length;
  }

  return (source, view, start, end) => {
    const length = end - start;
    if (length > maxKept) return derive(source, start, end);
    if (isAt(last, view, start, length)) return values[last] as T;
    const whole = length & ~3;
    let hash = length;
    for (let at = 0; at < whole; at += 4) {
      hash = Math.imul(
        ((hash << 13) | (hash >>> 19)) ^ view.getInt32(start + at, true),
        0x9e3779b1,
      );
    }
    const tail = view.getInt32(start + whole, true) & (masks[length & 3] as number);
    hash = Math.imul(((hash << 13) | (hash >>> 19)) ^ tail, 0x9e3779b1);
    const slot = (hash ^ (hash >>> 15)) >>> 20;
    last = slot;
    if (isAt(slot, view, start, length)) return values[slot] as T;
    const value = derive(source, start, end, values[slot]);
    keep(slot, view, start, length);
    values[slot] = value;
    return value;
  };
}

/** {@link cellMemo} of the cell's text. */
export const textMemo = <T>(derive: (text: string) => T): CellMemo<T> =>
  cellMemo((source, start, end) => derive(source.toString('utf8', start, end)));
