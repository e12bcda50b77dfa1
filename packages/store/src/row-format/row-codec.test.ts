import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRow } from '../testing/any-row.ts';
import { row, rows } from '../testing/rows.ts';
import { segmentFile, segmentOf } from '../testing/segment-of.ts';
import { readSegment } from '../spool/segment-rows.ts';
import { byteSink } from './byte-sink.ts';
import { decoderOf } from './decode-value.ts';
import { encoderOf } from './encode-value.ts';
import { eventColumns } from './event-columns.ts';
import { eventRows, unfitColumn } from './row-codec.ts';

/** What the table makes of a row: defaults where nothing was said. */
const filled = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    eventColumns.map(([name, type]) => {
      const value = fields[name];
      if (value !== undefined) return [name, value];
      if (type.startsWith('Nullable(')) return [name, undefined];
      if (type.startsWith('Array(')) return [name, []];
      if (type.includes('String')) return [name, ''];
      return [name, type === 'Bool' ? false : 0];
    }),
  );

test('every row comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 4 }), (given) => {
      expect([...segmentOf(eventRows, given).each()].map(filled)).toEqual(given.map(filled));
    }),
    { numRuns: 60 },
  );
});

test('a text cut inside an emoji becomes valid UTF-8', () => {
  const [back] = [...segmentOf(eventRows, [row(1, { page_title: 'cut \ud83d' })]).each()];
  expect(back?.['page_title']).toBe('cut \ufffd');
});

test.each([
  ['UUID', 'no-uuid'],
  ['UUID', 'zzzzzzzz-7c2a-4d3e-9f00-000000000000'],
  ['UInt32', -1],
  ['UInt32', 4_294_967_296],
  ['Int16', 40_000],
  ['Decimal(18, 4)', 1e14],
  ["DateTime64(3, 'UTC')", Number.NaN],
])('%s refuses %s', (type, value) => {
  expect(() => encoderOf(type)(byteSink(), value)).toThrow(
    expect.objectContaining({ code: 'insert_refused' }),
  );
});

test('decimals keep four digits, also beyond 2^53', () => {
  for (const value of [0.29, 89.9, 1.005, 12_345_678_901_234, 98_765_432_109_876.5]) {
    const sink = byteSink();
    encoderOf('Decimal(18, 4)')(sink, value);
    const back = decoderOf('Decimal(18, 4)')({ bytes: sink.bytes.subarray(0, sink.length), at: 0 });
    expect(back).toBeCloseTo(value, 4);
  }
});

test('halves are the rows again, each once, down to single rows', () => {
  const all = segmentOf(eventRows, rows(13));
  const leaves = (part: typeof all): unknown[] => {
    const halves = part.halves();
    return halves ? halves.flatMap(leaves) : [...part.each()].map((each) => each['seq']);
  };
  expect(leaves(all)).toEqual(rows(13).map(({ seq }) => seq));
});

test('whatever happens to the bytes of a segment, what is read is what was written', () => {
  const groups = [rows(3), rows(2, 10), rows(4, 20)];
  const whole = segmentFile(eventRows, ...groups);
  const written = new Set(groups.flat().map((each) => each.event_id));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.nat(whole.length),
      (flips, cut) => {
        const bytes = Buffer.from(whole.subarray(0, whole.length - (cut % 200)));
        for (const [at, mask] of flips) if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ mask;
        const { rows: read } = readSegment('a.rows', bytes);
        const ids = [...(read?.each() ?? [])].map((each) => String(each['event_id']));
        expect(ids.every((id) => written.has(id))).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
      },
    ),
  );
});

test('a row that was refused says by which column', () => {
  expect(unfitColumn(row(1))).toBeUndefined();
  expect(unfitColumn({ ...row(1), value_base: 1e14 })).toBe('value_base');
  expect(unfitColumn({ ...row(1), seq: -1 })).toBe('seq');
  fc.assert(fc.property(anyRow, (any) => unfitColumn(any) === undefined));
});
