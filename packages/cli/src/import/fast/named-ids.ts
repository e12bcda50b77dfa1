import { blocks, eventNamespace, eventUuid } from '@touchtrail/store';
import type { Lanes } from '../content-hash.ts';
import { sessionUuid } from '../session-ids.ts';
import { putUuidText, readUuid } from './event-id.ts';
import { createShortSha1 } from './short-sha1.ts';

const empty = new Uint8Array(36);
/** Longer names, and those beyond ASCII, go the ordinary way. */
const longest = 200;

function isShortAscii(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > longest) return false;
  let high = 0;
  for (let at = start; at < end; at++) high |= bytes[at] as number;
  return high < 128;
}

/** Version 5 of the first 128 bits, see `eventUuid`. */
const versioned = (sum: Int32Array): Lanes => [
  sum[0] as number,
  ((sum[1] as number) & 0xffff0fff) | 0x5000,
  ((sum[2] as number) & 0x3fffffff) | 0x80000000,
  sum[3] as number,
];

/**
 * Ids that a file names, from their bytes: the same that `sessionUuid` and `eventUuid` make of the text.
 *
 * @example
 * const { visit } = createNamedIds('shop');
 * visit(Buffer.from('visit-7'), 0, 7); // the text of a UUID
 */
export function createNamedIds(site: string): {
  /** Text of the visit's UUID; `old` is filled again if given. */
  visit(bytes: Buffer, start: number, end: number, old?: blocks.TextPiece): blocks.TextPiece;
  /** The id under which an event is stored. */
  event(bytes: Buffer, start: number, end: number): Lanes;
} {
  const sumAfter = (text: string) =>
    createShortSha1(Buffer.concat([eventNamespace, Buffer.from(`${site}\u0000${text}`)]), longest);
  const visitSum = sumAfter('session:');
  const eventSum = sumAfter('');
  return {
    visit(bytes, start, end, old) {
      if (!isShortAscii(bytes, start, end)) {
        return blocks.textPiece(sessionUuid(site, bytes.toString('utf8', start, end)));
      }
      const direct = readUuid(bytes, start, end) !== undefined;
      if (direct) return blocks.textPiece(bytes.subarray(start, end));
      const piece = old?.length === 36 ? old : blocks.textPiece(empty);
      putUuidText(piece.view, versioned(visitSum(bytes, start, end)));
      return piece;
    },
    event(bytes, start, end) {
      const direct = readUuid(bytes, start, end);
      if (direct) return direct;
      if (isShortAscii(bytes, start, end)) return versioned(eventSum(bytes, start, end));
      const made = Buffer.from(eventUuid(site, bytes.toString('utf8', start, end)));
      return readUuid(made, 0, made.length) ?? [0, 0, 0, 0];
    },
  };
}
