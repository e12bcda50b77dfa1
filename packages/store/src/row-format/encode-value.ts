import { StoreError } from '../errors.ts';
import { addLength, addText, reserve } from './byte-sink.ts';
import type { ByteSink } from './byte-sink.ts';

/** Adds a value in ClickHouse's RowBinary. */
export type EncodeValue = (sink: ByteSink, value: unknown) => void;

const refused = (what: string) =>
  new StoreError(
    'insert_refused',
    `A row has a value that is no ${what}.`,
    'This is a defect of the sender of the row, which checks values before: please report it.',
  );

const numberOf = (value: unknown): number => {
  const number = typeof value === 'number' ? value : Number(value ?? 0);
  if (!Number.isFinite(number)) throw refused('number');
  return number;
};

function addInteger(sink: ByteSink, value: number, size: number): void {
  const { bytes } = sink;
  let at = sink.length;
  let rest = value;
  for (let index = 0; index < size; index++) {
    bytes[at++] = rest & 0xff;
    rest >>= 8;
  }
  sink.length = at;
}

/** 64 bits, little end first. */
function addInt64(sink: ByteSink, value: number): void {
  if (value < 0 || value > Number.MAX_SAFE_INTEGER) {
    sink.length = sink.bytes.writeBigInt64LE(BigInt(Math.trunc(value)), sink.length);
    return;
  }
  const high = Math.floor(value / 0x1_0000_0000);
  addInteger(sink, value - high * 0x1_0000_0000, 4);
  addInteger(sink, high, 4);
}

const integer =
  (size: number, least: number, most: number): EncodeValue =>
  (sink, value) => {
    reserve(sink, size);
    const number = numberOf(value);
    if (number < least || number > most) throw refused('integer of its column');
    addInteger(sink, Math.trunc(number), size);
  };

const time: EncodeValue = (sink, value) => {
  reserve(sink, 8);
  addInt64(sink, Math.trunc(numberOf(value)));
};

const float = new Float32Array(1);
const floatBytes = new Uint8Array(float.buffer);

const float32: EncodeValue = (sink, value) => {
  reserve(sink, 4);
  float[0] = numberOf(value);
  sink.bytes.set(floatBytes, sink.length);
  sink.length += 4;
};

/** Four digits after the point; further ones are rounded. */
const decimal: EncodeValue = (sink, value) => {
  reserve(sink, 8);
  const number = numberOf(value);
  if (Math.abs(number) >= 1e14) throw refused('decimal of its column');
  const shifted = Math.round(number * 10_000);
  if (Math.abs(shifted) <= Number.MAX_SAFE_INTEGER) addInt64(sink, shifted);
  else {
    // Beyond 2^53 the product would lose digits that the number still has.
    const whole = Math.trunc(number);
    const exact = BigInt(whole) * 10_000n + BigInt(Math.round((number - whole) * 10_000));
    sink.length = sink.bytes.writeBigInt64LE(exact, sink.length);
  }
};

const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Where each byte of a UUID stands in its text, in ClickHouse's order: two halves, little end first. */
const uuidPlaces = [16, 14, 11, 9, 6, 4, 2, 0, 34, 32, 30, 28, 26, 24, 21, 19] as const;

const uuid: EncodeValue = (sink, value) => {
  reserve(sink, 16);
  if (typeof value !== 'string' || value.length !== 36) throw refused('UUID');
  let wrong = 0;
  for (const place of uuidPlaces) {
    const high = digits[value.charCodeAt(place)] ?? -1;
    const low = digits[value.charCodeAt(place + 1)] ?? -1;
    wrong |= high | low;
    sink.bytes[sink.length++] = (high << 4) | low;
  }
  if (wrong < 0) throw refused('UUID');
};

const text: EncodeValue = (sink, value) => {
  if (value === undefined || value === null || value === '') {
    reserve(sink, 1);
    sink.bytes[sink.length++] = 0;
  } else addText(sink, typeof value === 'string' ? value : String(value));
};

const bool: EncodeValue = (sink, value) => {
  reserve(sink, 1);
  sink.bytes[sink.length++] = value === true || value === 1 ? 1 : 0;
};

const nullable =
  (encode: EncodeValue): EncodeValue =>
  (sink, value) => {
    reserve(sink, 1);
    if (value === undefined || value === null) {
      sink.bytes[sink.length++] = 1;
      return;
    }
    sink.bytes[sink.length++] = 0;
    encode(sink, value);
  };

const array =
  (encode: EncodeValue): EncodeValue =>
  (sink, value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    addLength(sink, list.length);
    for (const each of list) encode(sink, each);
  };

const plain: Readonly<Record<string, EncodeValue>> = {
  String: text,
  UUID: uuid,
  Bool: bool,
  Float32: float32,
  UInt16: integer(2, 0, 0xffff),
  UInt32: integer(4, 0, 0xffff_ffff),
  Int16: integer(2, -0x8000, 0x7fff),
  'Decimal(18, 4)': decimal,
  "DateTime64(3, 'UTC')": time,
};

/**
 * How values of a ClickHouse type are written in RowBinary.
 *
 * @throws TypeError for a type that no column has so far
 * @see https://clickhouse.com/docs/interfaces/formats/RowBinary
 */
export function encoderOf(type: string): EncodeValue {
  const [, outer, inner] = /^(LowCardinality|Nullable|Array)\((.*)\)$/.exec(type) ?? [];
  if (inner !== undefined) {
    // The dictionary is the engine's affair: on the wire such a text is like any other.
    if (outer === 'LowCardinality') return encoderOf(inner);
    return outer === 'Nullable' ? nullable(encoderOf(inner)) : array(encoderOf(inner));
  }
  const encode = plain[type];
  if (!encode) throw new TypeError(`No encoder for the type ${type}.`);
  return encode;
}
