import type { BinaryRows } from '../row-format/native-block.ts';
import { decodeRows, formatHeader } from '../row-format/row-codec.ts';
import type { DecodedRow, RowFormat } from '../row-format/row-codec.ts';
import { readFrames } from './frames.ts';

/** Bytes of rows in one piece. */
interface Part {
  bytes: Buffer;
  rows: number;
}

/** Rows of a segment on their way to ClickHouse, in the bytes they were written in. */
export interface SegmentRows {
  /** ClickHouse's name of the format. */
  format: RowFormat['format'];
  rows: number;
  /** Length of the rows in bytes. */
  length: number;
  /** What ClickHouse is sent, in pieces. */
  pieces(): readonly Buffer[];
  /** The rows in RowBinary; undefined when they are lines of JSON. */
  binary(): BinaryRows | undefined;
  /** The rows, read back. */
  each(): Iterable<DecodedRow>;
  /** The rows that pass; the same object when all do. */
  filter(passes: (row: DecodedRow) => boolean): SegmentRows;
  /** Two halves, or undefined for a single row. */
  halves(): readonly [SegmentRows, SegmentRows] | undefined;
}

function segmentRows(format: RowFormat, parts: readonly Part[]): SegmentRows {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const pieces = (): Part[] =>
    parts.flatMap(({ bytes }) =>
      [...decodeRows(format, bytes)].map(({ start, end }) => ({
        bytes: bytes.subarray(start, end),
        rows: 1,
      })),
    );
  const together = (some: readonly Part[]): SegmentRows =>
    segmentRows(format, [
      { bytes: Buffer.concat(some.map((part) => part.bytes)), rows: some.length },
    ]);
  const self: SegmentRows = {
    format: format.format,
    rows,
    length: parts.reduce((sum, part) => sum + part.bytes.length, 0),
    pieces: () => [formatHeader(format), ...parts.map((part) => part.bytes)],
    binary: () =>
      format.format === 'RowBinaryWithNamesAndTypes'
        ? { columns: format.columns, parts: parts.map((part) => part.bytes), rows }
        : undefined,
    *each() {
      for (const { bytes } of parts) for (const { row } of decodeRows(format, bytes)) yield row;
    },
    filter(passes) {
      const kept: Part[] = [];
      for (const { bytes } of parts) {
        for (const { row, start, end } of decodeRows(format, bytes)) {
          if (passes(row)) kept.push({ bytes: bytes.subarray(start, end), rows: 1 });
        }
      }
      return kept.length === rows ? self : together(kept);
    },
    halves() {
      if (rows < 2) return undefined;
      const all = pieces();
      const middle = Math.floor(all.length / 2);
      return [together(all.slice(0, middle)), together(all.slice(middle))];
    },
  };
  return self;
}

/** What was read of a segment file. */
export interface ReadSegment {
  /** Undefined when nothing of it can be read. */
  rows: SegmentRows | undefined;
  /** Bytes that the disk has changed. */
  damaged: readonly Buffer[];
}

const formats: ReadonlySet<unknown> = new Set(['JSONEachRow', 'RowBinaryWithNamesAndTypes']);

function formatOf(content: Buffer): RowFormat | undefined {
  try {
    const format = JSON.parse(content.toString('utf8')) as RowFormat;
    return formats.has(format.format) ? format : undefined;
  } catch {
    return undefined;
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}

/**
 * Reads a segment file: frames, or the plain lines of JSON that versions before frames wrote.
 *
 * @param file its name decides which
 */
export function readSegment(file: string, content: Buffer): ReadSegment {
  if (file.endsWith('.ndjson')) {
    const rows = countLines(content);
    return {
      rows: segmentRows({ format: 'JSONEachRow' }, [{ bytes: content, rows }]),
      damaged: [],
    };
  }
  const { frames, damaged } = readFrames(content);
  const [first, ...rest] = frames;
  const format = first?.kind === 'format' ? formatOf(first.content) : undefined;
  if (!format) return { rows: undefined, damaged: content.length > 0 ? [content] : [] };
  const parts = rest
    .filter((frame) => frame.kind === 'rows')
    .map((frame) => ({ bytes: frame.content, rows: frame.rows }));
  return { rows: segmentRows(format, parts), damaged };
}
