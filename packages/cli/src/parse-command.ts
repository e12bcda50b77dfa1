import { parseArgs } from 'node:util';
import type { Command, OptionSpec, OptionValues } from './context.ts';
import { CliError } from './errors.ts';
import { didYouMean, nearest } from './terminal/suggest.ts';

/** Options that every command takes. */
export const globalOptions: Readonly<Record<string, OptionSpec>> = {
  'data-dir': {
    type: 'string',
    value: 'DIR',
    help: 'where data and engine live (TOUCHTRAIL_DATA_DIR, else .touchtrail)',
  },
  help: { type: 'boolean', short: 'h', help: 'show this help' },
};

/**
 * Finds the command that the first one or two words name.
 *
 * @returns the command and what stands after its words; no command when there are no words.
 * @throws CliError `usage` with the nearest command
 */
export function findCommand(
  commands: readonly Command[],
  argv: readonly string[],
): { command: Command | undefined; rest: string[] } {
  const first = argv.findIndex((arg, i) => {
    const before = argv[i - 1];
    return !arg.startsWith('-') && before !== '--data-dir';
  });
  if (first < 0) return { command: undefined, rest: [...argv] };
  const word = argv[first] ?? '';
  const second = argv[first + 1] ?? '';
  const before = argv.slice(0, first);
  const pair = commands.find((command) => command.name === `${word} ${second}`);
  if (pair) return { command: pair, rest: [...before, ...argv.slice(first + 2)] };
  const single = commands.find((command) => command.name === word);
  if (single) return { command: single, rest: [...before, ...argv.slice(first + 1)] };
  const family = commands.filter((command) => command.name.startsWith(`${word} `));
  if (family.length > 0) {
    if (second === '' || second.startsWith('-')) {
      const names = family.map((command) => command.name);
      throw new CliError('usage', `${word} needs a second word.`, `Known: ${names.join(', ')}.`);
    }
    const names = family.map((command) => command.name.slice(word.length + 1));
    throw new CliError(
      'usage',
      `There is no command ${word} ${second}.`,
      didYouMean(second, names),
    );
  }
  const close = nearest(
    word,
    commands.map((command) => command.name),
  );
  throw new CliError(
    'usage',
    `There is no command ${word}.`,
    close ? `Did you mean ${close}?` : 'touchtrail --help lists the commands.',
  );
}

/**
 * Parses the words after a command.
 *
 * @throws CliError `usage`: unknown option with the nearest one, missing value, too few or many words
 */
export function parseOptions(
  command: Command,
  rest: readonly string[],
): { options: OptionValues; args: string[] } {
  const specs = { ...command.options, ...globalOptions };
  const usage = `Usage: touchtrail ${command.name}${command.args ? ` ${command.args}` : ''}; see touchtrail ${command.name} --help`;
  for (const word of rest) {
    if (word === '--') break;
    const name = /^--(?:no-)?([^=]+)/.exec(word)?.[1];
    if (name !== undefined && specs[name] === undefined) {
      const known = Object.keys(specs).map((option) => `--${option}`);
      throw new CliError(
        'usage',
        `${command.name} has no option --${name}.`,
        didYouMean(`--${name}`, known),
      );
    }
  }
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(specs).map(([name, { type, multiple, short }]) => [
          name,
          { type, ...(multiple && { multiple }), ...(short && { short }) },
        ]),
      ),
    });
  } catch (error) {
    const message = (error as Error).message.split('\n')[0] ?? '';
    throw new CliError('usage', message.replace(/\.?$/, '.'), usage);
  }
  const options = parsed.values as OptionValues;
  const args = parsed.positionals;
  const [least, most] = command.arity;
  if (options['help'] !== true) {
    if (args.length < least) {
      throw new CliError('usage', `${command.name} needs ${command.args}.`, usage);
    }
    const extra = args[most];
    if (extra !== undefined) {
      const mapping = command.options['map'] && extra.includes('=');
      throw new CliError(
        'usage',
        `${command.name} does not know what to do with ${extra}.`,
        mapping ? `Write --map before each pair: --map ${extra}` : usage,
      );
    }
  }
  return { options, args };
}
