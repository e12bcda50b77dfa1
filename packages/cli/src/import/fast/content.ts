import type { ColumnPlan } from '../columns.ts';
import { unitsLanes } from '../content-hash.ts';
import type { Lanes } from '../content-hash.ts';
import { contentMark } from '../row-ids.ts';
import type { RowSplit } from './split-row.ts';

/** Longer rows are read the ordinary way. */
const maxUnits = 1 << 15;

const unitsOf = (text: string): Uint16Array =>
  Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

/**
 * The fingerprint of what a row says, from its bytes: the same that `rowContent` and `contentLanes`
 * give for it as text. Undefined for rows that are too long.
 */
export function createContent(
  plan: ColumnPlan,
  site: string,
): (bytes: Buffer, row: RowSplit) => Lanes | undefined {
  const units = new Uint16Array(maxUnits + 8);
  const start = unitsOf(`${site}${contentMark}`);
  const heads = plan.sorted.map((index) => unitsOf(`${plan.header[index] ?? ''}\u001F`));
  const { sorted } = plan;
  const headUnits = heads.reduce((sum, head) => sum + head.length + 1, start.length);
  units.set(start);
  return (bytes, row) => {
    const { starts, ends, wide } = row;
    const size = (ends[row.cells - 1] as number) - (starts[0] as number);
    if (size + headUnits > maxUnits) return undefined;
    let length = start.length;
    for (let i = 0; i < sorted.length; i++) {
      const cell = sorted[i] as number;
      const from = starts[cell] as number;
      const to = ends[cell] as number;
      if (from === to) continue;
      const head = heads[i] as Uint16Array;
      for (let at = 0; at < head.length; at++) units[length++] = head[at] as number;
      if (wide[cell]) {
        const text = bytes.toString('utf8', from, to);
        for (let at = 0; at < text.length; at++) units[length++] = text.charCodeAt(at);
      } else {
        for (let at = from; at < to; at++) units[length++] = bytes[at] as number;
      }
      units[length++] = 0x1e;
    }
    units.fill(0, length, length + 8);
    return unitsLanes(units, length);
  };
}
