import { keepMemoryLean } from '@touchtrail/store';
import { openLog } from '../logs/open-log.ts';
import { openTraces } from '../traces.ts';
import type { ToWorker } from './worker-link.ts';
import { runWorker } from './worker-process.ts';
import { workerVariable } from './worker-settings.ts';
import type { WorkerSettings } from './worker-settings.ts';

// The supervisor decides: a signal from the terminal reaches the whole group.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
// Without the supervisor there is no engine and no port. What was acknowledged is on disk.
process.on('disconnect', () => process.exit(1));

await keepMemoryLean(process.env);
const settings = JSON.parse(process.env[workerVariable] ?? 'null') as WorkerSettings;
delete process.env[workerVariable];
const { logs, traceTo, ...options } = settings;
const log = openLog(logs, process.stdout, process.stderr);
const version = options.version ?? '';
const traces = traceTo && (await openTraces({ ...traceTo, version, log }));

await runWorker(
  { ...options, log, ...(traces && { traces }) },
  {
    send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToWorker)),
  },
  log,
);
process.exit(0);
