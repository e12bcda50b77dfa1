/** Slots of a memo; a power of two. */
const slots = 4_096;
/** Longer cells are mostly texts that do not come again. */
const maxKept = 160;

/**
 * Remembers what was made of a cell, by its bytes: cells of a column repeat, and reading one again as
 * bytes costs a tenth of making a text of it.
 *
 * @example
 * const path = cellMemo((text) => text.toLowerCase());
 * path(bytes, 0, 4);
 */
export function cellMemo<T>(
  derive: (text: string) => T,
): (source: Buffer, start: number, end: number) => T {
  const keys: (Uint8Array | undefined)[] = Array.from({ length: slots });
  const values: (T | undefined)[] = Array.from({ length: slots });
  return (source, start, end) => {
    const length = end - start;
    if (length > maxKept) return derive(source.toString('utf8', start, end));
    let hash = length;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (source[at] as number)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (slots - 1);
    const key = keys[slot];
    if (key !== undefined && key.length === length) {
      let at = 0;
      while (at < length && key[at] === source[start + at]) at++;
      if (at === length) return values[slot] as T;
    }
    const value = derive(source.toString('utf8', start, end));
    keys[slot] = Uint8Array.prototype.slice.call(source, start, end);
    values[slot] = value;
    return value;
  };
}
