import type { StartOptions } from '@touchtrail/cli';
import { keepMemoryLean } from '@touchtrail/store';
import { readyJson, readyText } from './announce.ts';
import { openLog } from './logs/open-log.ts';
import { logSettings, serviceOptions, traceSettings } from './settings/service-options.ts';
import type { Settings } from './settings/settings.ts';
import { defaultGraceMs, startService } from './start-service.ts';
import type { Service, ServiceOptions } from './start-service.ts';
import { startSupervised } from './workers/start-supervised.ts';
import { openTraces } from './traces.ts';

interface TextSink {
  write(text: string): unknown;
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof stopSignals)[number] | 'SIGHUP';

/** The part of `process` that starting needs. */
interface Signals {
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
  exit(code: number): never;
}

export interface StartSurroundings {
  /** Reads the settings, again for each replacement of the workers. */
  settings: () => Settings;
  env: Readonly<Record<string, string | undefined>>;
  version: string;
  stdout: TextSink;
  stderr: TextSink;
  process: Signals;
  clock: () => number;
}

const steps = {
  engine: 'Starting the embedded ClickHouse engine …',
  connect: 'Connecting to ClickHouse …',
  migrate: 'Bringing the schema up to date …',
  ready: 'Store ready.',
} as const;

/**
 * Aborts at the first signal to stop; a second one ends the process at once. SIGHUP comes when the
 * terminal is closed, and stops, too, unless it means something else.
 */
function stopSignal(process: Signals, onHangUp: (() => void) | undefined) {
  const stopping = new AbortController();
  const onSignal = () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  };
  const hangUp = onHangUp ?? onSignal;
  for (const name of stopSignals) process.on(name, onSignal);
  process.on('SIGHUP', hangUp);
  const forget = () => {
    for (const name of stopSignals) process.off(name, onSignal);
    process.off('SIGHUP', hangUp);
  };
  return { signal: stopping.signal, forget };
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** What was asked for on the command line wins over the settings. */
function withAsked(settings: Settings, options: StartOptions): Settings {
  const { host, port, clickhouseUrl, workers, log, logLevel } = options;
  return {
    ...settings,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(clickhouseUrl !== undefined && { clickhouseUrl }),
    ...(workers !== undefined && { workers }),
    ...(log !== undefined && { log }),
    ...(logLevel !== undefined && { logLevel }),
  };
}

/**
 * Runs the service until it is told to stop. With workers, SIGHUP puts new processes in their place.
 *
 * @throws ServiceError, StoreError why it could not start
 */
export async function runStart(options: StartOptions, around: StartSurroundings): Promise<void> {
  const { stdout, stderr, clock, env, version } = around;
  const { json, dataDir } = options;
  await keepMemoryLean(env);
  const read = () => withAsked(around.settings(), options);
  const settings = read();
  const workers = settings.workers ?? 0;
  const log = openLog(logSettings(settings, json), stdout, stderr);
  const emit = (event: string, fields: object) =>
    void stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
  // What a person at the terminal reads is no log line.
  const isHuman = !json && settings.log !== 'json';
  const say = (line: string) => {
    if (isHuman) stderr.write(`${line}\n`);
    else if (!json) log(line.trim());
  };
  const startedAt = clock();

  let restart: (() => Promise<void>) | undefined;
  const replaceAll = async () => {
    if (!restart) {
      log('Still starting: there is nothing to replace.');
      return;
    }
    log('Replacing the worker processes.');
    try {
      await restart();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log(`Not all worker processes were replaced, the old ones go on: ${message}`, 'error');
      if (json) emit('restart_failed', {});
      return;
    }
    if (json) emit('restarted', {});
    else log('All worker processes are new.');
  };
  const onHangUp = () => void replaceAll();
  const stop = stopSignal(around.process, workers > 0 ? onHangUp : undefined);
  stop.signal.addEventListener('abort', () => {
    if (json) emit('stopping', {});
    else say('\nStopping: finishing what was accepted … (once more to force)');
  });
  const base = (now: Settings) => ({ ...serviceOptions(now), dataDir, version });
  const serviceOf = async (): Promise<Service> => {
    const traceTo = traceSettings(settings, env);
    const all: ServiceOptions = {
      ...base(settings),
      log,
      onProgress: (step) => (json ? emit('progress', { step }) : say(steps[step])),
    };
    if (workers === 0) {
      const traces = traceTo && (await openTraces({ ...traceTo, version, log }));
      return startService({ ...all, ...(traces && { traces }) });
    }
    const supervised = await startSupervised({ ...all, workers }, () => {
      const now = read();
      const to = traceSettings(now, env);
      return { ...base(now), logs: logSettings(now, json), ...(to && { traceTo: to }) };
    });
    restart = supervised.restart;
    return supervised;
  };
  let service: Service;
  try {
    service = await serviceOf();
  } catch (error) {
    stop.forget();
    if (json && error instanceof Error) {
      const { code, hint } = error as Error & { code?: unknown; hint?: unknown };
      emit('error', { code, message: error.message, hint });
    }
    throw error;
  }
  const announcement = { service, dataDir, elapsedMs: clock() - startedAt };
  stdout.write(`${(json ? readyJson : readyText)(announcement)}\n`);
  await aborted(stop.signal);
  const { shutdownGrace } = settings;
  await service.close(shutdownGrace === undefined ? defaultGraceMs : shutdownGrace * 1_000);
  stop.forget();
  if (json) emit('stopped', {});
  else say('Stopped.');
}
