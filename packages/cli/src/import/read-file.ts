import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createBufferPool } from './buffer-pool.ts';

/** A file, piece by piece. */
export interface FileBytes {
  bytes: AsyncIterable<Uint8Array>;
  /** Takes back a piece that nobody reads any more, to be filled again; of other bytes nothing comes. */
  recycle(bytes: Uint8Array): void;
  /** Needed when not all was read. */
  close(): Promise<void>;
}

const pieceBytes = 1 << 18;

/** Reads a file from its beginning; it is opened with the first piece. */
export function readFileBytes(file: string): FileBytes {
  const pool = createBufferPool(2);
  const lent = new WeakSet<ArrayBufferLike>();
  let handle: FileHandle | undefined;

  async function close(): Promise<void> {
    const opened = handle;
    handle = undefined;
    await opened?.close();
  }

  async function* pieces(): AsyncGenerator<Uint8Array> {
    const opened = await open(file);
    handle = opened;
    try {
      for (;;) {
        const piece = pool.take(pieceBytes);
        const { bytesRead } = await opened.read(piece, 0, pieceBytes);
        if (bytesRead === 0) return;
        lent.add(piece.buffer);
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await close();
    }
  }

  return {
    bytes: pieces(),
    recycle(bytes) {
      if (lent.delete(bytes.buffer)) pool.giveBack(Buffer.from(bytes.buffer));
    },
    close,
  };
}
