import { readFile, stat } from 'node:fs/promises';
import type { RegistryEffect } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';
import { actor, audit } from './actor.ts';
import type { Command, Context, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { instant } from '../instant.ts';
import { count } from '../terminal/count.ts';
import { textTable } from '../terminal/text-table.ts';
import { readRegistry } from '../touchpoints/read-registry.ts';
import type { RegistryFile } from '../touchpoints/read-registry.ts';
import { changeLine, effectLines, problemLine } from '../touchpoints/show-changes.ts';
import { writeRegistry } from '../touchpoints/write-registry.ts';

async function readInput(context: Context, name: string): Promise<string> {
  if (name === '-') {
    let all = '';
    for await (const piece of context.stdin) all += piece.toString();
    return all;
  }
  const found = await stat(name).catch(() => undefined);
  if (!found) {
    throw new CliError('file_not_found', `There is no file ${name}.`, 'Check the path.');
  }
  if (!found.isFile()) {
    throw new CliError('not_a_file', `${name} is not a file.`, 'Name a YAML file.');
  }
  return readFile(name, 'utf8');
}

function wholeNumber(options: OptionValues, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new CliError('usage', `--${name} ${value} is no version.`, `Write --${name} 3.`);
}

/** `--from` and `--to` of commands that look at events. */
export const spanOptions = {
  from: { type: 'string', value: 'WHEN', help: 'events from here on (default: 30d, 30 days ago)' },
  to: { type: 'string', value: 'WHEN', help: 'exclusive; default: now' },
} as const;

/** The span that the options name, in epoch ms. */
export function spanOf(
  context: Context,
  options: OptionValues,
  timezone: string,
): { from?: number; to?: number } {
  const read = (name: 'from' | 'to') => {
    const value = text(options, name);
    if (value === undefined) return {};
    const at = instant(value, timezone, context.clock());
    const ms = typeof at === 'number' ? at : Date.parse(at);
    if (Number.isFinite(ms)) return { [name]: ms };
    throw new CliError('usage', `--${name} ${value} is no time.`, 'Write 2026-11-01 or 30d.');
  };
  return { ...read('from'), ...read('to') };
}

/** Whether it can be saved; says what is wrong either way. */
function report(context: Context, effect: RegistryEffect, { lineOf }: RegistryFile): boolean {
  for (const problem of effect.problems) context.note(problemLine(problem, lineOf));
  for (const line of effectLines(effect)) context.note(line);
  return effect.problems.every(({ level }) => level !== 'error');
}

/** Puts the lines of the file before what the store refuses. */
async function withLines<Value>(file: RegistryFile, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !('problems' in error)) throw error;
    const problems = error.problems as Parameters<typeof problemLine>[0][];
    throw new CliError(
      'invalid_registry',
      problems.map((problem) => problemLine(problem, file.lineOf)).join('\n'),
      'hint' in error ? String(error.hint) : 'Correct these lines.',
      { cause: error },
    );
  }
}

async function tried(
  context: Context,
  store: Store,
  site: { id: string; timezone: string },
  file: RegistryFile,
  options: OptionValues,
  samples: number,
): Promise<RegistryEffect> {
  return withLines(file, () =>
    store.registry.test(site.id, file.registry, {
      ...spanOf(context, options, site.timezone),
      samples,
    }),
  );
}

export const touchpointsExportCommand: Command = {
  name: 'touchpoints export',
  args: '',
  arity: [0, 0],
  summary: 'Print the touchpoint registry as YAML, to keep it in git',
  options: {
    site: siteOption,
    version: { type: 'string', value: 'N', help: 'a version before the one in force' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail touchpoints export --site my-site > touchpoints.yaml'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      const found = await store.registry.read(id, wholeNumber(options, 'version'));
      context.out(
        flag(options, 'json')
          ? `${JSON.stringify(found.registry)}\n`
          : writeRegistry(
              found.registry,
              'Touchpoints, rules and vocabulary of a site; see docs/registry.md.',
            ),
      );
      context.note(
        found.version === 0
          ? `${id} has no registry yet: this is where one begins.`
          : `Version ${found.version} of ${id}.`,
      );
      return 0;
    }),
};

