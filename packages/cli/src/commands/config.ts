import type { Command, Context } from '../context.ts';
import { flag } from '../context.ts';
import { CliError } from '../errors.ts';
import { printList } from './print-list.ts';

const settingsOf = (context: Context) => {
  if (context.settings) return context.settings();
  throw new CliError(
    'invalid_environment',
    'This program has no service, so it has no settings.',
    'Use the touchtrail that came with the service.',
  );
};

export const configPrintCommand: Command = {
  name: 'config print',
  args: '',
  arity: [0, 0],
  summary: 'Show every setting of the service and where it comes from, secrets masked',
  options: { json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail config print', 'TOUCHTRAIL_PORT=9000 touchtrail config print --json'],
  run: async (context, options) =>
    printList(
      context,
      options,
      ['setting', 'value', 'from', 'environment'],
      settingsOf(context),
      ({ name, value, source, environment }) => ({
        setting: name,
        value: value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : value,
        from: source,
        environment,
      }),
    ),
};

export const configCheckCommand: Command = {
  name: 'config check',
  args: '',
  arity: [0, 0],
  summary: 'Say whether the settings are right, with a line for each that is not',
  details: 'Exit code: 0 all are right, 1 one is not.',
  options: { json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail config check', 'TOUCHTRAIL_CONFIG=new.json touchtrail config check'],
  async run(context, options) {
    // Whatever is wrong was said, with exit code 1, before a command could run.
    const settings = settingsOf(context);
    const set = settings.filter(({ source }) => source !== 'default');
    if (flag(options, 'json')) {
      context.out(`${JSON.stringify({ ok: true, set: set.map(({ name }) => name) })}\n`);
    } else {
      const names = set.map(({ name, source }) => `  ${name} from ${source}`);
      context.out(
        set.length === 0
          ? 'The settings are right: nothing is set, every default holds.\n'
          : `The settings are right. Set:\n${names.join('\n')}\n`,
      );
    }
    return 0;
  },
};
