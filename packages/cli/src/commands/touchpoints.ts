import { nameIn } from '@touchtrail/contract';
import { actor, audit } from './actor.ts';
import { dayOf, printList } from './print-list.ts';
import { spanOf, spanOptions } from './touchpoints-file.ts';
import type { Command, OptionSpec } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { count } from '../terminal/count.ts';
import { changeLine } from '../touchpoints/show-changes.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };

export const touchpointsListCommand: Command = {
  name: 'touchpoints list',
  args: '',
  arity: [0, 0],
  summary: 'List the registered touchpoints, with how often they were seen',
  options: {
    site: siteOption,
    ...spanOptions,
    language: { type: 'string', value: 'CODE', help: 'of the names (default: en)' },
    json,
  },
  examples: ['touchtrail touchpoints list --site my-site --language de'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const { version, registry } = await store.registry.read(site.id);
      const use = await store.registry.use(site.id, spanOf(context, options, site.timezone));
      const seen = new Map(use.map((one) => [one.key, one]));
      const language = text(options, 'language') ?? 'en';
      const items = registry.touchpoints.map((touchpoint) => ({
        ...touchpoint,
        events: seen.get(touchpoint.key)?.events ?? 0,
        lastSeenAt: seen.get(touchpoint.key)?.lastSeenAt ?? null,
      }));
      printList(
        context,
        options,
        ['key', 'name', 'phase', 'channel', 'owner', 'rules', 'events', 'last seen'],
        items,
        ({ key, name, phase, channel, owner, events, lastSeenAt }) => ({
          key,
          name: nameIn(name, language, ''),
          phase: phase ?? '',
          channel: channel ?? '',
          owner: owner ?? '',
          rules: registry.rules.filter((rule) => rule.touchpoint === key).length,
          events,
          'last seen': dayOf(lastSeenAt),
        }),
      );
      context.note(
        version === 0
          ? `${site.id} has no registry: touchtrail touchpoints unmapped shows what was seen.`
          : `Version ${version}.`,
      );
      return 0;
    }),
};

export const touchpointsUnmappedCommand: Command = {
  name: 'touchpoints unmapped',
  args: '',
  arity: [0, 0],
  summary: 'List what was seen but is not registered, with a rule that would map it',
  options: { site: siteOption, ...spanOptions, json },
  examples: ['touchtrail touchpoints unmapped --site my-site --from 7d'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const groups = await store.registry.unmapped(
        site.id,
        spanOf(context, options, site.timezone),
      );
      return printList(
        context,
        options,
        ['events', 'keys', 'seen as', 'channel', 'last seen', 'like', 'key', 'when'],
        groups,
        ({ pattern, keys, events, channel, lastSeenAt, suggestion }) => ({
          events,
          keys,
          'seen as': pattern,
          channel,
          'last seen': dayOf(lastSeenAt),
          like: suggestion.nearest ?? '',
          key: suggestion.key,
          when: JSON.stringify(suggestion.rule.when),
        }),
      );
    }),
};

export const touchpointsSilentCommand: Command = {
  name: 'touchpoints silent',
  args: '',
  arity: [0, 0],
  summary: 'List registered touchpoints that were not seen lately',
  options: { site: siteOption, ...spanOptions, json },
  examples: ['touchtrail touchpoints silent --site my-site --from 14d'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const use = await store.registry.use(site.id, spanOf(context, options, site.timezone));
      const silent = use.filter(({ events }) => events === 0);
      printList(context, options, ['key', 'last seen'], silent, ({ key, lastSeenAt }) => ({
        key,
        'last seen': lastSeenAt === null ? 'never' : dayOf(lastSeenAt),
      }));
      context.note(`${count(silent.length)} of ${count(use.length)} touchpoints are silent.`);
      return 0;
    }),
};

export const touchpointsHistoryCommand: Command = {
  name: 'touchpoints history',
  args: '',
  arity: [0, 0],
  summary: 'List the versions of the touchpoint registry',
  options: { site: siteOption, json },
  examples: ['touchtrail touchpoints history --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      return printList(
        context,
        options,
        ['version', 'saved', 'author', 'back to', 'note'],
        await store.registry.history(id),
        ({ version, at, author, restores, note }) => ({
          version,
          saved: new Date(at).toISOString(),
          author,
          'back to': restores ?? '',
          note,
        }),
      );
    }),
};

function versionOf(word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw new CliError(
    'usage',
    `${word} is no version.`,
    'See touchtrail touchpoints history for the versions there are.',
  );
}

export const touchpointsDiffCommand: Command = {
  name: 'touchpoints diff',
  args: 'FROM [TO]',
  arity: [1, 2],
  summary: 'Show what is different between two versions of the registry',
  details: 'TO is the version in force unless given.',
  options: { site: siteOption, json },
  examples: ['touchtrail touchpoints diff 3 4 --site my-site'],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      const from = versionOf(args[0] ?? '');
      const to =
        args[1] === undefined ? (await store.registry.read(id)).version : versionOf(args[1]);
      const changes = await store.registry.diff(id, from, to);
      if (flag(options, 'json')) context.out(`${JSON.stringify(changes)}\n`);
      else for (const change of changes) context.out(`${changeLine(change)}\n`);
      context.note(`${count(changes.length)} changes from version ${from} to ${to}.`);
      return 0;
    }),
};

export const touchpointsRollbackCommand: Command = {
  name: 'touchpoints rollback',
  args: 'VERSION',
  arity: [1, 1],
  summary: 'Go back to a version of the registry, by a new one that says the same',
  options: {
    site: siteOption,
    note: { type: 'string', value: 'TEXT', help: 'why, for those who come later' },
    author: { type: 'string', value: 'NAME', help: 'who (default: command line)' },
    force: { type: 'boolean', help: 'even when it makes every event one touchpoint' },
  },
  examples: ['touchtrail touchpoints rollback 3 --site my-site --note "the split was wrong"'],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      const author = text(options, 'author') ?? actor.id;
      const saved = await store.registry.rollback(id, versionOf(args[0] ?? ''), {
        author,
        note: text(options, 'note'),
        force: flag(options, 'force'),
      });
      if (!saved.saved) {
        context.note(`Nothing to do: version ${saved.version} says the same.`);
        return 0;
      }
      await audit(store, {
        action: 'registry.saved',
        site: id,
        detail: { version: saved.version, author, restores: Number(args[0]) },
      });
      for (const change of saved.changes) context.out(`${changeLine(change)}\n`);
      context.note(`Version ${saved.version} is in force; it says what ${args[0]} said.`);
      return 0;
    }),
};
