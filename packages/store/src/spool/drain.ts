import path from 'node:path';
import { isStoreError } from '../errors.ts';
import type { Disk } from './disk.ts';
import type { Segment } from './segments.ts';

/** Sends lines to ClickHouse; resolves when they are on its disk. */
export type InsertSegment = (lines: Buffer, token: string, signal: AbortSignal) => Promise<void>;

/** Rows that reached ClickHouse, for metrics. */
export interface Inserted {
  rows: number;
  /** How long the insert took that brought them, ms. */
  ms: number;
  /** Age of the oldest of them when they could be queried, ms: the lag from acknowledged to visible. */
  oldestMs: number;
}

export interface DrainOptions {
  disk: Disk;
  directory: string;
  insert: InsertSegment;
  log: (line: string) => void;
  /** First and longest wait before a failed insert is tried again, ms. */
  backoff: { first: number; longest: number };
  /** Called whenever the last waiting segment is done. */
  onIdle: () => void;
  /** Called after each insert that ClickHouse took. */
  onInserted?: ((inserted: Inserted) => void) | undefined;
  /** Epoch ms. Default `Date.now`. */
  clock?: () => number;
}

/** Sends closed segments to ClickHouse, one at a time, oldest first. */
export interface Drain {
  add(segment: Segment): void;
  segments(): readonly Segment[];
  idle(): boolean;
  lastError(): string | null;
  /** Tries again now, for one who knows that ClickHouse is back. */
  wake(): void;
  /** Resolves when nothing waits, or when the drain was stopped. */
  settled(): Promise<void>;
  /** Gives up on the insert under way; its segment stays. */
  stop(): Promise<void>;
}

export function createDrain(options: DrainOptions): Drain {
  const { disk, insert, log, onInserted, clock = Date.now } = options;
  const waiting: Segment[] = [];
  const stopping = new AbortController();
  let lastError: string | null = null;
  let running: Promise<void> | undefined;
  let wakeUp: (() => void) | undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      wakeUp = wake;
      if (stopping.signal.aborted) wake();
    });

  /**
   * Inserts lines again and again until ClickHouse has them. Lines it refuses for their content are
   * halved until the bad ones stand alone, so that one bad row never costs its neighbours.
   * Returns the refused lines.
   */
  const deliver = async (lines: Buffer, token: string, since: number): Promise<Buffer[]> => {
    for (let wait = options.backoff.first; ; wait = Math.min(wait * 2, options.backoff.longest)) {
      try {
        const startedAt = performance.now();
        await insert(lines, token, stopping.signal);
        onInserted?.({
          rows: lineCount(lines),
          ms: performance.now() - startedAt,
          oldestMs: Math.max(0, clock() - since),
        });
        if (lastError !== null) log('ClickHouse takes rows again.');
        lastError = null;
        return [];
      } catch (error) {
        if (stopping.signal.aborted) throw error;
        if (isStoreError(error, 'insert_refused')) {
          lastRefusal = error.message;
          const middle = lineStartNear(lines, Math.floor(lines.length / 2));
          if (middle === 0) return [lines];
          return [
            ...(await deliver(lines.subarray(0, middle), `${token}/a`, since)),
            ...(await deliver(lines.subarray(middle), `${token}/b`, since)),
          ];
        }
        const text = error instanceof Error ? error.message : String(error);
        if (lastError === null) log(`Rows wait in the spool: ${text}`);
        lastError = text;
        await pause(wait);
        if (stopping.signal.aborted) throw error;
      }
    }
  };
  let lastRefusal = '';

  const setAside = async (segment: Segment, refused: readonly Buffer[]): Promise<void> => {
    const directory = path.join(options.directory, 'failed');
    await disk.makeDirectory(directory);
    const file = path.join(directory, path.basename(segment.file));
    await disk.writeSynced(file, Buffer.concat(refused).toString('utf8'));
    await disk.writeSynced(`${file}.reason.txt`, `${lastRefusal}\n`);
    await disk.syncDirectory(directory);
    log(`ClickHouse refused ${refused.length} row(s); they are kept in ${file}: ${lastRefusal}`);
  };

  const run = async (): Promise<void> => {
    for (;;) {
      const segment = waiting[0];
      if (!segment || stopping.signal.aborted) return;
      const content = await disk.read(segment.file);
      const refused = await deliver(
        content.subarray(0, segment.bytes),
        segment.token,
        segment.since,
      );
      if (refused.length > 0) await setAside(segment, refused);
      await disk.remove(segment.file);
      waiting.shift();
    }
  };

  const kick = (): void => {
    if (running || stopping.signal.aborted) return;
    running = run()
      .catch(async (error: unknown) => {
        if (stopping.signal.aborted) return;
        lastError = error instanceof Error ? error.message : String(error);
        log(`The spool cannot be drained: ${lastError}`);
        await pause(options.backoff.longest);
      })
      .finally(() => {
        running = undefined;
        if (waiting.length > 0) kick();
        else options.onIdle();
      });
  };

  return {
    add(segment) {
      waiting.push(segment);
      kick();
    },
    segments: () => waiting,
    idle: () => waiting.length === 0,
    lastError: () => lastError,
    wake: () => wakeUp?.(),
    async settled() {
      for (let now = running; now && !stopping.signal.aborted; now = running) await now;
    },
    async stop() {
      stopping.abort();
      wakeUp?.();
      await running;
    },
  };
}

/** Start of the line nearest after `from`, or the one before when that is the end; 0 for one line. */
function lineStartNear(lines: Buffer, from: number): number {
  const after = lines.indexOf(0x0a, from) + 1;
  if (after > 0 && after < lines.length) return after;
  // The text ends with a line end, so the one before it closes the line before the last.
  return lines.lastIndexOf(0x0a, lines.length - 2) + 1;
}

function lineCount(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(0x0a); at !== -1; at = lines.indexOf(0x0a, at + 1)) count++;
  return count;
}
