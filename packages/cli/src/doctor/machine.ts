import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { count } from '../terminal/count.ts';
import { fail, ok, warn } from './check.ts';
import type { Check } from './check.ts';

const gigabyte = 1e9;
const size = (bytes: number): string =>
  bytes >= gigabyte
    ? `${(bytes / gigabyte).toFixed(1)} GB`
    : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** `v20.19.0` or later. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  return fits
    ? ok('node', `Node ${version}`)
    : fail('node', `Node ${version} is too old.`, 'Install Node 20.19 or later.');
}

/** The nearest directory above that exists: what decides whether a new one can be made. */
function existingParent(directory: string): string {
  let at = path.resolve(directory);
  while (!existsSync(at) && path.dirname(at) !== at) at = path.dirname(at);
  return at;
}

/** Whether the data directory can be used. */
export function checkDataDir(dataDir: string): Check {
  const there = existsSync(dataDir);
  const at = existingParent(dataDir);
  if (!statSync(at).isDirectory()) {
    return fail(
      'data directory',
      `${at} is a file, not a directory.`,
      'Choose another one with --data-dir or TOUCHTRAIL_DATA_DIR.',
    );
  }
  try {
    accessSync(at, constants.W_OK | constants.X_OK);
  } catch {
    return fail(
      'data directory',
      `${at} cannot be written.`,
      'Give this user the right to write there, or choose another one with --data-dir.',
    );
  }
  return ok('data directory', there ? dataDir : `${dataDir} (made at the first start)`);
}

/** Whether there is room. */
export async function checkDisk(dataDir: string): Promise<Check> {
  const { bavail, bsize } = await statfs(existingParent(dataDir));
  const free = bavail * bsize;
  const mend = 'Free some space, or move the data directory to a larger disk.';
  if (free < gigabyte / 2) return fail('disk', `Only ${size(free)} free.`, mend);
  if (free < 5 * gigabyte) return warn('disk', `${size(free)} free.`, mend);
  return ok('disk', `${size(free)} free`);
}

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Who uses the data directory. */
export function checkLock(dataDir: string): Check {
  const file = path.join(dataDir, 'lock.json');
  if (!existsSync(file)) return ok('lock', 'no other process uses the data directory');
  let pid: unknown;
  try {
    pid = (JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown }).pid;
  } catch {
    return warn(
      'lock',
      `${file} cannot be read.`,
      'If no touchtrail runs, remove the file; the next start makes a new one.',
    );
  }
  if (typeof pid === 'number' && runs(pid)) {
    return ok('lock', `in use by process ${pid}; this command uses its engine`);
  }
  return ok('lock', 'left by a process that ended; the next start takes it over');
}

/** What waits in the spool, and what ClickHouse refused. */
export async function checkSpool(dataDir: string, now: number): Promise<Check[]> {
  const root = path.join(dataDir, 'spool');
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  let waiting = 0;
  let oldest = now;
  let failed = 0;
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith('.json') || entry.name === 'lock') continue;
    const info = await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
    if (!info || info.size === 0) continue;
    if (path.basename(entry.parentPath) === 'failed') failed++;
    else {
      waiting++;
      bytes += info.size;
      oldest = Math.min(oldest, info.mtimeMs);
    }
  }
  const minutes = Math.round((now - oldest) / 60_000);
  const checks = [
    waiting > 0 && minutes >= 5
      ? warn(
          'spool',
          `${count(waiting)} segments (${size(bytes)}) wait, the oldest for ${count(minutes)} minutes.`,
          'They are safe and go in when the service runs and ClickHouse answers: touchtrail start.',
        )
      : ok('spool', waiting > 0 ? `${count(waiting)} segments, ${size(bytes)}` : 'empty'),
  ];
  if (failed > 0) {
    checks.push(
      warn(
        'refused segments',
        `ClickHouse refused ${count(failed)} segments; they are kept in ${path.join(root, '*', 'failed')}.`,
        "Look into the service's log for the reason, and keep the files until it is gone.",
      ),
    );
  }
  return checks;
}
