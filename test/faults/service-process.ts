import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const main = path.resolve(import.meta.dirname, '../../services/standalone/dist/main.js');

export interface Ready {
  url: string;
  clickhouseUrl: string;
  writeKey: string;
}

/** The built service as a process of its own, to be killed. */
export interface ServiceProcess {
  ready: Ready;
  /** The engine's process now; it changes when the engine is started again. */
  enginePid(): number | undefined;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export async function startServiceProcess(dataDir: string, port: number): Promise<ServiceProcess> {
  if (!existsSync(main)) throw new Error(`${main} is not built: run npm run build first.`);
  const args = [main, 'start', '--data-dir', dataDir, '--port', String(port), '--json'];
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let ready: Ready | undefined;
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as { event: string } & Ready;
    if (message.event === 'ready') {
      ready = message;
      break;
    }
  }
  child.stdout.resume();
  if (!ready) throw new Error('the service ended before it was ready');
  return {
    ready,
    enginePid() {
      try {
        const lock = JSON.parse(readFileSync(path.join(dataDir, 'lock.json'), 'utf8')) as {
          info?: { enginePid?: number };
        };
        return lock.info?.enginePid || undefined;
      } catch {
        // Being written anew.
        return undefined;
      }
    },
    async kill(signal) {
      child.kill(signal);
      await exited;
    },
  };
}

/** Rows of a query, by the read-only user that the ready line names. */
export async function askEngine<Row>({ clickhouseUrl }: Ready, sql: string): Promise<Row[]> {
  const url = new URL(clickhouseUrl);
  const response = await fetch(`${url.origin}/?database=${url.pathname.slice(1)}`, {
    method: 'POST',
    headers: { 'x-clickhouse-user': url.username, 'x-clickhouse-key': url.password },
    body: `${sql} FORMAT JSONEachRow`,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
