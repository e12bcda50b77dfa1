import { expect, test } from 'vitest';
import type { StoreError } from '../errors.ts';
import { engineLibrary, platformKey } from './platform.ts';

test.each(['linux-x64-musl', 'win32-x64', 'freebsd-x64'])('%s is sent to a server', (key) => {
  expect(() => engineLibrary(key)).toThrow(
    expect.objectContaining({
      code: 'engine_unsupported',
      message: expect.stringContaining(key) as string,
      hint: expect.stringContaining('CLICKHOUSE_URL') as string,
    }) as StoreError,
  );
});

const nothing = (): never => {
  throw new Error('Cannot find module');
};

test('a missing package is named, with both ways out', () => {
  expect(() => engineLibrary('linux-x64-glibc', nothing)).toThrow(
    expect.objectContaining({
      code: 'engine_unsupported',
      message: expect.stringContaining('@chdb/lib-linux-x64-gnu') as string,
      hint: expect.stringMatching(/npm run bootstrap.*CLICKHOUSE_URL/) as string,
    }) as StoreError,
  );
});

test('this machine is named by platform and processor', () => {
  expect(platformKey()).toMatch(new RegExp(`^${process.platform}-${process.arch}`));
});
