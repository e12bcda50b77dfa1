import { readyJson, readyText } from './announce.ts';
import type { Settings } from './settings.ts';
import { startService } from './start-service.ts';
import type { Service } from './start-service.ts';

/** What `touchtrail start` was called with; what is absent comes from the settings. */
export interface StartOptions {
  dataDir: string;
  clickhouseUrl?: string;
  host?: string;
  port?: number;
  json: boolean;
}

interface TextSink {
  write(text: string): unknown;
}

// SIGHUP comes when the terminal is closed.
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof stopSignals)[number];

/** The part of `process` that starting needs. */
interface Signals {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
  exit(code: number): never;
}

export interface StartSurroundings {
  settings: Settings;
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

/** Aborts at the first such signal; a second one ends the process at once. */
function stopSignal(process: Signals) {
  const stopping = new AbortController();
  const onSignal = () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  };
  for (const name of stopSignals) process.on(name, onSignal);
  const forget = () => {
    for (const name of stopSignals) process.off(name, onSignal);
  };
  return { signal: stopping.signal, forget };
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Runs the service until it is told to stop.
 *
 * @throws ServiceError, StoreError why it could not start
 */
export async function runStart(options: StartOptions, around: StartSurroundings): Promise<void> {
  const { settings, stdout, stderr, clock } = around;
  const { json, dataDir } = options;
  const host = options.host ?? settings.host;
  const port = options.port ?? settings.port;
  const clickhouseUrl = options.clickhouseUrl ?? settings.clickhouseUrl;
  const { countryFile, trustedProxies } = settings;
  const emit = (event: string, fields: object) =>
    void stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
  const say = (line: string) => void stderr.write(`${line}\n`);
  const startedAt = clock();
  const stop = stopSignal(around.process);
  stop.signal.addEventListener('abort', () => {
    if (json) emit('stopping', {});
    else say('\nStopping: finishing what was accepted … (once more to force)');
  });
  let service: Service;
  try {
    service = await startService({
      dataDir,
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      ...(clickhouseUrl !== undefined && { clickhouseUrl }),
      ...(countryFile !== undefined && { countryFile }),
      ...(trustedProxies !== undefined && { trustedProxies }),
      log: (message) => (json ? emit('log', { message }) : say(message)),
      onProgress: (step) => (json ? emit('progress', { step }) : say(steps[step])),
    });
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
  await service.close();
  stop.forget();
  if (json) emit('stopped', {});
  else say('Stopped.');
}
