import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LoadOrder, LoadResult } from './load.ts';
import type { ServiceKind, ServiceReady } from './service.ts';
import { cpuSeconds, machineCpuSeconds } from './machine.ts';

/** One insert of the service's spool. */
export interface InsertedRows {
  table: string;
  rows: number;
  ms: number;
  oldestMs: number;
}

interface Message {
  ready?: ServiceReady;
  inserted?: InsertedRows;
  flushed?: true;
  error?: string;
}

/** The service in a process of its own. */
export interface ServiceProcess extends ServiceReady {
  pid: number;
  inserted: readonly InsertedRows[];
  /** Resolves when all that was acknowledged is in ClickHouse. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const file = (name: string) => path.join(import.meta.dirname, name);

const exited = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Starts a service over an empty data directory, which is removed when it closes. */
export async function startService(
  kind: ServiceKind,
  dataDir?: string,
  execArgv: readonly string[] = [],
): Promise<ServiceProcess> {
  const directory = dataDir ?? (await mkdtemp(path.join(tmpdir(), 'touchtrail-bench-')));
  const child = fork(file('service.js'), [], { execArgv: [...execArgv] });
  const inserted: InsertedRows[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const ready = await new Promise<ServiceReady>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if (message.ready) resolve(message.ready);
      if (message.inserted) inserted.push(message.inserted);
      if (message.flushed) waiting.shift()?.resolve();
      if (message.error !== undefined) {
        reject(new Error(message.error));
        waiting.shift()?.reject(new Error(message.error));
      }
    });
    child.once('exit', () => {
      reject(new Error('the service ended'));
      for (const { reject: refuse } of waiting.splice(0)) refuse(new Error('the service ended'));
    });
    child.send({ kind, dataDir: directory });
  });
  return {
    ...ready,
    pid: child.pid ?? 0,
    inserted,
    flush: () =>
      new Promise((resolve, reject) => {
        if (kind === 'nothing') return resolve();
        waiting.push({ resolve, reject });
        child.send('flush');
      }),
    async close() {
      child.disconnect();
      await exited(child);
      if (dataDir === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

export interface Measured extends LoadResult {
  /** Cores that the service, the engine, and everything that is not ours used meanwhile. */
  serviceCores: number;
  engineCores: number;
  foreignCores: number;
  /** CPU seconds of the engine until all was in and a second of rest was over, with its merges. */
  engineSeconds: number;
  eventsPerSecond: number;
}

let serial = 1;

/** A step of a run that did not end: said, not waited for without end. */
async function within<Result>(ms: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms / 1_000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs the load generator against a service; it is gone afterwards. */
export async function underLoad(
  service: ServiceProcess,
  order: Pick<LoadOrder, 'eventsPerRequest' | 'connections' | 'seconds' | 'rate' | 'warmUpSeconds'>,
  flush: 'flush' | 'no flush' = 'flush',
): Promise<Measured> {
  const child = fork(file('load.js'), [], { execArgv: [] });
  // Far apart, so that no two runs make the same id.
  serial += 100_000_000;
  const at = () => ({
    machine: machineCpuSeconds(),
    service: cpuSeconds(service.pid),
    engine: service.enginePid === 0 ? 0 : cpuSeconds(service.enginePid),
  });
  const before = at();
  const startedAt = performance.now();
  const loading = new Promise<LoadResult>((resolve, reject) => {
    child.once('message', (message: LoadResult | { error: string }) =>
      'error' in message ? reject(new Error(message.error)) : resolve(message),
    );
    child.once('exit', () => reject(new Error('the load generator ended')));
    child.send({
      host: '127.0.0.1',
      port: service.port,
      writeKey: service.writeKey,
      serial,
      ...order,
    });
  });
  const patience = (order.seconds + (order.warmUpSeconds ?? 1) + 60) * 1_000;
  const result = await within(patience, 'the load generator', loading).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const elapsed = (performance.now() - startedAt) / 1_000;
  const after = at();
  child.disconnect();
  await exited(child);
  if (flush === 'flush') await within(120_000, 'the flush of the service', service.flush());
  // With the merges that follow.
  if (flush === 'flush') await new Promise((resolve) => setTimeout(resolve, 1_000));
  const serviceCores = (after.service - before.service) / elapsed;
  const engineCores = (after.engine - before.engine) / elapsed;
  return {
    ...result,
    serviceCores,
    engineCores,
    foreignCores: Math.max(
      0,
      (after.machine - before.machine) / elapsed - serviceCores - engineCores - result.cores,
    ),
    engineSeconds: at().engine - before.engine,
    eventsPerSecond: result.events / result.seconds,
  };
}
