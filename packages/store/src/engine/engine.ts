import { randomBytes } from 'node:crypto';
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, isStoreError, systemCode } from '../errors.ts';
import type { Connection } from '../types.ts';
import { writeConfig } from './config-files.ts';
import { freePorts, isFree } from './free-port.ts';
import { launchEngine } from './launch.ts';
import type { EngineProcess } from './launch.ts';
import { readLock, takeLock } from './lock-file.ts';
import { makeDirectory } from './make-directory.ts';
import type { HeldLock } from './lock-file.ts';
import { identityOf, isAlive, isSameProcess } from './process-identity.ts';
import { engineLibrary } from './platform.ts';

/** What the lock file tells other processes of this user. */
interface EngineInfo {
  state: 'starting' | 'ready';
  httpPort: number;
  tcpPort: number;
  username: string;
  password: string;
  readerPassword: string;
  enginePid: number;
  engineIdentity: string;
}

export interface Engine {
  connection: Connection;
  /** How BI tools connect: a user that may only read. */
  readOnlyConnection: Connection;
  /** Native protocol on loopback, for clickhouse-client and the like. */
  tcpPort: number;
  /** False when another process of this machine runs the engine. */
  owned: boolean;
  /** Process id of the engine, 0 while it is being restarted. */
  pid(): number;
  /** Calls back after each unexpected end and new start. Returns how to stop listening. */
  onRestart(listener: () => void): () => void;
  /** Ends the engine if this process owns it and gives the data directory free. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  dataDir: string;
  /** `own`: fails when the directory is in use. `attach-or-start`: uses the engine that runs. */
  mode: 'own' | 'attach-or-start';
  log: (line: string) => void;
  /** Bytes; default 40 % of what this process may use. */
  memoryLimit?: number;
}

const database = 'touchtrail';
const username = 'svc';

export const lockFileOf = (dataDir: string) => path.join(dataDir, 'lock.json');

const connectionOf = (info: EngineInfo): Connection => ({
  url: `http://127.0.0.1:${info.httpPort}`,
  username: info.username,
  password: info.password,
  database,
});

const readOnlyOf = (info: EngineInfo): Connection => ({
  ...connectionOf(info),
  username: 'bi',
  password: info.readerPassword,
});

function defaultMemoryLimit(): number {
  const constrained = process.constrainedMemory();
  const total = os.totalmem();
  const usable = constrained > 0 && constrained < total ? constrained : total;
  return Math.floor(usable * 0.4);
}

/**
 * Makes sure that the data directory exists and can be written.
 *
 * @throws StoreError `data_dir_not_writable` or `disk_full`
 */
