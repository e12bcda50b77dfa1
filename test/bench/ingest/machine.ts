import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

const ticksPerSecond = 100;

/** CPU seconds that a process has used so far; NaN where /proc is not there to tell. */
export function cpuSeconds(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** Resident memory of a process, MB. */
export function residentMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kb) / 1_000);
  } catch {
    return Number.NaN;
  }
}

/** CPU seconds that all processes of the machine have used so far. */
export function machineCpuSeconds(): number {
  try {
    const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/) ?? [];
    // user, nice, system; the rest is idle or waits.
    return (Number(fields[1]) + Number(fields[2]) + Number(fields[3])) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** Load of the machine over the last minute. */
export const load = (): string => (loadavg()[0] ?? 0).toFixed(1);
