import type { ColumnPlan } from '../columns.ts';
import { unitsLanes } from '../content-hash.ts';
import type { Lanes } from '../content-hash.ts';
import { contentMark } from '../row-ids.ts';
import type { RowSplit } from './split-row.ts';

/** Longer rows are read the ordinary way. */
const maxUnits = 1 << 15;

/**
 * The fingerprint of what a row says, from its bytes: the same that `rowContent` and `contentLanes`
 * give for it as text, in the same array each time. Undefined for rows that are too long.
 */
export function createContent(
  plan: ColumnPlan,
  site: string,
): (bytes: Buffer, row: RowSplit) => Lanes | undefined {
  const { sorted } = plan;
  const lanes: [number, number, number, number] = [0, 0, 0, 0];
  const units = new DataView(new ArrayBuffer((maxUnits + 16) * 2));
  // The names of the columns as UTF-16, one after the other, each from a position divisible by four.
  const texts = sorted.map((index) => `${plan.header[index] ?? ''}\u001F`);
  const headStarts = new Int32Array(texts.length);
  const headEnds = new Int32Array(texts.length);
  const size = texts.reduce((sum, text) => sum + 2 * text.length + 4, 0);
  const heads = Buffer.alloc(size);
  const headView = new DataView(heads.buffer, heads.byteOffset, heads.byteLength);
  let headUnits = 0;
  let headAt = 0;
  for (const [at, text] of texts.entries()) {
    headStarts[at] = headAt;
    headEnds[at] = headAt + heads.write(text, headAt, 'utf16le');
    headAt = ((headEnds[at] as number) + 3) & ~3;
    headUnits += text.length + 1;
  }
  const begin = `${site}${contentMark}`;
  for (let at = 0; at < begin.length; at++) units.setUint16(at * 2, begin.charCodeAt(at), true);
  headUnits += begin.length;

  return (bytes, row) => {
    const { starts, ends, wide, view } = row;
    const rowSize = (ends[row.cells - 1] as number) - (starts[0] as number);
    if (rowSize + headUnits > maxUnits) return undefined;
    /** Bytes of `units` that are written; what is copied in words may run over, and is written over. */
    let to = begin.length * 2;
    for (let i = 0; i < sorted.length; i++) {
      const cell = sorted[i] as number;
      const from = starts[cell] as number;
      const end = ends[cell] as number;
      if (from === end) continue;
      const headStart = headStarts[i] as number;
      const headLength = (headEnds[i] as number) - headStart;
      for (let at = 0; at < headLength; at += 4) {
        units.setInt32(to + at, headView.getInt32(headStart + at, true), true);
      }
      to += headLength;
      if (wide[cell]) {
        const text = bytes.toString('utf8', from, end);
        for (let at = 0; at < text.length; at++, to += 2) {
          units.setUint16(to, text.charCodeAt(at), true);
        }
      } else {
        const length = end - from;
        for (let at = 0; at < length; at += 4) {
          const word = view.getInt32(from + at, true);
          const place = to + at * 2;
          units.setInt32(place, (word & 0xff) | ((word & 0xff00) << 8), true);
          units.setInt32(place + 4, ((word >>> 16) & 0xff) | ((word >>> 8) & 0xff0000), true);
        }
        to += length * 2;
      }
      units.setUint16(to, 0x1e, true);
      to += 2;
    }
    for (let at = 0; at < 16; at += 4) units.setInt32(to + at, 0, true);
    return unitsLanes(units, to / 2, lanes);
  };
}
