import type { Lanes } from '../content-hash.ts';

const digit = (code: number): number =>
  code >= 48 && code <= 57
    ? code - 48
    : code >= 97 && code <= 102
      ? code - 87
      : code >= 65 && code <= 70
        ? code - 55
        : -1;

function hex(b: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const one = digit(b[i] as number);
    if (one < 0) return -1;
    value = value * 16 + one;
  }
  return value;
}

const isUuid = (b: Uint8Array, at: number, end: number): boolean =>
  end - at === 36 &&
  b[at + 8] === 45 &&
  b[at + 13] === 45 &&
  b[at + 18] === 45 &&
  b[at + 23] === 45;

/** A UUID in text as four words of 32 bits, from the left; undefined when it is none. */
export function readUuid(b: Uint8Array, at: number, end: number): Lanes | undefined {
  if (!isUuid(b, at, end)) return undefined;
  const parts = [
    hex(b, at, 8),
    hex(b, at + 9, 4),
    hex(b, at + 14, 4),
    hex(b, at + 19, 4),
    hex(b, at + 24, 4),
    hex(b, at + 28, 8),
  ];
  if (parts.includes(-1)) return undefined;
  const [h1 = 0, a = 0, c = 0, d = 0, e = 0, h4 = 0] = parts;
  return [h1, a * 65_536 + c, d * 65_536 + e, h4];
}

/** A UUID as ClickHouse has it in memory, as four words from a row's place: each half turned round. */
export function putId(into: Uint32Array | Uint16Array | Uint8Array, row: number, id: Lanes): void {
  const at = row * 4;
  into[at] = id[1];
  into[at + 1] = id[0];
  into[at + 2] = id[3];
  into[at + 3] = id[2];
}

/** The same for an id made of content: with version and variant where they belong, see `lanesUuid`. */
export function putContentId(
  into: Uint32Array | Uint16Array | Uint8Array,
  row: number,
  id: Lanes,
): void {
  const at = row * 4;
  into[at] = (id[1] & 0xffff0fff) | 0x8000;
  into[at + 1] = id[0];
  into[at + 2] = id[3];
  into[at + 3] = (id[2] & 0x0fffffff) | 0xa0000000;
}

/** What {@link putId} put there, as text. */
export function idText(from: Uint32Array | Uint16Array | Uint8Array, row: number): string {
  const word = (at: number) => ((from[row * 4 + at] ?? 0) >>> 0).toString(16).padStart(8, '0');
  const all = word(1) + word(0) + word(3) + word(2);
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-${all.slice(12, 16)}-${all.slice(16, 20)}-${all.slice(20)}`;
}

const hexDigits = Buffer.from('0123456789abcdef');
/** Where the digits of a UUID stand in its text. */
const digitPlaces = Uint8Array.from(
  [...'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'].flatMap((each, at) => (each === 'x' ? [at] : [])),
);

/** The same as the bytes of its text: 36 of them. */
export function putUuidText(into: DataView, id: Lanes): void {
  for (const dash of [8, 13, 18, 23]) into.setUint8(dash, 45);
  for (let at = 0; at < 32; at++) {
    const word = id[at >> 3] as number;
    const code = hexDigits[(word >>> (28 - (at & 7) * 4)) & 15] as number;
    into.setUint8(digitPlaces[at] as number, code);
  }
}
