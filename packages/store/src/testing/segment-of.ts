import { byteSink } from '../row-format/byte-sink.ts';
import type { RowCodec } from '../row-format/row-codec.ts';
import { frameHead, writeHead } from '../spool/frames.ts';
import { readSegment } from '../spool/segment-rows.ts';
import type { SegmentRows } from '../spool/segment-rows.ts';

/** The bytes of a segment file that holds these groups of rows. */
export function segmentFile<Row>(
  codec: RowCodec<Row>,
  ...groups: readonly (readonly Row[])[]
): Buffer {
  const format = Buffer.from(JSON.stringify(codec.format));
  const head = Buffer.concat([Buffer.alloc(frameHead), format]);
  writeHead(head, 0, 'format', { length: format.length, rows: 0 });
  const frames = groups.map((rows) => {
    const sink = byteSink();
    sink.length = frameHead;
    codec.encode(rows, sink);
    writeHead(sink.bytes, 0, 'rows', { length: sink.length - frameHead, rows: rows.length });
    return sink.bytes.subarray(0, sink.length);
  });
  return Buffer.concat([head, ...frames]);
}

/** Rows as a segment has them. */
export function segmentOf<Row>(codec: RowCodec<Row>, rows: readonly Row[]): SegmentRows {
  const read = readSegment('a.rows', segmentFile(codec, rows)).rows;
  if (!read) throw new Error('the segment cannot be read');
  return read;
}