export function prepareDataDir(dataDir: string): void {
  try {
    makeDirectory(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    const probe = path.join(dataDir, `.probe-${process.pid}-${randomBytes(4).toString('hex')}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    if (systemCode(error) === 'ENOSPC') {
      throw new StoreError(
        'disk_full',
        `No space left on the disk of the data directory ${dataDir}.`,
        'Free some disk space, or choose another directory with --data-dir.',
        error,
      );
    }
    throw new StoreError(
      'data_dir_not_writable',
      `The data directory ${dataDir} cannot be written (${systemCode(error) || String(error)}).`,
      'Choose another with --data-dir or TOUCHTRAIL_DATA_DIR, or give this user the right to write there.',
      error,
    );
  }
}

interface Kept {
  password: string;
  readerPassword: string;
  httpPort: number;
  tcpPort: number;
}

const newPassword = () => randomBytes(24).toString('base64url');

/** Passwords and ports stay the same from start to start, so that a BI tool's settings stay true. */
async function keptSettings(directory: string): Promise<Kept> {
  const file = path.join(directory, 'settings.json');
  let kept: Partial<Kept> = {};
  try {
    kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>;
  } catch {
    // First start, or not readable: made anew.
  }
  const [http, tcp] = [kept.httpPort ?? 0, kept.tcpPort ?? 0];
  const reusable = http > 0 && tcp > 0 && (await isFree(http)) && (await isFree(tcp));
  const [newHttp = 0, newTcp = 0] = reusable ? [http, tcp] : await freePorts(2);
  const settings: Kept = {
    password: kept.password ?? newPassword(),
    readerPassword: kept.readerPassword ?? newPassword(),
    httpPort: newHttp,
    tcpPort: newTcp,
  };
  makeDirectory(directory);
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  return settings;
}

/** An engine whose owner died ends by itself, at once or (off Linux) within a quarter second. */
async function waitForOrphan(previous: EngineInfo | undefined): Promise<void> {
  if (!previous?.enginePid) return;
  const { enginePid: pid, engineIdentity: identity } = previous;
  for (let waited = 0; isSameProcess(pid, identity); waited += 20) {
    if (waited >= 3_000 && identity !== '') {
      process.kill(pid, 'SIGKILL');
      waited = 0;
    }
    await sleep(20);
  }
}

async function attach(dataDir: string, pid: number, first: EngineInfo | undefined) {
  let info = first;
  for (let waited = 0; waited < 60_000 && isAlive(pid); waited += 50) {
    if (info?.state === 'ready') return info;
    await sleep(50);
    info = readLock<EngineInfo>(lockFileOf(dataDir))?.info;
  }
  return undefined;
}

const inUse = (dataDir: string, pid: number) =>
  new StoreError(
    'data_dir_in_use',
    `The data directory ${dataDir} is in use by process ${pid}.`,
    `Stop that process (kill ${pid}), or choose another directory with --data-dir.`,
  );

/**
 * Starts the embedded ClickHouse of a data directory, or attaches to the one that runs.
 *
 * @throws StoreError `data_dir_in_use`, `data_dir_not_writable`, `disk_full`, `engine_unsupported` or
 * `engine_failed`
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const dataDir = path.resolve(options.dataDir);
  prepareDataDir(dataDir);
  const starting: EngineInfo = {
    state: 'starting',
    httpPort: 0,
    tcpPort: 0,
    username,
    password: '',
    readerPassword: '',
    enginePid: 0,
    engineIdentity: '',
  };
  for (;;) {
    const attempt = takeLock<EngineInfo>(lockFileOf(dataDir), starting);
    if ('held' in attempt) {
      try {
        const library = engineLibrary();
        await waitForOrphan(attempt.previous);
        return await startOwned(dataDir, library, attempt.held, options);
      } catch (error) {
        attempt.held.release();
        throw error;
      }
    }
    const { pid } = attempt.owner;
    if (options.mode === 'own') throw inUse(dataDir, pid);
    const info = await attach(dataDir, pid, attempt.info);
    if (info) {
      return {
        connection: connectionOf(info),
        readOnlyConnection: readOnlyOf(info),
        tcpPort: info.tcpPort,
        owned: false,
        pid: () => info.enginePid,
        onRestart: () => () => undefined,
        stop: () => Promise.resolve(),
      };
    }
    // The owner ended while we waited: the directory is free, unless it hangs.
    if (isAlive(pid)) throw inUse(dataDir, pid);
  }
}

async function startOwned(
  dataDir: string,
  library: string,
  lock: HeldLock<EngineInfo>,
  options: EngineOptions,
): Promise<Engine> {
  const directory = path.join(dataDir, 'engine');
  const memoryLimit = options.memoryLimit ?? defaultMemoryLimit();
  let settings = await keptSettings(directory);
  const launch = () => {
    writeConfig({
      directory,
      servicePassword: settings.password,
      readerPassword: settings.readerPassword,
      database,
      memoryLimit,
    });
    return launchEngine({ library, directory, username, ...settings });
  };

  let running: EngineProcess | undefined;
  try {
    running = await launch();
  } catch (error) {
    // A port may have been taken between our look and the engine's listen.
    if (!isStoreError(error, 'engine_failed')) throw error;
    const busy = !(await isFree(settings.httpPort)) || !(await isFree(settings.tcpPort));
    if (!busy) throw error;
    settings = await keptSettings(directory);
    running = await launch();
  }

  const info = (process: EngineProcess): EngineInfo => ({
    state: 'ready',
    httpPort: settings.httpPort,
    tcpPort: settings.tcpPort,
    username,
    password: settings.password,
    readerPassword: settings.readerPassword,
    enginePid: process.pid,
    engineIdentity: identityOf(process.pid),
  });
  lock.update(info(running));

  const listeners = new Set<() => void>();
  const stopping = new AbortController();

  const supervise = async (): Promise<void> => {
    let pause = 100;
    for (;;) {
      const startedAt = performance.now();
      await running?.exited;
      if (stopping.signal.aborted) return;
      running = undefined;
      options.log('The embedded ClickHouse ended unexpectedly; starting it again.');
      if (performance.now() - startedAt > 60_000) pause = 100;
      while (!running) {
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        pause = Math.min(pause * 2, 5_000);
        try {
          running = await launch();
        } catch (error) {
          options.log(`The embedded ClickHouse did not start: ${String(error)}`);
        }
      }
      // stop() may have come while the new one was starting: it waits for us and ends it.
      if (stopping.signal.aborted) return;
      lock.update(info(running));
      options.log('The embedded ClickHouse is back.');
      for (const listener of listeners) listener();
    }
  };
  const supervised = supervise();

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running?.stop();
    await supervised;
    await running?.stop();
    lock.release();
  };

  return {
    connection: connectionOf(info(running)),
    readOnlyConnection: readOnlyOf(info(running)),
    tcpPort: settings.tcpPort,
    owned: true,
    pid: () => running?.pid ?? 0,
    onRestart(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => (stopped ??= stop()),
  };
}
