/** Bytes that are read from front to end. */
interface ByteSource {
  bytes: Buffer;
  at: number;
}

/** Reads a value in ClickHouse's RowBinary. */
export type DecodeValue = (source: ByteSource) => unknown;

/** Reads an unsigned integer in LEB128. @throws RangeError past the end */
function readLength(source: ByteSource): number {
  let length = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = source.bytes.readUInt8(source.at++);
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return length;
  }
  throw new RangeError('a length of more than 35 bits');
}

function take(source: ByteSource, size: number): number {
  const { at } = source;
  if (at + size > source.bytes.length) throw new RangeError('a row ends early');
  source.at += size;
  return at;
}

const text: DecodeValue = (source) => {
  const length = readLength(source);
  const at = take(source, length);
  return source.bytes.toString('utf8', at, at + length);
};

const int64 = (source: ByteSource): number => Number(source.bytes.readBigInt64LE(take(source, 8)));

const uuid: DecodeValue = (source) => {
  const at = take(source, 16);
  const half = (from: number) => source.bytes.readBigUInt64LE(from).toString(16).padStart(16, '0');
  const hex = half(at) + half(at + 8);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** The number with fewest digits that is this Float32: 0.1 comes back as 0.1. */
const shortest = (value: number): number => {
  for (let precision = 6; precision < 10; precision++) {
    const short = Number(value.toPrecision(precision));
    if (Math.fround(short) === value) return short;
  }
  return value;
};

const plain: Readonly<Record<string, DecodeValue>> = {
  String: text,
  UUID: uuid,
  Bool: (source) => source.bytes[take(source, 1)] === 1,
  Float32: (source) => shortest(source.bytes.readFloatLE(take(source, 4))),
  UInt16: (source) => source.bytes.readUInt16LE(take(source, 2)),
  UInt32: (source) => source.bytes.readUInt32LE(take(source, 4)),
  Int16: (source) => source.bytes.readInt16LE(take(source, 2)),
  'Decimal(18, 4)': (source) => int64(source) / 10_000,
  "DateTime64(3, 'UTC')": int64,
};

/**
 * How values of a ClickHouse type are read from RowBinary.
 *
 * @throws TypeError for a type that no column has so far
 */
export function decoderOf(type: string): DecodeValue {
  const [, outer, inner] = /^(LowCardinality|Nullable|Array)\((.*)\)$/.exec(type) ?? [];
  if (inner !== undefined) {
    const decode = decoderOf(inner);
    if (outer === 'LowCardinality') return decode;
    if (outer === 'Nullable') {
      return (source) => (source.bytes[take(source, 1)] === 1 ? undefined : decode(source));
    }
    return (source) => Array.from({ length: readLength(source) }, () => decode(source));
  }
  const decode = plain[type];
  if (!decode) throw new TypeError(`No decoder for the type ${type}.`);
  return decode;
}