export const touchpointsApplyCommand: Command = {
  name: 'touchpoints apply',
  args: 'FILE',
  arity: [1, 1],
  summary: 'Make a YAML file the touchpoint registry, as a new version',
  details: [
    'Shows what is different from the version in force and what it does to the events of the last 30',
    'days, then saves it. A file that says what is in force already changes nothing. Events are not',
    'rewritten: reports of the past name touches by the new version at once. FILE - reads from a pipe.',
  ].join('\n'),
  options: {
    site: siteOption,
    note: { type: 'string', value: 'TEXT', help: 'why, for those who come later' },
    author: { type: 'string', value: 'NAME', help: 'who (default: command line)' },
    'if-version': {
      type: 'string',
      value: 'N',
      help: 'save only if this version is in force still',
    },
    'dry-run': { type: 'boolean', help: 'show it, save nothing' },
    force: { type: 'boolean', help: 'save rules that make every event one touchpoint' },
    json: { type: 'boolean', help: 'print what was saved as JSON' },
  },
  examples: [
    'touchtrail touchpoints apply touchpoints.yaml --site my-site --dry-run',
    'touchtrail touchpoints apply touchpoints.yaml --site my-site --note "payment split in two"',
  ],
  async run(context, options, args) {
    const name = args[0] ?? '';
    const file = readRegistry(await readInput(context, name), name);
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const effect = await tried(context, store, site, file, options, 1);
      const json = flag(options, 'json');
      if (!json) for (const change of effect.changes) context.out(`${changeLine(change)}\n`);
      const right = report(context, effect, file);
      if (flag(options, 'dry-run')) {
        if (json) context.out(`${JSON.stringify(effect)}\n`);
        context.note('Dry run: nothing was saved.');
        return right ? 0 : 1;
      }
      const author = text(options, 'author') ?? actor.id;
      const saved = await withLines(file, () =>
        store.registry.save(site.id, file.registry, {
          author,
          note: text(options, 'note'),
          // What was shown is what is changed: somebody else may save in between.
          ifVersion: wholeNumber(options, 'if-version') ?? effect.against,
          force: flag(options, 'force'),
        }),
      );
      if (saved.saved) {
        await audit(store, {
          action: 'registry.saved',
          site: site.id,
          detail: { version: saved.version, author, changes: saved.changes.length },
        });
      }
      if (json) context.out(`${JSON.stringify(saved)}\n`);
      context.note(
        saved.saved
          ? `Version ${saved.version} is in force.`
          : `Nothing to do: version ${saved.version} says the same.`,
      );
      return 0;
    });
  },
};

export const touchpointsTestCommand: Command = {
  name: 'touchpoints test',
  args: 'FILE',
  arity: [1, 1],
  summary: 'Show what the rules of a YAML file would do to events, rule by rule; saves nothing',
  details:
    'Per rule: events it would map, events that an earlier rule takes from it, and an example. --json has more examples.',
  options: { site: siteOption, ...spanOptions, json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail touchpoints test touchpoints.yaml --site my-site --from 7d'],
  async run(context, options, args) {
    const name = args[0] ?? '';
    const file = readRegistry(await readInput(context, name), name);
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const effect = await tried(context, store, site, file, options, 5);
      if (flag(options, 'json')) context.out(`${JSON.stringify(effect)}\n`);
      else {
        const columns = ['line', 'rule', 'touchpoint', 'events', 'taken before', 'for example'];
        context.out(
          textTable(
            columns.map((key) => ({ key, label: key })),
            effect.rules.map(({ rule, touchpoint, events, takenBefore, samples }) => ({
              line: file.lineOf(['rules', rule - 1]),
              rule,
              touchpoint,
              events,
              'taken before': takenBefore,
              'for example': samples[0] ? samples[0].url || samples[0].name : '',
            })),
            { bold: context.colour.stdout },
          ),
        );
      }
      const right = report(context, effect, file);
      if (right)
        context.note(`${count(effect.changes.length)} changes against version ${effect.against}.`);
      return right ? 0 : 1;
    });
  },
};
