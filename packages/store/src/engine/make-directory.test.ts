import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../testing/temp-dir.ts';
import { makeDirectory } from './make-directory.ts';

test('makes what is missing, for this user only, and is content with what is there', async () => {
  const directory = path.join(await tempDir(), 'a', 'b');
  makeDirectory(directory);
  makeDirectory(directory);
  expect(statSync(directory).isDirectory()).toBe(true);
  expect(statSync(directory).mode & 0o077).toBe(0);
});

test('a file in the way is an error', async () => {
  const file = path.join(await tempDir(), 'file');
  writeFileSync(file, '');
  expect(() => makeDirectory(file)).toThrow(/EEXIST/);
  expect(() => makeDirectory(path.join(file, 'below'))).toThrow(/ENOTDIR/);
});

test.runIf(process.platform === 'linux')('where nothing can be made, it ends with an error', () => {
  expect(() => makeDirectory('/proc/touchtrail/deeper')).toThrow(/ENOENT/);
});
