import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { Decompress } from 'fzstd';
import { CliError } from '../errors.ts';

const gzipMagic = [0x1f, 0x8b];
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];

/** A few bytes can stand for a block of 128 KiB of zeros: little is inflated at a time. */
const zstdSlice = 4_096;

type Source = AsyncIterable<Uint8Array>;

export const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, at) => bytes[at] === byte);

const damaged = (name: string, how: 'gzip' | 'zstd', cut: boolean, cause: unknown): CliError =>
  new CliError(
    'file_damaged',
    cut ? `${name} ends in the middle of its ${how} data.` : `${name} is not sound ${how} data.`,
    'Get the file again and run the same command: what is in already is not stored twice.',
    { cause },
  );

async function* gunzip(name: string, source: Source): AsyncGenerator<Uint8Array> {
  const from = Readable.from(source, { objectMode: false });
  const inflated = createGunzip({ chunkSize: 1 << 17 });
  // An error while reading is told as it is, not as one of the compression.
  from.on('error', (error) => inflated.destroy(error));
  try {
    for await (const chunk of from.pipe(inflated)) yield chunk as Uint8Array;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw error;
    throw damaged(name, 'gzip', code === 'Z_BUF_ERROR', error);
  } finally {
    from.destroy();
  }
}

async function* unzstd(name: string, source: Source): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const stream = new Decompress((chunk) => void ready.push(chunk));
  const push = (bytes: Uint8Array, final: boolean): void => {
    try {
      stream.push(bytes, final);
    } catch (error) {
      throw damaged(name, 'zstd', final, error);
    }
  };
  function* take(): Generator<Uint8Array> {
    const chunks = ready;
    ready = [];
    yield* chunks;
  }
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += zstdSlice) {
      push(bytes.subarray(at, at + zstdSlice), false);
      yield* take();
    }
  }
  push(new Uint8Array(0), true);
  yield* take();
}

/** The first bytes of a stream, until they are enough or it ends, and all of it again. */
export async function peek(
  source: AsyncIterable<Uint8Array | string>,
  enough: (head: Uint8Array) => boolean,
): Promise<{ head: Uint8Array; bytes: Source }> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  while (!enough(head)) {
    const { value, done } = await iterator.next();
    if (done) {
      ended = true;
      break;
    }
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      if (ended) return;
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) break;
        yield typeof value === 'string' ? Buffer.from(value) : value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, bytes: all() };
}

/**
 * The bytes as they were before gzip or zstd, told by the first of them; others stay as they are.
 *
 * @throws CliError `file_damaged` from the bytes
 */
export async function inflate(
  name: string,
  source: AsyncIterable<Uint8Array | string>,
): Promise<{ compression: 'gzip' | 'zstd' | undefined; bytes: Source }> {
  const { head, bytes } = await peek(source, (seen) => seen.length >= 4);
  if (startsWith(head, gzipMagic)) return { compression: 'gzip', bytes: gunzip(name, bytes) };
  if (startsWith(head, zstdMagic)) return { compression: 'zstd', bytes: unzstd(name, bytes) };
  return { compression: undefined, bytes };
}
