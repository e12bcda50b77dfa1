import type { EventRow } from '@touchtrail/store';

/** Rows a piece: small enough that turning text into bytes holds nothing up. */
const rowsPerPiece = 500;

interface Piece {
  bytes: Buffer;
  ids: string[];
}

/**
 * Rows on their way to the store, as bytes from the moment they come: kept as objects, tens of
 * thousands of them cost a third of an import in garbage collection.
 */
export interface RowBatch {
  add(row: EventRow): void;
  size(): number;
  ids(): string[];
  /** Earliest and latest time of a row, epoch ms. */
  span(): { from: number; to: number };
  /** The rows as JSON lines, without those whose ids are named. */
  lines(without: ReadonlySet<string>): Iterable<Buffer>;
}

/** An empty batch. */
export function createRowBatch(): RowBatch {
  const pieces: Piece[] = [];
  let text = '';
  let ids: string[] = [];
  let size = 0;
  let from = Infinity;
  let to = -Infinity;

  function closePiece(): void {
    if (ids.length === 0) return;
    pieces.push({ bytes: Buffer.from(text), ids });
    text = '';
    ids = [];
  }

  function* lines(without: ReadonlySet<string>): Generator<Buffer> {
    closePiece();
    for (const piece of pieces) {
      if (without.size === 0 || !piece.ids.some((id) => without.has(id))) {
        yield piece.bytes;
        continue;
      }
      const kept = piece.bytes
        .toString()
        .split('\n')
        .filter((line, at) => line !== '' && !without.has(piece.ids[at] ?? ''));
      if (kept.length > 0) yield Buffer.from(`${kept.join('\n')}\n`);
    }
  }

  return {
    add(row) {
      text += `${JSON.stringify(row)}\n`;
      ids.push(row.event_id);
      size++;
      if (row.ts < from) from = row.ts;
      if (row.ts > to) to = row.ts;
      if (ids.length >= rowsPerPiece) closePiece();
    },
    size: () => size,
    ids: () => [...pieces.flatMap((piece) => piece.ids), ...ids],
    span: () => ({ from, to }),
    lines,
  };
}
