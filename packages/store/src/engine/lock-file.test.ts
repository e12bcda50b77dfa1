import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../testing/temp-dir.ts';
import { readLock, takeLock } from './lock-file.ts';
import { identityOf, isAlive, isSameProcess } from './process-identity.ts';

/** A process that lives until it is killed. */
async function bystander() {
  const child = spawn(
    process.execPath,
    ['-e', 'process.stdout.write("x"); setInterval(() => {}, 1e6)'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    async end() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('one holder at a time, readable by others of this user only, gone after release', async () => {
  const file = path.join(await tempDir(), 'lock.json');
  const first = takeLock(file, { port: 1 });
  if (!('held' in first)) throw new Error('not held');
  expect(takeLock(file, { port: 2 })).toEqual({
    owner: { pid: process.pid, identity: identityOf(process.pid) },
    info: { port: 1 },
  });
  first.held.update({ port: 3 });
  expect(readLock(file)?.info).toEqual({ port: 3 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  first.held.release();
  expect(readdirSync(path.dirname(file))).toEqual([]);
  expect(readLock(file)).toBeUndefined();
});

test('the lock of a dead process is taken over, with what it left', async () => {
  const file = path.join(await tempDir(), 'lock.json');
  const other = await bystander();
  const content = { pid: other.pid, identity: identityOf(other.pid), info: { port: 7 } };
  writeFileSync(file, JSON.stringify(content));
  expect(takeLock(file, {})).toEqual({
    owner: { pid: other.pid, identity: content.identity },
    info: { port: 7 },
  });
  await other.end();
  const attempt = takeLock(file, {});
  expect('held' in attempt && attempt.previous).toEqual({ port: 7 });
  expect(readdirSync(path.dirname(file))).toEqual(['lock.json']);
});

test('a process id that another program got is not the holder', async () => {
  const file = path.join(await tempDir(), 'lock.json');
  const other = await bystander();
  try {
    expect(isAlive(other.pid)).toBe(true);
    expect(isSameProcess(other.pid, 'another boot:1')).toBe(false);
    writeFileSync(file, JSON.stringify({ pid: other.pid, identity: 'another boot:1' }));
    expect('held' in takeLock(file, {})).toBe(true);
  } finally {
    await other.end();
  }
  expect(isAlive(other.pid)).toBe(false);
});

test('an empty lock file, left by a power cut, holds nobody up', async () => {
  const file = path.join(await tempDir(), 'lock.json');
  writeFileSync(file, '');
  expect(existsSync(file)).toBe(true);
  expect('held' in takeLock(file, { port: 1 })).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
});
