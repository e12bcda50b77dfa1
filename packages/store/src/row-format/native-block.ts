import type { Column } from './event-columns.ts';

/**
 * Rows laid out by column, as ClickHouse's `Native` format has them: reading eighty columns of a row one
 * after the other was most of what an insert cost it.
 *
 * @see https://clickhouse.com/docs/interfaces/formats/Native
 * @module
 */

/** One column under construction. A column that says nothing but defaults is left out of the block. */
interface Building {
  /** Takes the value that begins at a place of RowBinary; answers where the next one begins. */
  take(from: Buffer, at: number, row: number): number;
  /** Whether any row had more than the default. */
  said(): boolean;
  pieces(): Uint8Array[];
}

interface Place {
  at: number;
}

/** Reads an unsigned LEB128. The bytes are ours and their checksum was right. */
function readLength(from: Buffer, place: Place): number {
  let length = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = from[place.at++] ?? 0;
    length += (byte & 127) * scale;
    if (byte < 128) return length;
  }
}

function lengthBytes(length: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.of(...bytes, rest);
    bytes.push((rest % 128) | 128);
  }
}

function uint64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Numbers, times and UUIDs: the same bytes in both formats. */
function fixed(rows: number, width: number): Building {
  let data: Uint8Array | undefined;
  return {
    take(from, at, row) {
      let any = 0;
      for (let n = 0; n < width; n++) any |= from[at + n] ?? 0;
      if (any !== 0) {
        data ??= new Uint8Array(rows * width);
        const to = row * width;
        for (let n = 0; n < width; n++) data[to + n] = from[at + n] ?? 0;
      }
      return at + width;
    },
    said: () => data !== undefined,
    pieces: () => [data ?? new Uint8Array(rows * width)],
  };
}

/** A byte that says whether there is a value stands before all values, not before each. */
function nullable(rows: number, width: number): Building {
  const values = fixed(rows, width);
  let nulls: Uint8Array | undefined;
  return {
    take(from, at, row) {
      if (from[at] === 1) return at + 1;
      nulls ??= new Uint8Array(rows).fill(1);
      nulls[row] = 0;
      return values.take(from, at + 1, row);
    },
    said: () => nulls !== undefined,
    pieces: () => [nulls ?? new Uint8Array(rows).fill(1), ...values.pieces()],
  };
}

/** Texts with their lengths: the same bytes in both formats, one column together. */
function texts(rows: number): Building {
  let data: Uint8Array | undefined;
  let length = 0;
  let filled = 0;
  const place: Place = { at: 0 };
  const room = (more: number): Uint8Array => {
    if (data && length + more <= data.length) return data;
    const larger = new Uint8Array(Math.max((data?.length ?? rows * 16) * 2, length + more));
    if (data) larger.set(data.subarray(0, length));
    data = larger;
    return larger;
  };
  return {
    take(from, at, row) {
      if (from[at] === 0) return at + 1;
      place.at = at;
      const size = readLength(from, place);
      const end = place.at + size;
      const into = room(row - filled + end - at);
      // Rows without a text since the last one with.
      into.fill(0, length, length + row - filled);
      length += row - filled;
      if (end - at > 48) into.set(from.subarray(at, end), length);
      else for (let n = at; n < end; n++) into[length + n - at] = from[n] ?? 0;
      length += end - at;
      filled = row + 1;
      return end;
    },
    said: () => data !== undefined,
    pieces: () => [data?.subarray(0, length) ?? new Uint8Array(), new Uint8Array(rows - filled)],
  };
}

/** Version of the layout of dictionaries: keys travel with each block. */
const dictionaryVersion = uint64(1);
/** Keys of this block only; the low bits say how wide places in it are. */
const ownKeys = 0x0600;

