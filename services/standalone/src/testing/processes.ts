import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The ready line of `start --json`. */
export interface Ready {
  event: 'ready';
  url: string;
  clickhouseUrl: string;
  site: string;
  writeKey: string;
  adminToken: string | null;
}

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ready: Ready;
  /** Every line of stdout so far, parsed. */
  lines: Record<string, unknown>[];
  ended: Promise<Ended>;
}

const launched = new Map<ChildProcess, Promise<Ended>>();

/** Ends what a failed test left running. */
export async function killLeft(): Promise<void> {
  for (const [child, ended] of launched) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  }
}

/** Starts the built program. Everything it may read from outside is given here. */
function launch(words: readonly string[], env: Record<string, string>) {
  if (!existsSync(main)) throw new Error(`${main} is missing: run \`npm run build\` first.`);
  const child = spawn(process.execPath, [main, ...words], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    cwd: os.tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...text,
  }));
  launched.set(child, ended);
  return { child, ended };
}

/** Runs a command to its end. */
export const runCommand = (words: readonly string[], env: Record<string, string> = {}) =>
  launch(words, env).ended;

/** Runs `start --json` on a free port until it is ready. */
export async function startProcess(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<Running> {
  const words = ['start', '--json', '--port', '0', '--data-dir', dataDir];
  const { child, ended } = launch(words, env);
  const lines: Record<string, unknown>[] = [];
  const ready = await new Promise<Ready>((resolve, reject) => {
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const value = JSON.parse(line) as Record<string, unknown>;
        lines.push(value);
        if (value['event'] === 'ready') resolve(value as unknown as Ready);
      });
    }
    void ended.then(({ stderr }) => reject(new Error(`ended before it was ready: ${stderr}`)));
  });
  return { child, ready, lines, ended };
}

/** A folder for one test file, and how to take it away again. */
export function temporaryDir(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'touchtrail-service-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
