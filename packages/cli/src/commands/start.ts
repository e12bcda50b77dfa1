import type { Command, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { didYouMean } from '../terminal/suggest.ts';

/**
 * A TCP port; 0 lets the system choose.
 *
 * @throws CliError `usage`
 */
function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new CliError(
      'usage',
      `--port ${value} is no port.`,
      'Use a number from 0 (any free port) to 65535.',
    );
  }
  return port;
}

/** @throws CliError `usage` */
function parseWorkers(value: string): number {
  if (/^\d{1,2}$/.test(value) && Number(value) <= 64) return Number(value);
  throw new CliError(
    'usage',
    `--workers ${value} is no number of processes.`,
    'Use 0 (one process for all) to 64; more than the machine has cores is of no use.',
  );
}

/** @throws CliError `usage` */
function oneOf<Word extends string>(
  options: OptionValues,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  throw new CliError('usage', `--${name} ${value} is not known.`, didYouMean(value, words));
}

export const startCommand: Command = {
  name: 'start',
  args: '',
  arity: [0, 0],
  summary: 'Start the service with dashboard and embedded engine',
  details: [
    'Settings come from the options, else the environment, else touchtrail.config.json;',
    '`touchtrail config print` shows all of them and where each comes from.',
    'SIGTERM stops: running requests are finished, what was accepted is drained. A second one forces.',
    'With --workers 1 or more, SIGHUP puts new processes in the place of the workers; no request is',
    'refused meanwhile.',
  ].join('\n'),
  options: {
    host: { type: 'string', value: 'HOST', help: 'address to listen on (127.0.0.1)' },
    port: { type: 'string', value: 'PORT', help: 'port to listen on (8787)' },
    workers: { type: 'string', value: 'N', help: 'worker processes; 0: one process for all (0)' },
    log: { type: 'string', value: 'human|json', help: 'form of the log on standard error (human)' },
    'log-level': { type: 'string', value: 'LEVEL', help: 'debug, info, warn or error (info)' },
    json: { type: 'boolean', help: 'print one JSON object a line' },
  },
  examples: [
    'touchtrail start',
    'touchtrail start --port 9000 --data-dir /var/lib/touchtrail',
    'touchtrail start --workers 2 --log json',
  ],
  async run(context, options) {
    const host = text(options, 'host');
    const port = text(options, 'port');
    const workers = text(options, 'workers');
    const log = oneOf(options, 'log', ['human', 'json']);
    const logLevel = oneOf(options, 'log-level', ['debug', 'info', 'warn', 'error']);
    await context.start({
      dataDir: context.dataDir,
      json: flag(options, 'json'),
      ...(context.clickhouseUrl !== undefined && { clickhouseUrl: context.clickhouseUrl }),
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port: parsePort(port) }),
      ...(workers !== undefined && { workers: parseWorkers(workers) }),
      ...(log !== undefined && { log }),
      ...(logLevel !== undefined && { logLevel }),
    });
    return 0;
  },
};
