import type { ExportSource } from '@touchtrail/analysis';
import type { StreamReader } from '@touchtrail/store';
import { streamShape } from './output-format.ts';
import type { OutputFormat } from './output-format.ts';
import { saveCheckpoint } from './part-file.ts';
import type { Checkpoint, PartFile, Sink } from './part-file.ts';

/** Where an export stands. Rows are near, not exact, inside a part. */
export interface ExportProgress {
  rows: number;
  totalRows: number;
  bytes: number;
  /** Rows of an earlier run, which took none of this time. */
  skipped: number;
  elapsedMs: number;
}

export interface WriteOptions {
  source: ExportSource;
  streams: StreamReader;
  output: OutputFormat;
  /** A file, or what takes bytes and has no name. */
  sink: Sink | PartFile;
  /** Name and fingerprint of the file, for going on after an interruption. */
  resumable?: { name: string; fingerprint: string; from: Checkpoint | undefined };
  clock: () => number;
  onProgress?: (progress: ExportProgress) => void;
  /** How often the engine is asked where it is, ms. */
  askEveryMs?: number;
}

const isFile = (sink: Sink | PartFile): sink is PartFile => 'sync' in sink;

/**
 * Writes an export part by part. After each part of a file all is on disk and a checkpoint says so;
 * bytes go on only when those before were taken.
 *
 * @returns bytes written now
 */
export async function writeExport(options: WriteOptions): Promise<number> {
  const { source, streams, output, sink, resumable, clock, onProgress } = options;
  const from = resumable?.from;
  const startedAt = clock();
  const skipped = from?.rowsDone ?? 0;
  let bytes = 0;
  let rows = skipped;
  const tell = (rowsNow: number) =>
    onProgress?.({
      rows: Math.min(rowsNow, source.rows),
      totalRows: source.rows,
      bytes,
      skipped,
      elapsedMs: clock() - startedAt,
    });

  async function one(
    sql: string,
    params: Record<string, unknown>,
    first: boolean,
    rowsAfter: number,
  ): Promise<void> {
    const { stream } = streamShape(output, first);
    const opened = await streams.open({
      sql,
      params,
      format: stream,
      ...(output.compression && { compression: output.compression }),
    });
    let asking = false;
    const ask = async () => {
      asking = true;
      const state = await opened.state();
      asking = false;
      const share = state && state.totalRows > 0 ? state.readRows / state.totalRows : 0;
      tell(rows + Math.min(share, 1) * (rowsAfter - rows));
    };
    const timer = setInterval(() => {
      if (!asking) void ask();
    }, options.askEveryMs ?? 1_000);
    try {
      for await (const chunk of opened.bytes) {
        await sink.write(chunk);
        bytes += chunk.length;
      }
    } finally {
      clearInterval(timer);
    }
    rows = rowsAfter;
    tell(rows);
  }

  const { shape } = streamShape(output, true);
  // Parquet has one index at its end: parts cannot be put together.
  if (output.format === 'parquet' || source.rows === 0) {
    const { sql, params } = source.whole(shape);
    await one(sql, params, true, source.rows);
    return bytes;
  }
  let first = from === undefined;
  for await (const slice of source.slices(shape, from?.position)) {
    await one(slice.sql, slice.params, first, slice.rowsAfter);
    first = false;
    if (!resumable || !isFile(sink)) continue;
    await sink.sync();
    await saveCheckpoint(resumable.name, {
      fingerprint: resumable.fingerprint,
      frozen: source.frozen,
      rows: source.rows,
      rowsDone: rows,
      position: slice.position,
      bytes: sink.bytes(),
    });
  }
  return bytes;
}
