import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where bytes go. */
export interface Sink {
  /** Resolves when the other side took them: nothing piles up. */
  write(chunk: Uint8Array): Promise<void>;
}

/** A file under way: it has its name only when it is whole. */
export interface PartFile extends Sink {
  bytes(): number;
  /** Makes sure that all so far is on disk. */
  sync(): Promise<void>;
  /** Gives the file its name. */
  finish(): Promise<void>;
  /** Leaves `.part` as it is. */
  close(): Promise<void>;
}

/** The part of Node's `FileHandle` that is needed; a test can run out of space with it. */
export interface FileLike {
  write(chunk: Uint8Array): Promise<{ bytesWritten: number }>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const partName = (name: string): string => `${name}.part`;
export const checkpointName = (name: string): string => `${name}.part.json`;

/** Opens at the end of what is to be kept. Only this user may read it: there are people in it. */
async function openAt(part: string, keep: number): Promise<FileLike> {
  const handle = await open(part, keep > 0 ? 'r+' : 'w', 0o600);
  await handle.truncate(keep);
  let at = keep;
  return {
    async write(chunk) {
      const written = await handle.write(chunk, 0, chunk.length, at);
      at += written.bytesWritten;
      return written;
    },
    truncate: (length) => handle.truncate(length),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

/**
 * Writes `name.part`, and renames it when it is whole.
 *
 * @param keep bytes of an interrupted run that stay; what stands after them is cut off
 */
export async function openPartFile(
  name: string,
  keep = 0,
  openFile: (part: string, keep: number) => Promise<FileLike> = openAt,
): Promise<PartFile> {
  const part = partName(name);
  const file = await openFile(part, keep);
  let bytes = keep;
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  return {
    bytes: () => bytes,
    async write(chunk) {
      let rest = chunk;
      while (rest.length > 0) {
        const { bytesWritten } = await file.write(rest);
        bytes += bytesWritten;
        rest = rest.subarray(bytesWritten);
      }
    },
    sync: () => file.sync(),
    async finish() {
      await file.sync();
      await close();
      await rename(part, name);
      await syncDirectory(path.dirname(name));
      await rm(checkpointName(name), { force: true });
    },
    close,
  };
}

/** Without it a new name may be gone after a loss of power. Not every file system can. */
async function syncDirectory(name: string): Promise<void> {
  const directory = await open(name, 'r').catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

/** What an interrupted export needs to go on. */
export interface Checkpoint {
  /** Of everything that decides what the file holds. */
  fingerprint: string;
  frozen: Record<string, string | number | readonly string[] | readonly number[]>;
  rows: number;
  rowsDone: number;
  position: Record<string, string | number>;
  bytes: number;
}

/** Written beside and renamed, so that it is never half. */
export async function saveCheckpoint(name: string, checkpoint: Checkpoint): Promise<void> {
  const file = checkpointName(name);
  await writeFile(`${file}.new`, JSON.stringify(checkpoint), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** The checkpoint of the same export, if its bytes are there. */
export async function loadCheckpoint(
  name: string,
  fingerprint: string,
): Promise<Checkpoint | undefined> {
  try {
    const found = JSON.parse(await readFile(checkpointName(name), 'utf8')) as Checkpoint;
    if (found.fingerprint !== fingerprint) return undefined;
    const handle = await open(partName(name), 'r');
    const { size } = await handle.stat();
    await handle.close();
    return size >= found.bytes ? found : undefined;
  } catch {
    // Missing or damaged: the export begins anew.
    return undefined;
  }
}
