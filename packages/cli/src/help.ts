import type { Command, OptionSpec } from './context.ts';
import { globalOptions } from './parse-command.ts';

const flags = (name: string, spec: OptionSpec): string => {
  const short = spec.short ? `-${spec.short}, ` : '    ';
  return `${short}--${name}${spec.type === 'string' ? ` ${spec.value ?? 'VALUE'}` : ''}`;
};

function listOptions(options: Readonly<Record<string, OptionSpec>>): string {
  const rows = Object.entries(options).map(([name, spec]) => ({ left: flags(name, spec), spec }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows
    .map(({ left, spec }) => {
      const repeat = spec.multiple ? ' (may be repeated)' : '';
      return `  ${left.padEnd(width)}  ${spec.help}${repeat}`;
    })
    .join('\n');
}

/** Help of one command, with examples. */
export function commandHelp(command: Command): string {
  const usage = `touchtrail ${command.name}${command.args ? ` ${command.args}` : ''} [options]`;
  const own = Object.keys(command.options).length > 0;
  return [
    `${command.summary}.`,
    `Usage:\n  ${usage}`,
    ...(command.details ? [command.details] : []),
    ...(own ? [`Options:\n${listOptions(command.options)}`] : []),
    `Everywhere:\n${listOptions(globalOptions)}`,
    `${command.examples.length > 1 ? 'Examples' : 'Example'}:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}`,
    '',
  ].join('\n\n');
}

/** Help of the whole tool. */
export function overviewHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'touchtrail records touchpoints and shows where journeys break.',
    'Usage:\n  touchtrail COMMAND [options]',
    `Commands:\n${list.join('\n')}`,
    `Everywhere:\n${listOptions(globalOptions)}\n      --version  show the version`,
    'Commands work without a running service: they use CLICKHOUSE_URL, or the engine that runs on the\ndata directory, or start one for as long as they need it.',
    'Examples:\n  $ touchtrail start\n  $ touchtrail demo\n  $ touchtrail import events.csv --site my-site\n  $ touchtrail report funnel --site my-site --steps home,cart,checkout.payment',
    '',
  ].join('\n\n');
}
