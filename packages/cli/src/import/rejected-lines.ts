import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { once } from 'node:events';

/** Refused text is kept up to this length, in UTF-16 code units. */
const maxRawLength = 8_192;

/** One line of the file of refused lines. */
export interface RejectedLine {
  line: number;
  reason: string;
  raw: string;
}

/** Collects refused lines: counts by reason, and a file that is made with the first of them. */
export interface RejectedLines {
  add(line: RejectedLine): void;
  /** Waits until the disk keeps up. */
  drained(): Promise<void>;
  close(): Promise<void>;
  count(): number;
  /** The most frequent reasons first, at most 20. */
  reasons(): { reason: string; count: number }[];
  /** The file, when there is one. */
  path(): string | undefined;
  /** The first refused lines, for the terminal. */
  examples(): RejectedLine[];
}

/** `path` undefined: refused lines are counted only (a dry run of a stream, for example). */
export function createRejectedLines(path: string | undefined, examples = 3): RejectedLines {
  const byReason = new Map<string, { reason: string; count: number }>();
  const first: RejectedLine[] = [];
  let total = 0;
  let stream: WriteStream | undefined;
  let failure: Error | undefined;
  const check = () => {
    if (failure) throw failure;
  };

  return {
    add(line) {
      total++;
      // Values in a reason would make every line its own reason.
      const kind = line.reason.replaceAll(/\d+/g, 'N').slice(0, 300);
      const known = byReason.get(kind);
      if (known) known.count++;
      else if (byReason.size < 200) byReason.set(kind, { reason: line.reason, count: 1 });
      if (first.length < examples) first.push({ ...line, raw: line.raw.slice(0, maxRawLength) });
      if (path === undefined || failure) return;
      if (!stream) {
        stream = createWriteStream(path);
        stream.on('error', (error) => {
          failure = error;
        });
      }
      const raw = line.raw.slice(0, maxRawLength);
      stream.write(`${JSON.stringify({ line: line.line, reason: line.reason, raw })}\n`);
    },
    async drained() {
      check();
      if (stream?.writableNeedDrain) await once(stream, 'drain');
      check();
    },
    async close() {
      if (stream && !stream.closed) {
        stream.end();
        // Of an error `check` tells.
        await once(stream, 'close').catch(() => undefined);
      }
      check();
    },
    count: () => total,
    reasons: () => [...byReason.values()].toSorted((a, b) => b.count - a.count).slice(0, 20),
    path: () => (stream && !failure ? path : undefined),
    examples: () => first,
  };
}
