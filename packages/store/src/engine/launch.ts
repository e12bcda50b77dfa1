import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StoreError } from '../errors.ts';
import { engineLayout } from './config-files.ts';

/** A running engine process. */
export interface EngineProcess {
  pid: number;
  /** Settles when the process is gone. */
  exited: Promise<void>;
  /** Ends it: politely for `graceMs` (default 2,000), then with SIGKILL. */
  stop(graceMs?: number): Promise<void>;
}

export interface LaunchOptions {
  library: string;
  directory: string;
  httpPort: number;
  tcpPort: number;
  username: string;
  password: string;
  /** Default 60,000: a loaded machine with many parts to read may take long. */
  timeoutMs?: number;
}

// Short naps: KILL QUERY is noticed between two of them.
const hold =
  'SELECT sleep(0.2) FROM numbers(1000000000000) SETTINGS max_block_size = 1, max_execution_time = 0, function_sleep_max_microseconds_per_block = 0';

const childFile = fileURLToPath(new URL('../../engine/child.js', import.meta.url));

/** One HTTP call without keep-alive: an idle connection would hold up a clean stop of the engine. */
function call(
  options: Pick<LaunchOptions, 'httpPort' | 'username' | 'password'>,
  sql: string,
  timeoutMs: number,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: options.httpPort,
        path: '/',
        method: 'POST',
        agent: false,
        timeout: timeoutMs,
        headers: {
          connection: 'close',
          'x-clickhouse-user': options.username,
          'x-clickhouse-key': options.password,
        },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (body += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', reject);
    sent.end(sql);
  });
}

const tail = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim().slice(-600);
  } catch {
    return '';
  }
};

function failure(options: LaunchOptions, reason: string): StoreError {
  const at = engineLayout(options.directory);
  const said = tail(at.startLog);
  if (/Cannot lock file|already running/i.test(said)) {
    return new StoreError(
      'data_dir_in_use',
      `Another ClickHouse already uses ${at.data}.`,
      'Stop it, or choose another data directory with --data-dir.',
    );
  }
  if (/NOT_ENOUGH_SPACE|No space left/i.test(said)) {
    return new StoreError(
      'disk_full',
      `The embedded ClickHouse cannot start: no space left in ${options.directory}.`,
      'Free some disk space and start again.',
    );
  }
  return new StoreError(
    'engine_failed',
    `The embedded ClickHouse ${reason}.${said ? ` It said: ${said}` : ''}`,
    `See ${at.logs} for its log, or set CLICKHOUSE_URL to use a ClickHouse server.`,
  );
}

/**
 * Starts the engine and resolves when it answers as the service's user.
 *
 * @throws StoreError `engine_failed`, `data_dir_in_use` or `disk_full`
 */
export async function launchEngine(options: LaunchOptions): Promise<EngineProcess> {
  const at = engineLayout(options.directory);
  const argv = [
    'clickhouse',
    `--path=${at.data}`,
    `--http_port=${options.httpPort}`,
    `--tcp_port=${options.tcpPort}`,
    '--listen_host=127.0.0.1',
    `--config-file=${at.configFile}`,
    // Null here would become the default format of HTTP answers too.
    '--output-format=TSV',
    '--multiquery',
    `--query=SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; ${hold}`,
  ];
  const log = openSync(at.startLog, 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(
      process.execPath,
      [childFile, JSON.stringify({ library: options.library, argv, parent: process.pid })],
      { stdio: ['ignore', log, log], cwd: options.directory },
    );
  } finally {
    closeSync(log);
  }
  let gone = false;
  let spawnError: Error | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      gone = true;
      resolve();
    });
    child.once('error', (error) => {
      spawnError = error;
      gone = true;
      resolve();
    });
  });

  const stop = async (graceMs = 2_000): Promise<void> => {
    if (!gone && graceMs > 0) {
      // Not awaited alone: the engine may be too busy to answer.
      const asked = call(
        options,
        "KILL QUERY WHERE query LIKE 'SELECT sleep(0.2)%' ASYNC",
        graceMs,
      );
      const deadline = new AbortController();
      await Promise.race([
        exited,
        asked.then(
          () => exited,
          () => undefined,
        ),
        sleep(graceMs, undefined, { signal: deadline.signal }).catch(() => undefined),
      ]);
      deadline.abort();
    }
    if (!gone) child.kill('SIGKILL');
    await exited;
  };

  const until = performance.now() + (options.timeoutMs ?? 60_000);
  const isGone = () => gone;
  let last = 'did not answer';
  for (; !isGone();) {
    try {
      const answer = await call(options, 'SELECT 1', 2_000);
      if (answer.status === 200) return { pid: child.pid ?? 0, exited, stop };
      last = `answered with status ${answer.status}: ${answer.body.trim().slice(0, 200)}`;
    } catch {
      // Not listening yet.
    }
    if (performance.now() > until) {
      await stop(0);
      throw failure(options, `${last} in time`);
    }
    await sleep(10);
  }
  throw failure(
    options,
    spawnError ? `could not be started (${spawnError.message})` : 'ended while starting',
  );
}
