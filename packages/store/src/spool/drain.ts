import path from 'node:path';
import { isStoreError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { readSegment } from './segment-rows.ts';
import type { SegmentRows } from './segment-rows.ts';
import type { Segment } from './segments.ts';

/** Sends rows to ClickHouse; resolves when they are on its disk. */
export type InsertSegment = (
  rows: SegmentRows,
  token: string,
  signal: AbortSignal,
) => Promise<void>;

/** Rows that reached ClickHouse, for metrics. */
export interface Inserted {
  rows: number;
  /** Their length in the format they were sent in. */
  bytes: number;
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
  /** Bytes that wait. */
  bytes(): number;
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
  let waitingBytes = 0;
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
   * Inserts rows again and again until ClickHouse has them. Rows it refuses for their content are halved
   * until the bad ones stand alone, so that one bad row never costs its neighbours.
   * Returns the refused rows.
   */
  const deliver = async (
    rows: SegmentRows,
    token: string,
    since: number,
  ): Promise<readonly SegmentRows[]> => {
    for (let wait = options.backoff.first; ; wait = Math.min(wait * 2, options.backoff.longest)) {
      try {
        const startedAt = performance.now();
        await insert(rows, token, stopping.signal);
        onInserted?.({
          rows: rows.rows,
          bytes: rows.length,
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
          const halves = rows.halves();
          if (!halves) return [rows];
          return [
            ...(await deliver(halves[0], `${token}/0`, since)),
            ...(await deliver(halves[1], `${token}/1`, since)),
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

  /** Puts something beside the segments, with the reason, for somebody to look at. */
  const setAside = async (name: string, content: string | Buffer, reason: string) => {
    const directory = path.join(options.directory, 'failed');
    await disk.makeDirectory(directory);
    const file = path.join(directory, name);
    await disk.writeSynced(file, content);
    await disk.writeSynced(`${file}.reason.txt`, `${reason}\n`);
    await disk.syncDirectory(directory);
    return file;
  };

  const setAsideRefused = async (segment: Segment, refused: readonly SegmentRows[]) => {
    // As lines of JSON, whatever they were sent as: they are for people and for repair.
    const lines = refused.flatMap((rows) => [...rows.each()].map((row) => JSON.stringify(row)));
    const file = await setAside(`${segment.token}.ndjson`, `${lines.join('\n')}\n`, lastRefusal);
    log(`ClickHouse refused ${lines.length} row(s); they are kept in ${file}: ${lastRefusal}`);
  };

  const setAsideDamaged = async (segment: Segment, damaged: readonly Buffer[]) => {
    const bytes = Buffer.concat(damaged);
    const reason = `${bytes.length} bytes of this segment are not as they were written: their checksum is wrong. The disk is failing, or somebody changed the file.`;
    const file = await setAside(`${segment.token}.damaged`, bytes, reason);
    log(`${bytes.length} damaged bytes of the spool are set aside in ${file}. Check the disk.`);
  };

  const run = async (): Promise<void> => {
    for (;;) {
      const segment = waiting[0];
      if (!segment || stopping.signal.aborted) return;
      const content = await disk.read(segment.file);
      const { rows, damaged } = readSegment(segment.file, content.subarray(0, segment.bytes));
      if (damaged.length > 0) await setAsideDamaged(segment, damaged);
      const refused =
        rows && rows.rows > 0 ? await deliver(rows, segment.token, segment.since) : [];
      if (refused.length > 0) await setAsideRefused(segment, refused);
      await disk.remove(segment.file);
      waiting.shift();
      waitingBytes -= segment.bytes;
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
      waitingBytes += segment.bytes;
      kick();
    },
    segments: () => waiting,
    bytes: () => waitingBytes,
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
