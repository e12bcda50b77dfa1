import { open, readFile, readdir, statfs, unlink, writeFile } from 'node:fs/promises';
import { makeDirectory } from '../engine/make-directory.ts';

/** One open segment file. */
export interface SegmentFile {
  /** Writes at the end; resolves when the bytes are with the operating system. */
  write(bytes: Buffer): Promise<void>;
  /** Resolves when what was written is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** What a spool needs of a file system; tests put a failing one in its place. */
export interface Disk {
  makeDirectory(directory: string): Promise<void>;
  list(directory: string): Promise<string[]>;
  read(file: string): Promise<Buffer>;
  /** Makes a file that must not exist, or opens an existing one with `existing`. */
  open(file: string, existing?: 'existing'): Promise<SegmentFile>;
  writeSynced(file: string, content: string | Buffer): Promise<void>;
  remove(file: string): Promise<void>;
  /** Makes the names in a directory durable: a synced file with a lost name is lost. */
  syncDirectory(directory: string): Promise<void>;
  /** Bytes an ordinary user may still write. */
  freeBytes(directory: string): Promise<number>;
}

/** The real file system. */
export const nodeDisk: Disk = {
  async makeDirectory(directory) {
    makeDirectory(directory);
  },
  list: (directory) => readdir(directory),
  read: (file) => readFile(file),
  async open(file, existing) {
    const handle = await open(file, existing ? 'r+' : 'ax', 0o600);
    return {
      async write(bytes) {
        for (let done = 0; done < bytes.length;) {
          const { bytesWritten } = await handle.write(bytes, done);
          done += bytesWritten;
        }
      },
      sync: () => handle.datasync(),
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
    };
  },
  async writeSynced(file, content) {
    await writeFile(file, content, { mode: 0o600, flush: true });
  },
  remove: (file) => unlink(file),
  async syncDirectory(directory) {
    // Windows cannot open a directory; it also needs no such sync.
    if (process.platform === 'win32') return;
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async freeBytes(directory) {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  },
};
