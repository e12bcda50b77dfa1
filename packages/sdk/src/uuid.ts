/**
 * Makes UUIDs of version 7 (RFC 9562, 5.7): they sort by time and, within one page, by the order they
 * were made in, also when the clock stands still or steps back: the time then runs ahead by 1 ms per
 * id (6.2, "the timestamp may be incremented ahead of the actual time").
 *
 * @param random fills ten bytes at random.
 * @returns a function from epoch ms to a UUID.
 */
export function createUuid(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array) {
  let last = 0;
  return (now: number): string => {
    last = Math.max(now, last + 1);
    const time = last.toString(16).padStart(12, '0');
    const noise = Array.from(random(new Uint8Array(10)), (byte) =>
      (byte + 256).toString(16).slice(1),
    ).join('');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${noise.slice(1, 4)}-8${noise.slice(5, 8)}-${noise.slice(8)}`;
  };
}

/** Epoch ms a version 7 UUID was made at. */
export const uuidTime = (id: string): number => parseInt(id.replace('-', ''), 16);
