import { openStore } from '@touchtrail/store';
import { commands } from './commands/index.ts';
import type { CliDeps, Command, Context } from './context.ts';
import { text } from './context.ts';
import { CliError } from './errors.ts';
import { commandHelp, overviewHelp } from './help.ts';
import { findCommand, parseOptions } from './parse-command.ts';

/** The command line. */
export interface Cli {
  /**
   * Runs one command.
   *
   * @param argv what stands after the program's name
   * @returns the exit code: 0 done, 1 failed, 2 called wrongly, 3 (import) some lines refused
   */
  run(argv: readonly string[]): Promise<number>;
}

interface Failure {
  message: string;
  hint: string | undefined;
  code: string | undefined;
}

function toFailure(error: unknown): Failure {
  if (!(error instanceof Error))
    return { message: String(error), hint: undefined, code: undefined };
  const { code, hint } = error as Error & { code?: unknown; hint?: unknown };
  return {
    message: error.message,
    hint: typeof hint === 'string' ? hint : undefined,
    code: typeof code === 'string' ? code : undefined,
  };
}

function createContext(deps: CliDeps, dataDir: string): Context {
  const { env, stdout, stderr } = deps;
  const tty = {
    stdout: deps.isTTY?.stdout ?? stdout.isTTY ?? false,
    stderr: deps.isTTY?.stderr ?? stderr.isTTY ?? false,
  };
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const clickhouseUrl = env['CLICKHOUSE_URL'] || undefined;
  const open = deps.openStore ?? openStore;
  return {
    env,
    stdin: deps.stdin,
    clock: deps.clock ?? Date.now,
    version: deps.version,
    start: deps.start,
    settings: deps.settings,
    replayQuarantine: deps.replayQuarantine,
    dataDir,
    clickhouseUrl,
    tty,
    colour: { stdout: tty.stdout && !plain, stderr: tty.stderr && !plain },
    width: stdout.columns ?? 100,
    out: (line) => void stdout.write(line),
    stdout,
    note: (line) => void stderr.write(`${line}\n`),
    stderr,
    async withStore(work, other) {
      const store = await open({
        dataDir: other ?? dataDir,
        ...(clickhouseUrl !== undefined && { clickhouseUrl }),
        mode: 'attach-or-start',
        // Nobody else would make them: the first report of a command waits.
        journeys: { waitMs: 120_000 },
      });
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
  };
}

/**
 * Makes the command line out of what it may touch.
 *
 * @example
 * const cli = createCli({ env: process.env, stdout: process.stdout, stderr: process.stderr,
 *   stdin: process.stdin, version: '1.0.0', start });
 * process.exitCode = await cli.run(process.argv.slice(2));
 */
export function createCli(deps: CliDeps): Cli {
  async function execute(argv: readonly string[]): Promise<number> {
    const end = argv.indexOf('--');
    const words = end < 0 ? argv : argv.slice(0, end);
    if (words[0] === '--version' || words[0] === '-v') {
      deps.stdout.write(`${deps.version}\n`);
      return 0;
    }
    // `touchtrail help import` is what many try first.
    const asked = words[0] === 'help' ? [...words.slice(1), '--help'] : argv;
    const wantsHelp = asked.includes('--help') || asked.includes('-h');
    const family = commands.filter(({ name }) => name.startsWith(`${asked[0]} `));
    if (wantsHelp && family.length > 0 && (asked[1] ?? '-').startsWith('-')) {
      deps.stdout.write(family.map(commandHelp).join('\n'));
      return 0;
    }
    const { command, rest } = findCommand(commands, asked);
    if (!command) {
      const help = overviewHelp(commands);
      if (!wantsHelp && asked.length > 0) parseOptions(overview, asked);
      (wantsHelp ? deps.stdout : deps.stderr).write(help);
      return wantsHelp ? 0 : 2;
    }
    const { options, args } = parseOptions(command, rest);
    if (options['help'] === true) {
      deps.stdout.write(commandHelp(command));
      return 0;
    }
    const dataDir = text(options, 'data-dir') ?? (deps.env['TOUCHTRAIL_DATA_DIR'] || '.touchtrail');
    return command.run(createContext(deps, dataDir), options, args);
  }

  return {
    async run(argv) {
      try {
        return await execute(argv);
      } catch (error) {
        const { message, hint } = toFailure(error);
        deps.stderr.write(`touchtrail: ${message}\n${hint ? `  ${hint}\n` : ''}`);
        if (deps.env['TOUCHTRAIL_DEBUG'] && error instanceof Error) {
          deps.stderr.write(`${error.stack ?? ''}\n`);
        }
        return error instanceof CliError && error.code === 'usage' ? 2 : 1;
      }
    },
  };
}

/** Stands for the tool itself where options come without a command. */
const overview: Command = {
  name: 'touchtrail',
  args: 'COMMAND',
  arity: [0, 0],
  summary: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(2),
};
