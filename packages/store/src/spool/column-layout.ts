import { Worker } from 'node:worker_threads';
import { nativeBlock } from '../row-format/native-block.ts';
import type { BinaryRows } from '../row-format/native-block.ts';
import type { SegmentRows } from './segment-rows.ts';

/** Fewer rows are sent as they are: the thread's memory is for a backlog and for saturation. */
const fewRows = 6_000;
/** So many large ones one after the other are a backlog; fewer are a moment's delay, and not worth the thread. */
const aBacklog = 3;
/** Idle for so long the thread ends, ms: it would keep what its largest segments took. */
const idleMs = 10_000;

/** Rows as ClickHouse is sent them. */
interface Sendable {
  format: 'Native';
  pieces(): readonly Buffer[];
}

/** Lays segments out by column before they are sent, in a thread of its own. */
export interface ColumnLayout {
  /** Undefined: send them as they are. */
  layOut(rows: SegmentRows): Promise<Sendable | undefined>;
  close(): Promise<void>;
}

interface Answer {
  bytes?: Uint8Array;
  error?: string;
}

/** Source is not run by threads of Node; tests lay out in place. */
const isBuilt = import.meta.url.endsWith('.js');

const inPlace = (rows: BinaryRows): Answer => {
  try {
    return { bytes: nativeBlock(rows) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};

/**
 * One segment is laid out at a time; another asked for meanwhile goes as rows, like what cannot be laid out,
 * which is said once.
 */
export function createColumnLayout(log: (line: string) => void): ColumnLayout {
  let worker: Worker | undefined;
  let closed = false;
  let complained = false;
  let busy = false;
  let inRow = 0;
  let resting: NodeJS.Timeout | undefined;

  let answered: ((answer: Answer) => void) | undefined;
  const start = (): Worker => {
    const thread = new Worker(new URL('./column-worker.js', import.meta.url), {
      // It makes few and large things that are gone at once.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    const gone = (error: string) => {
      // One that was ended for being idle has nothing to answer; another may be at work.
      if (worker !== thread) return;
      worker = undefined;
      answered?.({ error });
    };
    thread.on('message', (answer: Answer) => {
      // Idle, it keeps no process alive; at work it does.
      thread.unref();
      answered?.(answer);
    });
    thread.on('error', (error: unknown) =>
      gone(error instanceof Error ? error.message : String(error)),
    );
    thread.on('exit', () => gone('its thread ended'));
    return thread;
  };
  const inThread = (rows: BinaryRows): Promise<Answer> =>
    new Promise((resolve) => {
      answered = resolve;
      clearTimeout(resting);
      worker ??= start();
      worker.ref();
      worker.postMessage(rows, []);
    });
  const rest = (): void => {
    resting = setTimeout(() => {
      const idle = worker;
      worker = undefined;
      void idle?.terminate();
    }, idleMs);
    resting.unref();
  };
  return {
    async layOut(rows) {
      inRow = rows.rows < fewRows ? 0 : inRow + 1;
      const binary = inRow < aBacklog || busy || closed ? undefined : rows.binary();
      if (!binary) return undefined;
      busy = true;
      const { bytes, error } = isBuilt ? await inThread(binary) : inPlace(binary);
      busy = false;
      if (isBuilt && !closed) rest();
      if (bytes) {
        const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        return { format: 'Native', pieces: () => [block] };
      }
      if (!complained && !closed)
        log(`Rows are sent to ClickHouse one by one, not by column: ${error}`);
      complained = true;
      return undefined;
    },
    async close() {
      closed = true;
      clearTimeout(resting);
      await worker?.terminate();
    },
  };
}
