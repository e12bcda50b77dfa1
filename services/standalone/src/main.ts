#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createCli } from '@touchtrail/cli';
import { runStart } from './run-start.ts';
import { replayQuarantine } from './replay-quarantine.ts';
import { ServiceError } from './service-error.ts';
import { effectiveSettings, readSettings } from './settings/settings.ts';
import type { Settings } from './settings/settings.ts';

const { env, stdout, stderr, stdin, argv } = process;

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

// `touchtrail report … | head` closes the pipe early, which is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const asksOnly = new Set(['help', '--help', '-h', '--version', '-v']);

async function main(words: readonly string[]): Promise<number> {
  let settings: Settings = {};
  try {
    // Who asks for help gets it, whatever is set.
    if (!words.some((word) => asksOnly.has(word))) settings = readSettings(env, process.cwd());
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    stderr.write(`touchtrail: ${error.message}\n  ${error.hint}\n`);
    return 1;
  }
  const cli = createCli({
    env: {
      ...env,
      TOUCHTRAIL_DATA_DIR: settings.dataDir,
      CLICKHOUSE_URL: settings.clickhouseUrl,
    },
    stdout,
    stderr,
    stdin,
    version,
    start: (options) =>
      runStart(options, {
        settings: () => readSettings(env, process.cwd()),
        env,
        version,
        stdout,
        stderr,
        process,
        clock: Date.now,
      }),
    settings: () => effectiveSettings(env, process.cwd()),
    replayQuarantine: (options) => {
      const { ratesFile } = settings;
      return replayQuarantine(options, ratesFile === undefined ? {} : { ratesFile });
    },
  });
  return cli.run(words);
}

process.exitCode = await main(argv.slice(2));
// Whatever a library left open must not keep a finished command alive.
setTimeout(() => process.exit(), 5_000).unref();
