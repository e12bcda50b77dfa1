import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { platformKey } from './engine/platform.ts';
import { mallocSettings } from './lean-memory.ts';

const isGlibc = platformKey().endsWith('-glibc');

/**
 * MB that stay resident once 150 MB of buffers are gone, with a small one left behind each. In a process of
 * its own: the library must not be loaded by a thread that ends before its process does.
 */
function kept(settings: readonly { number: number; value: number }[]): number {
  const ffi = createRequire(import.meta.url).resolve('ffi-rs');
  const script = `
    const { DataType, load, open } = require(${JSON.stringify(ffi)});
    open({ library: 'libc', path: 'libc.so.6' });
    for (const { number, value } of ${JSON.stringify(settings)}) load({ library: 'libc', funcName: 'mallopt',
      retType: DataType.I32, paramsType: [DataType.I32, DataType.I32], paramsValue: [number, value] });
    const rss = () => process.memoryUsage().rss / 1048576;
    Buffer.alloc(8 * 1048576, 1);
    gc();
    setImmediate(() => {
      const before = rss();
      const small = [];
      let large = [];
      for (let n = 0; n < 150; n++) {
        large.push(Buffer.alloc(1048576, 1));
        small.push(Buffer.alloc(16384, 1));
      }
      large = [];
      gc();
      setTimeout(() => process.stdout.write(String(rss() - before - small.length / 64)), 50);
    });`;
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('MALLOC_'));
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', '-e', script], {
    encoding: 'utf8',
    env: Object.fromEntries(env),
  });
  return Number.parseFloat(stdout);
}

test.runIf(isGlibc)('what buffers took goes back, which it does not by itself', () => {
  expect(kept([])).toBeGreaterThan(100);
  expect(kept(mallocSettings)).toBeLessThan(40);
});
