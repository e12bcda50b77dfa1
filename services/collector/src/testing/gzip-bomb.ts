import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** Gzip of this many MiB of zeros, made without ever holding them: a thousandth in bytes. */
export const gzipBomb = (mebibytes: number): Promise<Buffer> => {
  const zeros = Buffer.alloc(1024 * 1024);
  return buffer(Readable.from(Array<Buffer>(mebibytes).fill(zeros)).pipe(createGzip()));
};
