import type { ServiceOptions } from '../start-service.ts';
import type { WorkerOptions } from './worker-process.ts';

/** Carries the settings of a worker to its process. */
export const workerVariable = 'TOUCHTRAIL_WORKER';

/** How the log is written. */
export interface LogSettings {
  form: 'human' | 'json';
  level: 'debug' | 'info' | 'warn' | 'error';
  /** Lines as events on standard output, for `start --json`. */
  asEvents: boolean;
}

/** Where traces go. */
export interface TraceSettings {
  endpoint: string;
  ratio: number;
  serviceName: string;
}

type NotText = 'traces' | 'clock' | 'log' | 'onProgress';

/** What a worker process is started with: text only. */
export interface WorkerSettings extends Omit<WorkerOptions, NotText> {
  logs: LogSettings;
  traceTo?: TraceSettings;
}

/** The options of a service that can be written as text. */
export type PlainServiceOptions = Omit<ServiceOptions, NotText>;
