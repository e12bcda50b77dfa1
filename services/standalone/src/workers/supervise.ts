import { setTimeout as wait } from 'node:timers/promises';
import { ServiceError, isServiceErrorCode } from '../service-error.ts';
import type { Log } from '../logs/logs.ts';
import type { FromWorker, SharedSession, ToWorker } from './worker-link.ts';

/** A process of one slot, as the supervisor sees it. */
export interface WorkerHandle {
  pid: number;
  send(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Resolves when the process is gone. */
  exited: Promise<void>;
  kill(): void;
}

export interface SuperviseOptions {
  workers: number;
  /** Starts a process for a slot. All must be told the same port, and not 0. */
  fork: (slot: number) => WorkerHandle;
  log: Log;
  /** How long clients may keep an idle connection, ms: the old process answers that long. */
  keepAliveMs: number;
  /** Adds up what the workers counted. */
  merge: (snapshots: readonly unknown[]) => Promise<string>;
  /** First and longest wait before a worker that died is started again, ms. */
  backoff?: { first: number; longest: number };
  /** How long a worker may take to open its store, ms. Default 60,000. */
  startMs?: number;
  /** How long an old process may take to give its spools free, ms. Default 20,000. */
  releaseMs?: number;
}

/** The process that owns the port and the engine, and keeps the workers going. */
export interface Supervisor {
  /** The port that the workers share. */
  port: number;
  /** Puts a new process in the place of each, one after the other, without refusing a request. */
  replaceAll(): Promise<void>;
  /** Process ids by slot; 0 where there is none now. */
  pids(): number[];
  /** Ends all workers; they drain their spools for at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const maxSessions = 1_000;
const snapshotMs = 1_500;

type Said = FromWorker['said'];

/** A worker with what it said so far. */
interface Worker extends WorkerHandle {
  heard<Wanted extends Said>(said: Wanted): Promise<Extract<FromWorker, { said: Wanted }>>;
  gone: boolean;
}

const failure = ({ code, message, hint }: Extract<FromWorker, { said: 'failed' }>): Error =>
  isServiceErrorCode(code)
    ? new ServiceError(code, message, hint)
    : Object.assign(new Error(message), { code, hint });

/** Listens to a worker from its first word on. */
function listening(handle: WorkerHandle): Worker {
  const said = new Map<Said, FromWorker>();
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  const worker: Worker = {
    ...handle,
    gone: false,
    heard: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said.get(wanted);
          const failed = said.get('failed');
          if (!found && !failed && !worker.gone) return;
          waiting.delete(look);
          if (found) resolve(found as never);
          else if (failed?.said === 'failed') reject(failure(failed));
          else reject(new Error(`The worker process ${handle.pid} ended.`));
        };
        waiting.add(look);
        look();
      }),
  };
  handle.onMessage((message) => {
    said.set(message.said, message);
    wake();
  });
  void handle.exited.then(() => {
    worker.gone = true;
    return wake();
  });
  return worker;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const within = async <Value>(work: Promise<Value>, ms: number, what: string): Promise<Value> => {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      (async () => {
        await wait(ms, undefined, { signal: late.signal });
        throw new Error(`${what} took longer than ${ms / 1_000} s.`);
      })(),
    ]);
  } finally {
    late.abort();
  }
};

/**
 * Starts the workers and keeps them going: one that dies is started again, and all can be replaced by
 * new processes while every request is answered.
 *
 * To replace a worker, the new process opens all but the spools. The old one answers, ending each
 * connection with its answer, until no client holds an idle one. Then the new one takes connections and
 * holds their requests, the old one finishes and gives its spools free, and the new one opens them: at
 * every instant one process owns the spools and the ids of a slot, so nothing is lost or stored twice.
 *
 * @throws what the first workers could not start for
 */
