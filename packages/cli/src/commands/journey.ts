import { journeyDefinitionSchema, journeyNameSchema } from '@touchtrail/contract';
import type { JourneyDefinition, SavedJourney } from '@touchtrail/contract';
import type { Command, OptionSpec, OptionValues } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { count } from '../terminal/count.ts';
import { actor, audit } from './actor.ts';
import { dayOf, printList } from './print-list.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };

const list = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');

/** `order=event:order.completed,thanks`; without a name the goal is called by what reaches it. */
function goalOf(written: string): { name: string; reached: string[] } {
  const cut = written.indexOf('=');
  const reached = list(written.slice(cut + 1));
  return { name: cut > 0 ? written.slice(0, cut).trim() : (reached[0] ?? ''), reached };
}

function definitionOf(options: OptionValues): JourneyDefinition {
  const parsed = journeyDefinitionSchema.safeParse({
    description: text(options, 'description'),
    subject: text(options, 'subject'),
    goals: texts(options, 'goal').map(goalOf),
    start: list(text(options, 'start')),
    inactivityLimit: text(options, 'inactivity'),
    abandonmentGap: text(options, 'gap'),
    abandonmentGaps: text(options, 'own-gaps'),
    visitGap: text(options, 'visit-gap'),
  });
  if (parsed.success) return parsed.data;
  throw new CliError(
    'usage',
    parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the journey'}: ${message}`)
      .join('; '),
    'See `touchtrail journey set --help`.',
  );
}

function nameOf(written: string | undefined): string {
  const parsed = journeyNameSchema.safeParse(written ?? '');
  if (parsed.success) return parsed.data;
  throw new CliError(
    'usage',
    `The name ${parsed.error.issues[0]?.message ?? 'is wrong'}.`,
    'Call it like purchase or trial-to-paid.',
  );
}

const duration = (ms: number | undefined): string =>
  ms === undefined ? 'from the data' : `${ms / 3_600_000} h`;

const shown = ({ name, version, definition, actor: who, at }: SavedJourney) => ({
  name,
  version,
  subject: definition.subject,
  goals: definition.goals.map((goal) => goal.name).join(', ') || 'any conversion',
  start: definition.start.join(', ') || 'any touch',
  inactivity: duration(definition.inactivityLimit),
  gap: duration(definition.abandonmentGap),
  by: who,
  since: dayOf(at),
});

const columns = [
  'name',
  'version',
  'subject',
  'goals',
  'start',
  'inactivity',
  'gap',
  'by',
  'since',
] as const;

export const journeyListCommand: Command = {
  name: 'journey list',
  args: '',
  arity: [0, 0],
  summary: 'List what a site calls a journey',
  options: { site: siteOption, json },
  examples: ['touchtrail journey list --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      return printList(context, options, columns, await store.journeyDefinitions.list(id), shown);
    }),
};

export const journeySetCommand: Command = {
  name: 'journey set',
  args: 'NAME',
  arity: [1, 1],
  summary: 'Save what a journey is, as a new version; reports take it by its name',
  details:
    'What is not given is learned from the data, or the default of the report. A goal is named by what stands before the =.',
  options: {
    site: siteOption,
    goal: {
      type: 'string',
      multiple: true,
      value: 'NAME=KEY,…',
      help: 'touchpoints or event:NAMEs that reach it (default: any conversion)',
    },
    start: {
      type: 'string',
      value: 'KEY,…',
      help: 'touchpoints or event:NAMEs that it begins with (default: any touch)',
    },
    subject: { type: 'string', value: 'WHO', help: 'person or account' },
    inactivity: { type: 'string', value: 'TIME', help: 'silence that ends it, e.g. 60d' },
    gap: { type: 'string', value: 'TIME', help: 'silence that is a pause, e.g. 6h' },
    'own-gaps': {
      type: 'string',
      value: 'KIND=TIME,…',
      help: 'the same for some touches, e.g. analog=auto,store=3d,phase:decision=12h',
    },
    'visit-gap': { type: 'string', value: 'TIME', help: 'silence that ends a visit' },
    description: { type: 'string', value: 'TEXT', help: 'what it is for' },
    json,
  },
  examples: [
    'touchtrail journey set purchase --site my-site --goal order=event:order.completed --goal call=store.berlin --start ad,search --inactivity 60d',
    'touchtrail report journeys --site my-site --journey purchase',
  ],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      const name = nameOf(args[0]);
      const saved = await store.journeyDefinitions.set(id, name, definitionOf(options), actor.id);
      await audit(store, {
        action: 'journey.saved',
        site: id,
        detail: { name, version: saved.version },
      });
      if (flag(options, 'json')) context.out(`${JSON.stringify(saved)}\n`);
      context.note(`${name} is saved as version ${saved.version}.`);
      return 0;
    }),
};

export const journeyShowCommand: Command = {
  name: 'journey show',
  args: 'NAME',
  arity: [1, 1],
  summary: 'Show what a journey is, or was in a version',
  options: {
    site: siteOption,
    version: { type: 'string', value: 'N', help: 'default: the last one' },
    json,
  },
  examples: ['touchtrail journey show purchase --site my-site --version 1'],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      const name = nameOf(args[0]);
      const version = text(options, 'version');
      const saved = await store.journeyDefinitions.find(
        id,
        name,
        version === undefined ? undefined : Number(version),
      );
      if (!saved) {
        throw new CliError(
          'usage',
          `The site has no journey ${name}${version === undefined ? '' : ` of version ${version}`}.`,
          'See which it has with `touchtrail journey list`.',
        );
      }
      context.out(`${JSON.stringify(saved, null, flag(options, 'json') ? undefined : 2)}\n`);
      return 0;
    }),
};

export const journeyRemoveCommand: Command = {
  name: 'journey remove',
  args: 'NAME',
  arity: [1, 1],
  summary: 'Remove a journey; its versions stay readable',
  options: { site: siteOption },
  examples: ['touchtrail journey remove purchase --site my-site'],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      const name = nameOf(args[0]);
      await store.journeyDefinitions.remove(id, name, actor.id);
      await audit(store, { action: 'journey.removed', site: id, detail: { name } });
      context.note(`${name} is removed.`);
      return 0;
    }),
};

export const journeyRebuildCommand: Command = {
  name: 'journey rebuild',
  args: '',
  arity: [0, 0],
  summary: 'Make the sequences that reports read again from the events',
  details: 'Nothing should change: what is made step by step is what the events say.',
  options: { site: siteOption, json },
  examples: ['touchtrail journey rebuild --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      await store.identity.settle(id);
      const kinds = ['person', 'account'] as const;
      const made: Record<string, { touches: number; subjects: number }> = {};
      for (const kind of kinds) {
        made[kind] = await store.journeys.rebuild(id, kind, (done, of) =>
          context.note(`${kind}: part ${done} of ${of}`),
        );
      }
      context.out(
        flag(options, 'json')
          ? `${JSON.stringify(made)}\n`
          : kinds
              .map(
                (kind) =>
                  `${kind.padEnd(8)} ${count(made[kind]?.subjects ?? 0)} with ${count(made[kind]?.touches ?? 0)} touches\n`,
              )
              .join(''),
      );
      return 0;
    }),
};
