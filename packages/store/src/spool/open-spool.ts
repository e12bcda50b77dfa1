import path from 'node:path';
import { takeLock } from '../engine/lock-file.ts';
import { StoreError, systemCode } from '../errors.ts';
import { byteSink } from '../row-format/byte-sink.ts';
import type { ByteSink } from '../row-format/byte-sink.ts';
import { jsonLines } from '../row-format/row-codec.ts';
import type { RowCodec } from '../row-format/row-codec.ts';
import type { Durability, OpenedSpool } from '../types.ts';
import { nodeDisk } from './disk.ts';
import type { Disk, SegmentFile } from './disk.ts';
import { createDrain } from './drain.ts';
import type { Inserted, InsertSegment } from './drain.ts';
import { frameHead, writeHead } from './frames.ts';
import { readSegment } from './segment-rows.ts';
import { leftSegments, segmentNames } from './segments.ts';
import type { Segment } from './segments.ts';

export interface SpoolOptions<Row> {
  directory: string;
  /** How rows are written. Default: a line of JSON each. */
  codec?: RowCodec<Row>;
  /** Default `power-loss`: every acknowledged row is on the disk itself. */
  durability?: Durability;
  insert: InsertSegment;
  clock?: () => number;
  log?: (line: string) => void;
  disk?: Disk;
  /** A segment is closed at this size. Default 4 MiB. */
  segmentBytes?: number;
  /** ... or this long after its first row, unless others still wait for ClickHouse. Default 350 ms. */
  segmentMs?: number;
  /** Rows are refused beyond this many bytes on disk. Default 1 GiB. */
  maxBytes?: number;
  /** Rows are refused beyond this many bytes that wait for the disk, in memory. Default 32 MiB. */
  maxQueuedBytes?: number;
  /** Rows are refused when the disk has less free. Default 256 MiB. */
  minFreeBytes?: number;
  backoff?: { first: number; longest: number };
  /** Called after each insert that ClickHouse took. */
  onInserted?: (inserted: Inserted) => void;
}

interface Waiter {
  resolve: () => void;
  reject: (error: StoreError) => void;
}

interface OpenSegment {
  handle: SegmentFile;
  token: string;
  file: string;
  /** Length that is on disk for certain. */
  length: number;
  since: number;
}

/** A buffer that one burst made large is not kept for ever. */
const keptBytes = 4 * 1024 * 1024;
const roomFor = (used: ByteSink): ByteSink => (used.bytes.length > keptBytes ? byteSink() : used);

const closedError = () =>
  new StoreError('closed', 'The spool is closed.', 'Send the rows again once the service is back.');

function appendError(error: unknown, directory: string): StoreError {
  if (error instanceof StoreError) return error;
  if (['ENOSPC', 'EDQUOT'].includes(systemCode(error))) {
    return new StoreError(
      'disk_full',
      `No space left on the disk of ${directory}.`,
      'Free some disk space; what was accepted before is safe.',
      error,
    );
  }
  return new StoreError(
    'spool_failed',
    `The spool in ${directory} cannot be written (${systemCode(error) || String(error)}).`,
    'Check the disk and the rights of the data directory.',
    error,
  );
}

/**
 * Opens the spool of a directory: rows are appended to a file and synced, then sent to ClickHouse in
 * the background, each segment under its name as deduplication token, and removed when they are there.
 *
 * There is no timer before a sync: what arrives while one sync runs makes the next group.
 *
 * @throws StoreError `spool_in_use` when another process has it open
 */
