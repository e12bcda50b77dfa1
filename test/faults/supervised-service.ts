import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const main = path.resolve(import.meta.dirname, '../../services/standalone/dist/main.js');
const preloads = path.join(import.meta.dirname, 'preload');

/** What the ready line says, as far as tests need it. */
interface Ready {
  url: string;
  clickhouseUrl: string;
  site: string;
  writeKey: string;
}

/** The built service as a process that is started again whenever it ends, as a supervisor does. */
export interface SupervisedService {
  /** Of the last start that got that far. */
  ready(): Ready;
  /** Whether it is ready now. */
  isUp(): boolean;
  /** Resolves when it is ready. */
  up(): Promise<void>;
  /** Process of the engine now; it changes when the engine is started again. */
  enginePid(): number | undefined;
  killService(): void;
  killEngine(): void;
  /** Both with nothing between. */
  killBoth(): void;
  /** How often it ended without having been killed. */
  gaveUp(): number;
  /** Resident bytes of the service, where the system tells. */
  residentBytes(): number | undefined;
  log: readonly string[];
  /** Ends it for good: by SIGTERM, which drains, or at once. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface SuperviseOptions {
  dataDir: string;
  port: number;
  /** File in `preload/` that is loaded into the service first. */
  preload?: string;
  env?: Record<string, string>;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

const signalled = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
};

/** Stops a process where it stands, as a machine without a free processor does; SIGCONT goes on. */
export async function paused(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  // On a busy machine it may go on for a moment.
  for (let n = 0; n < 100; n++) {
    await wait(20);
    if (process.platform !== 'linux') continue;
    if (/^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return;
  }
}

/** Starts the service and keeps it running; resolves when it is ready for the first time. */
export async function superviseService(options: SuperviseOptions): Promise<SupervisedService> {
  if (!existsSync(main)) throw new Error(`${main} is not built: run npm run build first.`);
  const { dataDir, port, preload } = options;
  const log: string[] = [];
  const killed = new WeakSet<ChildProcess>();
  let ready: Ready | undefined;
  let child: ChildProcess | undefined;
  let isUp = false;
  let stopping = false;
  let gaveUp = 0;
  let waiters: (() => void)[] = [];

  const onLine = (line: string): void => {
    const message = JSON.parse(line) as { event: string; message?: string } & Ready;
    if (message.event === 'log' || message.event === 'error') log.push(message.message ?? '');
    if (message.event !== 'ready') return;
    ready = message;
    isUp = true;
    for (const go of waiters.splice(0)) go();
  };
  const run = (): ChildProcess => {
    const loaded = preload === undefined ? [] : ['--import', path.join(preloads, preload)];
    const words = ['start', '--data-dir', dataDir, '--port', String(port), '--json'];
    const started = spawn(process.execPath, [...loaded, main, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    if (started.stdout) createInterface({ input: started.stdout }).on('line', onLine);
    started.stderr?.setEncoding('utf8').on('data', (text: string) => void log.push(text));
    started.once('exit', () => {
      isUp = false;
      if (!killed.has(started) && !stopping) {
        gaveUp++;
        // As supervisors do: not in a tight loop.
        if (gaveUp < 100) setTimeout(() => stopping || (child = run()), 200);
        return;
      }
      if (!stopping) child = run();
    });
    return started;
  };
  child = run();

  const enginePid = (): number | undefined => {
    try {
      const lock = JSON.parse(readFileSync(path.join(dataDir, 'lock.json'), 'utf8')) as {
        info?: { enginePid?: number };
      };
      return lock.info?.enginePid || undefined;
    } catch {
      // Being written anew.
      return undefined;
    }
  };
  const killService = () => {
    if (!child?.pid) return;
    killed.add(child);
    child.kill('SIGKILL');
  };
  const killEngine = () => {
    const pid = enginePid();
    if (pid !== undefined) signalled(pid, 'SIGKILL');
  };
  const up = async (): Promise<void> => {
    if (isUp) return;
    const wakeUp = new Promise<void>((resolve) => {
      waiters.push(resolve);
    });
    const limit = new AbortController();
    await Promise.race([
      wakeUp,
      wait(60_000, undefined, { signal: limit.signal }).then(() => {
        throw new Error(`the service is not ready after 60 s:\n${log.slice(-20).join('\n')}`);
      }),
    ]);
    limit.abort();
  };
  await up();
  return {
    log,
    up,
    isUp: () => isUp,
    ready() {
      if (!ready) throw new Error('the service was never ready');
      return ready;
    },
    enginePid,
    killService,
    killEngine,
    killBoth() {
      killEngine();
      killService();
    },
    gaveUp: () => gaveUp,
    residentBytes() {
      try {
        const status = readFileSync(`/proc/${child?.pid}/status`, 'utf8');
        return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
      } catch {
        return undefined;
      }
    },
    async stop(signal = 'SIGKILL') {
      stopping = true;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}
