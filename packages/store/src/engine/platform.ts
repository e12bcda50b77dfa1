import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StoreError } from '../errors.ts';

const packages: Readonly<Record<string, string>> = {
  'linux-x64-glibc': '@chdb/lib-linux-x64-gnu',
  'linux-arm64-glibc': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
};

const wayOut =
  'Set CLICKHOUSE_URL to a ClickHouse server, for example http://user:password@host:8123/touchtrail.';

/** Whether this Node is linked with musl: its ELF header names the loader. */
function usesMusl(): boolean {
  const head = Buffer.alloc(4_096);
  const file = openSync(process.execPath, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head.includes('ld-musl');
}

/** Which machine this is, as the table of engine packages names it. */
export function platformKey(): string {
  if (process.platform !== 'linux') return `${process.platform}-${process.arch}`;
  return `linux-${process.arch}-${usesMusl() ? 'musl' : 'glibc'}`;
}

/**
 * Path of the engine's library on this machine.
 *
 * @throws StoreError `engine_unsupported`, naming `CLICKHOUSE_URL` as the way out
 */
export function engineLibrary(
  key: string = platformKey(),
  resolve: (id: string) => string = createRequire(import.meta.url).resolve,
): string {
  const name = packages[key];
  if (!name) {
    throw new StoreError(
      'engine_unsupported',
      `There is no embedded ClickHouse for ${key} (there is for Linux x64/arm64 with glibc, and macOS).`,
      wayOut,
    );
  }
  for (const needed of [`${name}/package.json`, 'ffi-rs']) {
    try {
      resolve(needed);
    } catch (error) {
      throw new StoreError(
        'engine_unsupported',
        `The embedded ClickHouse is not installed: ${needed.replace('/package.json', '')} is missing.`,
        `Install with optional dependencies (npm run bootstrap), or ${wayOut[0]?.toLowerCase()}${wayOut.slice(1)}`,
        error,
      );
    }
  }
  const directory = path.dirname(resolve(`${name}/package.json`));
  const library = ['libchdb.so', 'libchdb.dylib']
    .map((file) => path.join(directory, file))
    .find((file) => existsSync(file));
  if (library) return library;
  throw new StoreError(
    'engine_unsupported',
    `The embedded ClickHouse is not complete: no libchdb in ${name}.`,
    `Install again (npm run bootstrap), or ${wayOut[0]?.toLowerCase()}${wayOut.slice(1)}`,
  );
}
