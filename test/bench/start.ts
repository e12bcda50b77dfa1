/**
 * From `npm start` to ready, in a checkout that is installed; and from the bare command to ready.
 *
 * Run after a build: node test/dist/bench/start.js [runs]
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../../..');
const runs = Number(process.argv[2] ?? 3);

/** Milliseconds until the ready line; stops the service afterwards. */
async function timeToReady(command: string, args: readonly string[]): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-start-'));
  const started = performance.now();
  const child = spawn(command, [...args, '--port', '0', '--json', '--data-dir', dataDir], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    // npm and what it starts are one group, to be stopped together.
    detached: true,
  });
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  let ready: number | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('"event":"ready"')) {
      ready = performance.now() - started;
      break;
    }
  }
  if (child.pid) process.kill(-child.pid, 'SIGTERM');
  await exited;
  await rm(dataDir, { recursive: true, force: true });
  if (ready === undefined) throw new Error(`${command} ended before it was ready`);
  return Math.round(ready);
}

const ways = {
  'npm start (install check, build, start)': ['npm', ['start', '--']],
  'touchtrail start (built)': [process.execPath, ['services/standalone/dist/main.js', 'start']],
} as const;
for (const [name, [command, args]] of Object.entries(ways)) {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await timeToReady(command, args));
  console.log(`${name}: ${times.join(', ')} ms`);
}