/** Words of a column, each once. Nothing is the first. */
function dictionary() {
  const places = new Map<string, number>();
  const keys: Uint8Array[] = [Uint8Array.of(0)];
  const place: Place = { at: 0 };
  let last: Uint8Array = new Uint8Array();
  let lastPlace = 0;
  return {
    /** Where the next value begins, after {@link word} or {@link count}. */
    next: place,
    /** Place of the word whose length begins here. */
    word(from: Buffer, at: number): number {
      place.at = at;
      const size = readLength(from, place);
      const start = place.at;
      place.at = start + size;
      if (size === 0) return 0;
      // Most rows say what the row before said.
      if (size === last.length) {
        let n = 0;
        while (n < size && from[start + n] === last[n]) n++;
        if (n === size) return lastPlace;
      }
      const text = from.toString('latin1', start, start + size);
      let found = places.get(text);
      if (found === undefined) {
        found = keys.length;
        places.set(text, found);
        keys.push(Buffer.from(from.subarray(at, start + size)));
      }
      last = from.subarray(start, start + size);
      lastPlace = found;
      return found;
    },
    count(from: Buffer, at: number): number {
      place.at = at;
      return readLength(from, place);
    },
    pieces(indexes: Uint32Array): Uint8Array[] {
      const width = keys.length <= 256 ? 0 : keys.length <= 65_536 ? 1 : 2;
      const narrow = [Uint8Array, Uint16Array, Uint32Array][width] ?? Uint32Array;
      return [
        uint64(ownKeys | width),
        uint64(keys.length),
        ...keys,
        uint64(indexes.length),
        bytesOf(narrow.from(indexes)),
      ];
    },
  };
}

function words(rows: number): Building {
  const known = dictionary();
  let indexes: Uint32Array | undefined;
  return {
    take(from, at, row) {
      const index = known.word(from, at);
      if (index !== 0) {
        indexes ??= new Uint32Array(rows);
        indexes[row] = index;
      }
      return known.next.at;
    },
    said: () => indexes !== undefined,
    pieces: () => [dictionaryVersion, ...known.pieces(indexes ?? new Uint32Array(rows))],
  };
}

function wordLists(rows: number): Building {
  const known = dictionary();
  const lengths = new Uint32Array(rows);
  const indexes: number[] = [];
  return {
    take(from, at, row) {
      const count = known.count(from, at);
      lengths[row] = count;
      for (let n = 0; n < count; n++) indexes.push(known.word(from, known.next.at));
      return known.next.at;
    },
    said: () => indexes.length > 0,
    pieces() {
      const ends = new BigUint64Array(rows);
      let end = 0;
      for (let row = 0; row < rows; row++) ends[row] = BigInt((end += lengths[row] ?? 0));
      return [dictionaryVersion, bytesOf(ends), ...known.pieces(Uint32Array.from(indexes))];
    },
  };
}

const widths: Readonly<Record<string, number>> = {
  Bool: 1,
  UInt16: 2,
  Int16: 2,
  UInt32: 4,
  Float32: 4,
  'Decimal(18, 4)': 8,
  "DateTime64(3, 'UTC')": 8,
  UUID: 16,
};

function building(type: string, rows: number): Building {
  if (type === 'String') return texts(rows);
  if (type === 'LowCardinality(String)') return words(rows);
  if (type === 'Array(LowCardinality(String))') return wordLists(rows);
  const inner = /^Nullable\((.*)\)$/.exec(type)?.[1];
  const width = widths[inner ?? type];
  if (width === undefined) throw new TypeError(`No layout for the type ${type}.`);
  return inner === undefined ? fixed(rows, width) : nullable(rows, width);
}

/** Rows in RowBinary. */
export interface BinaryRows {
  columns: readonly Column[];
  parts: readonly Uint8Array[];
  rows: number;
}

/**
 * The same rows as one block of `Native`. Columns in which no row says anything are left out: the table
 * has the same defaults.
 *
 * @throws TypeError for a type that no column has so far, RangeError when the bytes are other rows
 */
export function nativeBlock({ columns, parts, rows }: BinaryRows): Buffer {
  const all = columns.map(([name, type]) => ({ name, type, column: building(type, rows) }));
  let row = 0;
  for (const part of parts) {
    const from = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    let at = 0;
    for (; at < from.length; row++) {
      for (const { column } of all) at = column.take(from, at, row);
    }
    if (at !== from.length) throw new RangeError('a row ends early');
  }
  if (row !== rows) throw new RangeError(`${row} rows where ${rows} were announced`);
  const said = all.filter(({ column }) => column.said());
  if (said.length === 0) throw new RangeError('no row says anything');
  return Buffer.concat([
    lengthBytes(said.length),
    lengthBytes(rows),
    ...said.flatMap(({ name, type, column }) => [
      ...[name, type].flatMap((text) => [lengthBytes(Buffer.byteLength(text)), Buffer.from(text)]),
      ...column.pieces(),
    ]),
  ]);
}
