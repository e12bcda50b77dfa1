import type { EventRow } from '@touchtrail/store';

const many = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);

/** Rows of blocks in `Native` format as objects, without columns that have nothing in them. */
export function decodeBlock(bytes: Buffer): EventRow[] {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = (): string => {
    const length = varint();
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  const long = (): number => {
    at += 8;
    return Number(bytes.readBigInt64LE(at - 8));
  };
  const words = (count: number): string[] => {
    if (count === 0) return [];
    long();
    const keys = many(long(), text);
    const rows = many(long(), () => {
      at += 2;
      return keys[bytes.readUInt16LE(at - 2)] ?? 'no such key';
    });
    if (rows.length !== count) throw new Error('a column has another number of rows');
    return rows;
  };

  function column(type: string, rows: number): unknown[] {
    const inner = /^Nullable\((.*)\)$/.exec(type)?.[1];
    if (inner !== undefined) {
      const nulls = many(rows, () => bytes[at++] === 1);
      return column(inner, rows).map((value, row) => (nulls[row] ? null : value));
    }
    if (type.startsWith('DateTime64')) return many(rows, long);
    switch (type) {
      case 'String':
        return many(rows, text);
      case 'LowCardinality(String)':
        long();
        return words(rows);
      case 'Array(LowCardinality(String))': {
        long();
        const ends = many(rows, long);
        const all = words(ends.at(-1) ?? 0);
        return ends.map((end, row) => all.slice(ends[row - 1] ?? 0, end));
      }
      case 'Decimal(18, 4)':
        return many(rows, () => long() / 10_000);
      case 'UInt32':
        return many(rows, () => {
          at += 4;
          return bytes.readUInt32LE(at - 4);
        });
      case 'UInt16':
        return many(rows, () => {
          at += 2;
          return bytes.readUInt16LE(at - 2);
        });
      case 'Float32':
        return many(rows, () => {
          at += 4;
          return bytes.readFloatLE(at - 4);
        });
      case 'UUID':
        return many(rows, () => {
          const halves = [at, at + 8].map((from) =>
            Buffer.from(bytes.subarray(from, from + 8)).toReversed(),
          );
          at += 16;
          const hex = Buffer.concat(halves.map((half) => Buffer.from(half))).toString('hex');
          return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
        });
      default:
        throw new Error(`no decoder for ${type}`);
    }
  }

  const all: EventRow[] = [];
  while (at < bytes.length) {
    const columns = varint();
    const rows = varint();
    const block: Record<string, unknown>[] = many(rows, () => ({}));
    for (let i = 0; i < columns; i++) {
      const name = text();
      const values = column(text(), rows);
      for (const [row, value] of values.entries()) {
        if (value !== '' && value !== null) (block[row] ?? {})[name] = value;
      }
    }
    all.push(...(block as EventRow[]));
  }
  return all;
}
