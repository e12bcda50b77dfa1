import { Buffer } from 'node:buffer';

/** Bytes that grow at their end. `bytes` may be replaced by a larger buffer when something is added. */
export interface ByteSink {
  bytes: Buffer;
  length: number;
}

export const byteSink = (capacity = 64 * 1024): ByteSink => ({
  bytes: Buffer.allocUnsafeSlow(capacity),
  length: 0,
});

/** Makes room for `more` bytes after the ones that are there. */
export function reserve(sink: ByteSink, more: number): void {
  const needed = sink.length + more;
  if (needed <= sink.bytes.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, sink.bytes.length * 2));
  sink.bytes.copy(larger, 0, 0, sink.length);
  sink.bytes = larger;
}

/** Adds an unsigned integer in LEB128, as ClickHouse writes lengths. */
export function addLength(sink: ByteSink, length: number): void {
  reserve(sink, 5);
  let rest = length;
  while (rest >= 0x80) {
    sink.bytes[sink.length++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  sink.bytes[sink.length++] = rest;
}

/** Texts up to this length are copied here: a call into the runtime costs more than they do. */
const shortText = 48;

/** Adds a text in UTF-8 behind its length in bytes. Half a surrogate pair becomes U+FFFD. */
export function addText(sink: ByteSink, text: string): void {
  const { length } = text;
  reserve(sink, 5 + length * 3);
  if (length < shortText) {
    const { bytes } = sink;
    let at = sink.length + 1;
    let index = 0;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) break;
      bytes[at++] = code;
    }
    if (index === length) {
      bytes[sink.length] = length;
      sink.length = at;
      return;
    }
  }
  if (length * 3 < 0x80) {
    const written = sink.bytes.write(text, sink.length + 1, 'utf8');
    sink.bytes[sink.length] = written;
    sink.length += 1 + written;
    return;
  }
  addLength(sink, Buffer.byteLength(text));
  sink.length += sink.bytes.write(text, sink.length, 'utf8');
}
