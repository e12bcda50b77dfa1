/**
 * Makes UUIDs of version 7 (RFC 9562, 5.7): they sort by time and, within one page, by the order they
 * were made in, also when the clock stands still or steps back: the time then runs ahead by 1 ms per
 * id (6.2, "the timestamp may be incremented ahead of the actual time").
 *
 * @param random gives a random byte.
 * @returns a function from epoch ms to a UUID.
 */
export function createUuid(random: () => number) {
  let last = 0;
  return (now: number): string => {
    last = Math.max(now, last + 1);
    return (
      (last + 2 ** 48).toString(16).replace(/1(.{8})/, '$1-') +
      '-7xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => (random() & 15).toString(16))
    );
  };
}

/** Epoch ms a version 7 UUID was made at. */
export const uuidTime = (id: string): number => parseInt(id.replace('-', ''), 16);
