import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemCode } from '../errors.ts';

/** Whether a process with this id exists (a zombie does not count where that can be seen). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
  return statOf(pid)?.state !== 'Z';
}

function statOf(pid: number): { state: string; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in brackets and may hold blanks and brackets itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * A text that differs when a process id was given to another process: boot and start time of the
 * process. Empty when the platform does not tell.
 */
export function identityOf(pid: number): string {
  const stat = statOf(pid);
  if (stat) {
    let boot = '';
    try {
      boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    } catch {
      // The start time alone still tells most reuses apart.
    }
    return `${boot}:${stat.started}`;
  }
  if (process.platform === 'win32') return '';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

/** Whether process `pid` is the one that had `identity`, not a later one with the same id. */
export function isSameProcess(pid: number, identity: string): boolean {
  if (!isAlive(pid)) return false;
  const now = identityOf(pid);
  return now === '' || identity === '' || now === identity;
}