export async function openSpool<Row>(options: SpoolOptions<Row>): Promise<OpenedSpool<Row>> {
  const { directory } = options;
  const disk = options.disk ?? nodeDisk;
  const clock = options.clock ?? Date.now;
  const log = options.log ?? (() => undefined);
  const segmentBytes = options.segmentBytes ?? 4 * 1024 * 1024;
  const segmentMs = options.segmentMs ?? 350;
  const codec = options.codec ?? (jsonLines as RowCodec<Row>);
  const formatText = JSON.stringify(codec.format);
  const isSynced = options.durability !== 'process';
  const maxQueuedBytes = options.maxQueuedBytes ?? 32 * 1024 * 1024;
  const maxBytes = options.maxBytes ?? 1024 * 1024 * 1024;
  const minFreeBytes = options.minFreeBytes ?? 256 * 1024 * 1024;

  try {
    await disk.makeDirectory(directory);
  } catch (error) {
    throw appendError(error, directory);
  }
  const lock = takeLock(path.join(directory, 'lock.json'), {});
  if ('owner' in lock) {
    throw new StoreError(
      'spool_in_use',
      `The spool ${directory} is in use by process ${lock.owner.pid}.`,
      `Stop that process (kill ${lock.owner.pid}), or choose another data directory with --data-dir.`,
    );
  }

  const nextName = segmentNames(directory, clock);
  const drain = createDrain({
    disk,
    directory,
    insert: options.insert,
    log,
    clock,
    onInserted: options.onInserted,
    backoff: options.backoff ?? { first: 100, longest: 2_000 },
    onIdle: () => {
      if (isRipe) rotateSoon();
    },
  });

  let queue: Waiter[] = [];
  // Rows are written straight into the frame of the next sync; a second buffer takes what comes meanwhile.
  let next = byteSink();
  let spare = byteSink();
  let nextRows = 0;
  let writingBytes = 0;
  let current: OpenSegment | undefined;
  let rotateNow = false;
  let isRipe = false;
  let closing = false;
  let pumping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let freeCheckedAt = -Infinity;

  try {
    for (const segment of await leftSegments(disk, directory)) drain.add(segment);
  } catch (error) {
    await drain.stop();
    lock.held.release();
    throw appendError(error, directory);
  }

  next.length = frameHead;

  const queuedBytes = () => next.length - frameHead + writingBytes;
  const pendingBytes = () => queuedBytes() + (current?.length ?? 0) + drain.bytes();

  const rotateSoon = (): void => {
    rotateNow = true;
    pump();
  };

  /** After the time of a segment: closes it, unless ClickHouse is still busy with earlier ones. */
  const ripe = (): void => {
    timer = undefined;
    isRipe = true;
    if (drain.idle()) rotateSoon();
  };

  const rotate = async (): Promise<void> => {
    rotateNow = false;
    isRipe = false;
    const segment = current;
    clearTimeout(timer);
    timer = undefined;
    if (!segment) return;
    await segment.handle.close().catch(() => undefined);
    // Not before: while it is closed it still counts as waiting, and can be read.
    current = undefined;
    const { token, file, length, since } = segment;
    if (length > 0) drain.add({ token, file, bytes: length, since } satisfies Segment);
    else await disk.remove(file).catch(() => undefined);
  };

  const checkSpace = async (): Promise<void> => {
    const now = performance.now();
    if (now - freeCheckedAt < 1_000) return;
    const free = await disk.freeBytes(directory);
    if (free >= minFreeBytes) {
      freeCheckedAt = now;
      return;
    }
    throw new StoreError(
      'disk_full',
      `Only ${Math.floor(free / 1_048_576)} MiB are free on the disk of ${directory}.`,
      'Free some disk space; what was accepted before is safe.',
    );
  };

  const openSegment = async (): Promise<OpenSegment> => {
    const name = nextName();
    const handle = await disk.open(name.file);
    try {
      await disk.syncDirectory(directory);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await disk.remove(name.file).catch(() => undefined);
      throw error;
    }
    return { handle, ...name, length: 0 };
  };

  /** The frame that begins a segment: how its rows are written. */
  const formatFrame = (): Buffer => {
    const length = Buffer.byteLength(formatText);
    const bytes = Buffer.alloc(frameHead + length);
    bytes.write(formatText, frameHead);
    writeHead(bytes, 0, 'format', { length, rows: 0 });
    return bytes;
  };

  const commit = async (): Promise<void> => {
    const group = queue;
    const frame = next;
    const length = frame.length - frameHead;
    writeHead(frame.bytes, 0, 'rows', { length, rows: nextRows });
    queue = [];
    next = spare;
    next.length = frameHead;
    nextRows = 0;
    writingBytes = length;
    try {
      await checkSpace();
      current ??= await openSegment();
      let bytes = frame.bytes.subarray(0, frame.length);
      if (current.length === 0) bytes = Buffer.concat([formatFrame(), bytes]);
      await current.handle.write(bytes);
      if (isSynced) await current.handle.sync();
      current.length += bytes.length;
    } catch (error) {
      // Nothing of this group may stay: it is not acknowledged, and after a failed sync nobody knows
      // what the disk holds. The segment ends at its last good length and a new one begins.
      writingBytes = 0;
      spare = roomFor(frame);
      await current?.handle.truncate(current.length).catch(() => undefined);
      await current?.handle.sync().catch(() => undefined);
      await rotate();
      const failure = appendError(error, directory);
      for (const waiter of group) waiter.reject(failure);
      return;
    }
    writingBytes = 0;
    spare = roomFor(frame);
    for (const waiter of group) waiter.resolve();
    if (current.length >= segmentBytes) rotateNow = true;
    else if (!isRipe) timer ??= setTimeout(ripe, segmentMs);
  };

  const hasWork = () => queue.length > 0 || rotateNow;

  const pump = (): void => {
    pumping ??= (async () => {
      while (hasWork()) {
        if (queue.length > 0) await commit();
        if (rotateNow) await rotate();
      }
    })().finally(() => {
      pumping = undefined;
      if (hasWork()) pump();
    });
  };

  const synced = async (): Promise<void> => {
    // One pump may leave work for a next one.
    for (let now = pumping; now; now = pumping) await now;
  };

  let closed: Promise<void> | undefined;
  const close = async (graceMs: number): Promise<void> => {
    closing = true;
    await synced();
    rotateSoon();
    await synced();
    const grace = new AbortController();
    await Promise.race([
      drain.settled(),
      new Promise<void>((resolve) => {
        const limit = setTimeout(resolve, graceMs);
        grace.signal.addEventListener('abort', () => clearTimeout(limit));
      }),
    ]);
    grace.abort();
    await drain.stop();
    lock.held.release();
  };

  return {
    append(rows) {
      if (closing) return Promise.reject(closedError());
      if (rows.length === 0) return Promise.resolve();
      const before = next.length;
      const refuse = (error: StoreError) => {
        next.length = before;
        return Promise.reject(error);
      };
      try {
        codec.encode(rows, next);
      } catch (error) {
        return refuse(appendError(error, directory));
      }
      if (queuedBytes() > maxQueuedBytes) {
        return refuse(
          new StoreError(
            'spool_full',
            `The disk of ${directory} is too slow: ${Math.floor(maxQueuedBytes / 1_048_576)} MiB wait to be written.`,
            'Send fewer rows at a time, or put the data directory on a faster disk.',
          ),
        );
      }
      if (pendingBytes() > maxBytes) {
        return refuse(
          new StoreError(
            'spool_full',
            `The spool ${directory} holds ${Math.floor(maxBytes / 1_048_576)} MiB that ClickHouse has not taken yet.`,
            'Bring ClickHouse back; the spool drains by itself and takes rows again.',
          ),
        );
      }
      nextRows += rows.length;
      return new Promise<void>((resolve, reject) => {
        queue.push({ resolve, reject });
        pump();
      });
    },
    async flush() {
      await synced();
      rotateSoon();
      await synced();
      await drain.settled();
    },
    close: (graceMs = 5_000) => (closed ??= close(graceMs)),
    stats() {
      const waiting = drain.segments();
      const oldest = waiting[0]?.since ?? (current && current.length > 0 ? current.since : null);
      return {
        segments: waiting.length + (current ? 1 : 0),
        bytes: pendingBytes(),
        oldestMs: oldest === null ? null : Math.max(0, clock() - oldest),
        lastError: drain.lastError(),
      };
    },
    wake: () => drain.wake(),
    async *unstored() {
      const files = [
        ...drain.segments().map(({ file, bytes }) => ({ file, bytes })),
        ...(current ? [{ file: current.file, bytes: current.length }] : []),
      ];
      for (const { file, bytes } of files) {
        let content: Buffer;
        try {
          content = await disk.read(file);
        } catch (error) {
          // Drained since we looked: it is in ClickHouse.
          if (systemCode(error) === 'ENOENT') continue;
          throw error;
        }
        const { rows } = readSegment(file, content.subarray(0, bytes));
        if (rows) yield* rows.each() as Iterable<Row>;
      }
    },
  };
}
