import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRow } from '../testing/any-row.ts';
import { row } from '../testing/rows.ts';
import { segmentOf } from '../testing/segment-of.ts';
import { nativeBlock } from './native-block.ts';
import type { BinaryRows } from './native-block.ts';
import { eventRows } from './row-codec.ts';
import type { EventRow } from '../types.ts';

const binaryOf = (rows: readonly EventRow[]): BinaryRows => {
  const binary = segmentOf(eventRows, rows).binary();
  if (!binary) throw new Error('rows are not in RowBinary');
  return binary;
};

/** The one column of a block, without its name and type. */
const only = (columns: BinaryRows['columns'], bytes: readonly number[], rows: number): Buffer => {
  const block = nativeBlock({ columns, parts: [Uint8Array.from(bytes)], rows });
  const [name = '', type = ''] = columns[0] ?? [];
  const head = 1 + (rows < 128 ? 1 : rows < 16_384 ? 2 : 3);
  return block.subarray(head + 1 + name.length + 1 + type.length);
};
const uint64 = (value: number) => [value, 0, 0, 0, 0, 0, 0, 0];

test('texts lie one after the other, empty ones too', () => {
  const bytes = [0, 2, 97, 98, 0, 1, 99, 0];
  expect([...only([['t', 'String']], bytes, 5)]).toEqual(bytes);
});

test('values that may be missing: first which are, then all of them', () => {
  expect([...only([['n', 'Nullable(Int16)']], [1, 0, 7, 1, 1], 3)]).toEqual([
    1, 0, 1, 0, 0, 7, 1, 0, 0,
  ]);
});

test('words: each once, and where it stands', () => {
  const bytes = [1, 97, 0, 1, 98, 1, 97];
  expect([...only([['w', 'LowCardinality(String)']], bytes, 4)]).toEqual([
    ...uint64(1),
    0,
    6,
    0,
    0,
    0,
    0,
    0,
    0,
    ...uint64(3),
    0,
    1,
    97,
    1,
    98,
    ...uint64(4),
    1,
    0,
    2,
    1,
  ]);
});

test('lists of words: where each ends, then the words of all', () => {
  const bytes = [2, 1, 97, 1, 98, 0, 1, 1, 98];
  expect([...only([['l', 'Array(LowCardinality(String))']], bytes, 3)]).toEqual([
    ...uint64(1),
    ...uint64(2),
    ...uint64(2),
    ...uint64(3),
    0,
    6,
    0,
    0,
    0,
    0,
    0,
    0,
    ...uint64(3),
    0,
    1,
    97,
    1,
    98,
    ...uint64(3),
    1,
    2,
    2,
  ]);
});

test.each([
  [255, 0],
  [256, 1],
  [65_536, 2],
])('%i different words', (count, width) => {
  const bytes = Array.from({ length: count }, (_, n) => [
    4,
    ...Buffer.from(n.toString(16).padStart(4, '0')),
  ]);
  const body = only([['w', 'LowCardinality(String)']], bytes.flat(), count);
  expect(body[8]).toBe(width);
  expect(body.length).toBe(8 + 8 + 8 + 1 + count * 5 + 8 + count * 2 ** width);
});

test('columns without a word are left out, and groups of a segment make one block', () => {
  const one = binaryOf([row(1), row(2)]);
  const block = nativeBlock(one).toString('latin1');
  expect(block).toContain('\u0007site_id');
  expect(block).not.toContain('consent_signal');
  const halves = [row(1), row(2)].flatMap((each) => binaryOf([each]).parts);
  expect(nativeBlock({ ...one, parts: halves }).toString('latin1')).toBe(block);
});

test('bytes that are other rows are no block', () => {
  const binary = binaryOf([row(1), row(2)]);
  expect(() => nativeBlock({ ...binary, rows: 3 })).toThrow(RangeError);
  const cut = binary.parts.map((part) => part.subarray(0, part.length - 1));
  expect(() => nativeBlock({ ...binary, parts: cut })).toThrow(RangeError);
  const columns = [...binary.columns, ['new', 'Int256']] as const;
  expect(() => nativeBlock({ ...binary, columns })).toThrow(TypeError);
});

test('any rows make a block of that many', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 5 }), (rows) => {
      const block = nativeBlock(binaryOf(rows));
      expect(block[1]).toBe(rows.length);
    }),
    { numRuns: 40 },
  );
});