export async function supervise(options: SuperviseOptions): Promise<Supervisor> {
  const { workers, log, merge, keepAliveMs } = options;
  const { startMs = 60_000, releaseMs = 20_000 } = options;
  const backoff = options.backoff ?? { first: 100, longest: 5_000 };
  const slots: (Worker | undefined)[] = Array.from({ length: workers });
  const sessions = new Map<string, SharedSession>();
  const asked = new Map<number, (metrics: unknown) => void>();
  let lastQuestion = 0;
  let stopping = false;
  let port = 0;
  let replacing: Promise<void> = Promise.resolve();

  const snapshotOf = (worker: Worker): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++lastQuestion;
      const late = setTimeout(() => {
        asked.delete(id);
        resolve([]);
      }, snapshotMs);
      asked.set(id, (metrics) => {
        clearTimeout(late);
        asked.delete(id);
        resolve(metrics);
      });
      worker.send({ tell: 'snapshot', id });
    });

  const serve = (worker: Worker, slot: number) => (message: FromWorker) => {
    switch (message.said) {
      case 'relay':
        slots[message.to]?.send({ tell: 'relay', from: slot, body: message.body });
        return;
      case 'snapshot':
        asked.get(message.id)?.(message.metrics);
        return;
      case 'metrics': {
        const live = slots.filter((one) => one !== undefined);
        void Promise.all(live.map(snapshotOf))
          .then((all) => merge(all))
          .then((text) => worker.send({ tell: 'metrics', id: message.id, text }));
        return;
      }
      case 'session': {
        if (message.do === 'put') {
          const [oldest] = sessions.keys();
          if (sessions.size >= maxSessions && oldest !== undefined) sessions.delete(oldest);
          sessions.set(message.key, message.session);
        } else if (message.do === 'delete') sessions.delete(message.key);
        const session = sessions.get(message.key);
        worker.send({ tell: 'session', id: message.id, session });
        return;
      }
      default:
    }
  };

  const launch = async (slot: number): Promise<Worker> => {
    const handle = options.fork(slot);
    const worker = listening(handle);
    handle.onMessage(serve(worker, slot));
    try {
      await within(worker.heard('warm'), startMs, 'The start of a worker');
    } catch (error) {
      worker.kill();
      throw error;
    }
    return worker;
  };

  const listen = async (worker: Worker): Promise<void> => {
    worker.send({ tell: 'listen' });
    port = (await within(worker.heard('listening'), startMs, 'Opening the port')).port;
  };

  const open = async (worker: Worker): Promise<void> => {
    worker.send({ tell: 'open' });
    await within(worker.heard('open'), startMs, 'Opening the spools');
  };

  /** Slots that get a new process now: nobody else starts one there. */
  const changing = new Set<number>();

  /** Starts a slot again whose process ended by itself. */
  const revive = async (worker: Worker, slot: number): Promise<void> => {
    const isMine = () => !stopping && slots[slot] === worker && !changing.has(slot);
    for (let pause = backoff.first; isMine(); pause *= 2) {
      log(`Worker ${slot} (process ${worker.pid}) ended unexpectedly; starting it again.`, 'warn');
      await wait(Math.min(pause, backoff.longest));
      if (!isMine()) return;
      try {
        await start(slot);
      } catch (error) {
        log(`Worker ${slot} did not start: ${messageOf(error)}`, 'error');
      }
    }
  };

  const take = (worker: Worker, slot: number): void => {
    slots[slot] = worker;
    void worker.exited.then(() => revive(worker, slot));
  };

  const start = async (slot: number): Promise<void> => {
    const worker = await launch(slot);
    try {
      await listen(worker);
      await open(worker);
    } catch (error) {
      worker.kill();
      throw error;
    }
    take(worker, slot);
  };

  const replace = async (slot: number): Promise<void> => {
    const old = slots[slot];
    if (!old || old.gone) return;
    changing.add(slot);
    try {
      await exchange(old, slot);
    } finally {
      changing.delete(slot);
      const now = slots[slot];
      if (now?.gone) void revive(now, slot);
    }
  };

  const exchange = async (old: Worker, slot: number): Promise<void> => {
    const fresh = await launch(slot);
    try {
      old.send({ tell: 'retire' });
      // A client that was told how long an idle connection is kept may use it until then.
      await Promise.race([wait(keepAliveMs + 500), old.exited, fresh.exited]);
      await listen(fresh);
    } catch (error) {
      fresh.kill();
      old.send({ tell: 'resume' });
      throw error;
    }
    if (fresh.gone) {
      old.send({ tell: 'resume' });
      throw new Error('The new process ended.');
    }
    // From here on there is no way back: whatever happens, the slot belongs to the new process.
    take(fresh, slot);
    const startedAt = performance.now();
    old.send({ tell: 'finish' });
    await within(old.heard('released'), releaseMs, 'The end of the old process').catch(
      async (error: unknown) => {
        log(`Worker ${slot}: ${messageOf(error)}`, 'warn');
        old.kill();
        await old.exited;
      },
    );
    try {
      await open(fresh);
    } catch (error) {
      fresh.kill();
      await fresh.exited;
      throw error;
    }
    const held = Math.round(performance.now() - startedAt);
    log(`Worker ${slot}: process ${fresh.pid} took over; requests were held for ${held} ms.`);
    void within(old.exited, releaseMs, '').catch(() => old.kill());
  };

  const stopAll = async (graceMs: number): Promise<void> => {
    stopping = true;
    await replacing.catch(() => undefined);
    const live = slots.filter((one) => one !== undefined && !one.gone);
    await Promise.all(
      live.map(async (worker) => {
        worker?.send({ tell: 'stop', graceMs });
        await within(worker?.exited ?? Promise.resolve(), graceMs + 5_000, '').catch(() =>
          worker?.kill(),
        );
      }),
    );
  };

  // The first one alone: what is wrong with the port or the spools is said once.
  try {
    await start(0);
    await Promise.all(slots.slice(1).map((_, index) => start(index + 1)));
  } catch (error) {
    stopping = true;
    for (const worker of slots) worker?.kill();
    throw error;
  }

  let stopped: Promise<void> | undefined;
  return {
    get port() {
      return port;
    },
    replaceAll() {
      const earlier = replacing;
      replacing = (async () => {
        await earlier.catch(() => undefined);
        for (const slot of slots.keys()) if (!stopping) await replace(slot);
      })();
      return replacing;
    },
    pids: () => slots.map((worker) => (worker && !worker.gone ? worker.pid : 0)),
    stop: (graceMs) => (stopped ??= stopAll(graceMs)),
  };
}
