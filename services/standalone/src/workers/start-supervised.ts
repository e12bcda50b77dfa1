import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { openStore } from '@touchtrail/store';
import { findBuiltFiles } from '../built-files.ts';
import { prepareFirstStart } from '../first-start.ts';
import { browserUrl, freePort } from '../http/listen.ts';
import { wallOptions } from '../http/server-wall.ts';
import { forgetService, noteService } from '../service-note.ts';
import {
  defaultGraceMs,
  defaultHost,
  defaultPort,
  readingUrl,
  storeOptions,
} from '../start-service.ts';
import type { Service, ServiceOptions } from '../start-service.ts';
import { supervise } from './supervise.ts';
import type { WorkerHandle } from './supervise.ts';
import type { FromWorker, ToWorker } from './worker-link.ts';
import { metricsOf } from './worker-process.ts';
import { workerVariable } from './worker-settings.ts';
import type { WorkerSettings } from './worker-settings.ts';

/** What workers are started with; read anew for each, so that a replacement has the settings of its time. */
export type WorkerBase = Omit<WorkerSettings, 'slot' | 'workers' | 'site'>;

export interface SupervisedService extends Service {
  /** Replaces the worker processes, without refusing a request. */
  restart(): Promise<void>;
}

const entry = fileURLToPath(new URL('worker-main.js', import.meta.url));

function fork(settings: WorkerSettings): WorkerHandle {
  const worker = cluster.fork({ [workerVariable]: JSON.stringify(settings) });
  // Sending to one that just died is an error that its end tells anyway.
  worker.on('error', () => undefined);
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  return {
    pid: worker.process.pid ?? 0,
    send(message: ToWorker) {
      if (worker.isConnected()) worker.send(message, () => undefined);
    },
    onMessage: (listener) => void worker.on('message', (message: FromWorker) => listener(message)),
    exited,
    kill: () => void worker.process.kill('SIGKILL'),
  };
}

/**
 * Starts the service as a supervisor with worker processes on one port. The supervisor owns the engine,
 * the port and the logins; all else is in the workers.
 *
 * @param workerBase gives the settings of a worker that is started now.
 * @throws ServiceError, StoreError why it could not start
 */
export async function startSupervised(
  options: ServiceOptions & { workers: number },
  workerBase: () => WorkerBase,
): Promise<SupervisedService> {
  const { dataDir, workers, host = defaultHost, log = () => undefined } = options;
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ exec: entry, args: [] });
  const store = await openStore({ ...storeOptions(options, log), mode: 'own' });
  try {
    store.onEngineRestart(() => log('The engine ended unexpectedly and is back.', 'warn'));
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { site, adminToken } = await prepareFirstStart(store, host, timeZone);
    // Workers share a port by its number: each asking for any free one would get one of its own.
    const shared = options.port === 0 ? await freePort(host) : (options.port ?? defaultPort);
    const supervisor = await supervise({
      workers,
      fork: (slot) => fork({ ...workerBase(), slot, workers, site, port: shared }),
      log,
      keepAliveMs: options.keepAliveMs ?? wallOptions.keepAliveTimeout,
      merge: metricsOf,
    });
    const url = browserUrl(host, supervisor.port);
    noteService(dataDir, url);
    const stop = async (graceMs: number) => {
      forgetService(dataDir);
      await supervisor.stop(graceMs);
      await store.close();
    };
    let closing: Promise<void> | undefined;
    return {
      url,
      clickhouseUrl: readingUrl(store),
      site,
      adminToken,
      store,
      missing: findBuiltFiles(import.meta.url).missing,
      restart: () => supervisor.replaceAll(),
      close: (graceMs = defaultGraceMs) => (closing ??= stop(graceMs)),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
