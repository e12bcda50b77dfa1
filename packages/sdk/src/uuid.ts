const hex = (value: number) => (value + 0x10000).toString(16).slice(1);

/**
 * Makes UUIDs of version 7 (RFC 9562, 5.7 with the counter of 6.2 method 1): they sort by time and,
 * within one page, by the order they were made in, also when the clock steps back.
 *
 * @param random fills five 16-bit numbers at random.
 * @returns a function from epoch ms to a UUID.
 */
export function createUuid(random: (words: Uint16Array<ArrayBuffer>) => Uint16Array) {
  let last = 0;
  let counter = 0;
  return (now: number): string => {
    const [seed, a, b, c, d] = random(new Uint16Array(5)) as unknown as number[];
    if (now > last) {
      last = now;
      // Eleven bits, so that there is room to count up.
      counter = seed! & 0x7ff;
    } else if (++counter > 0xfff) {
      last++;
      counter = 0;
    }
    const time = last.toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-${hex(0x7000 + counter)}-${hex(
      0x8000 | (a! & 0x3fff),
    )}-${hex(b!) + hex(c!) + hex(d!)}`;
  };
}

/** Epoch ms a version 7 UUID was made at. */
export const uuidTime = (id: string): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
