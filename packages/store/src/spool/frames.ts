import { crc32 } from 'node:zlib';

/**
 * A segment file is a row of frames. The first says how rows are written, each other holds the rows of
 * one sync. A frame: a mark, the length of its content, its number of rows, the CRC-32 of these two
 * numbers and the content (each four bytes, little end first), the content.
 */
export const frameHead = 16;

const marks = { format: 0x31465454, rows: 0x31525454 } as const;
export type FrameKind = keyof typeof marks;

const checksum = (bytes: Buffer, at: number, length: number): number =>
  crc32(
    bytes.subarray(at + frameHead, at + frameHead + length),
    crc32(bytes.subarray(at + 4, at + 12)),
  );

/** Writes the head of a frame at `at`, whose content stands behind it already. */
export function writeHead(
  bytes: Buffer,
  at: number,
  kind: FrameKind,
  content: { length: number; rows: number },
): void {
  bytes.writeUInt32LE(marks[kind], at);
  bytes.writeUInt32LE(content.length, at + 4);
  bytes.writeUInt32LE(content.rows, at + 8);
  bytes.writeUInt32LE(checksum(bytes, at, content.length), at + 12);
}

/** A frame that is whole. */
interface Frame {
  kind: FrameKind;
  rows: number;
  content: Buffer;
}

/** What a segment file holds. */
export interface Frames {
  frames: readonly Frame[];
  /** Bytes between whole frames that are none: the disk has changed them. */
  damaged: readonly Buffer[];
  /** Where the last whole frame ends. What follows was never acknowledged. */
  end: number;
}

const markBytes = Object.values(marks).map((mark) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(mark);
  return bytes;
});

function frameAt(bytes: Buffer, at: number): (Frame & { end: number }) | undefined {
  if (at + frameHead > bytes.length) return undefined;
  const mark = bytes.readUInt32LE(at);
  const kind = mark === marks.rows ? 'rows' : mark === marks.format ? 'format' : undefined;
  const length = bytes.readUInt32LE(at + 4);
  const end = at + frameHead + length;
  if (!kind || end > bytes.length) return undefined;
  if (checksum(bytes, at, length) !== bytes.readUInt32LE(at + 12)) return undefined;
  const content = bytes.subarray(at + frameHead, end);
  return { kind, rows: bytes.readUInt32LE(at + 8), content, end };
}

/** Whether a frame's head stands here and the bytes it speaks of are there: no kill tore it, whatever its sum says. */
function isWholeAt(bytes: Buffer, at: number): boolean {
  if (at + frameHead > bytes.length) return false;
  const mark = bytes.readUInt32LE(at);
  return (
    (mark === marks.rows || mark === marks.format) &&
    at + frameHead + bytes.readUInt32LE(at + 4) <= bytes.length
  );
}

/** Where the next mark may stand, or the end. */
function nextMark(bytes: Buffer, from: number): number {
  const found = markBytes.map((mark) => bytes.indexOf(mark, from)).filter((at) => at !== -1);
  return Math.min(bytes.length, ...found);
}

/** Finds the whole frames of a segment, also behind damaged ones. */
export function readFrames(bytes: Buffer): Frames {
  const frames: Frame[] = [];
  const damaged: Buffer[] = [];
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    const frame = frameAt(bytes, at);
    if (!frame) {
      at = nextMark(bytes, at + 1);
      continue;
    }
    if (at > end) damaged.push(bytes.subarray(end, at));
    frames.push(frame);
    end = frame.end;
    at = end;
  }
  if (isWholeAt(bytes, end)) {
    damaged.push(bytes.subarray(end));
    end = bytes.length;
  }
  return { frames, damaged, end };
}
