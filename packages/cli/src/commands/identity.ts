import { writtenKey } from '@touchtrail/store';
import type { IdKey, Store } from '@touchtrail/store';
import { actor, audit } from './actor.ts';
import { dayOf, printList } from './print-list.ts';
import type { Command, Context, OptionSpec, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { findSite, siteOption } from '../find-site.ts';
import { count } from '../terminal/count.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };
const reason: OptionSpec = { type: 'string', value: 'TEXT', help: 'why, for those who come later' };

const idHelp =
  'An id is user:ID, anonymous:ID or email:HASH; without the word before it, it is the user of that name where there is one, else the device.';

const withKeys = (
  context: Context,
  options: OptionValues,
  args: readonly string[],
  work: (store: Store, siteId: string, keys: [IdKey, IdKey]) => Promise<number>,
): Promise<number> =>
  context.withStore(async (store) => {
    const { id } = await findSite(store, text(options, 'site'));
    await store.identity.settle(id);
    const first = await writtenKey(store.people, id, args[0] ?? '');
    return work(store, id, [
      first,
      args[1] === undefined ? first : await writtenKey(store.people, id, args[1]),
    ]);
  });

const by = (options: OptionValues) => ({ actor: actor.id, reason: text(options, 'reason') ?? '' });

/** A command that changes what joins, and writes down that it did. */
const change = (
  command: Pick<Command, 'name' | 'args' | 'summary' | 'details' | 'examples'>,
  options: Command['options'],
  done: string,
  work: (store: Store, siteId: string, keys: [IdKey, IdKey], given: OptionValues) => Promise<void>,
): Command => ({
  ...command,
  arity: command.args.includes(' ') ? [2, 2] : [1, 1],
  options: { site: siteOption, ...options },
  run: (context, given, args) =>
    withKeys(context, given, args, async (store, siteId, keys) => {
      await work(store, siteId, keys, given);
      await audit(store, {
        action: command.name.replace(' ', '.'),
        site: siteId,
        subject: keys[0].slice(keys[0].indexOf(':') + 1),
      });
      context.note(done);
      return 0;
    }),
});

export const identityWhyCommand: Command = {
  name: 'identity why',
  args: 'ID ID',
  arity: [2, 2],
  summary: 'Show the links that make two ids one person',
  details: idHelp,
  options: { site: siteOption, json },
  examples: ['touchtrail identity why ada anonymous:0193bd4e --site my-site'],
  run: (context, options, args) =>
    withKeys(context, options, args, async (store, siteId, [a, b]) => {
      const path = await store.identity.why(siteId, a, b);
      if (!path) {
        if (flag(options, 'json')) context.out('null\n');
        context.note(`${a} and ${b} are two people: no chain of links that count joins them.`);
        return 0;
      }
      return printList(
        context,
        options,
        ['from', 'to', 'kind', 'source', 'first seen', 'last seen'],
        path,
        ({ firstSeen, lastSeen, ...edge }) => ({
          ...edge,
          'first seen': dayOf(firstSeen),
          'last seen': dayOf(lastSeen),
        }),
      );
    }),
};

export const identityUnlinkCommand = change(
  {
    name: 'identity unlink',
    args: 'ID ID',
    summary: 'Take a link between two ids apart; reports follow at once',
    details: `${idHelp}\nEvents that show the link again do not bring it back; \`identity relink\` does.`,
    examples: [
      'touchtrail identity unlink ada anonymous:0193bd4e --site my-site --reason "borrowed phone"',
    ],
  },
  { reason },
  'Taken apart.',
  (store, siteId, [a, b], options) => store.identity.unlink(siteId, a, b, by(options)),
);

export const identityRelinkCommand = change(
  {
    name: 'identity relink',
    args: 'ID ID',
    summary: 'Let a link count again that was taken apart',
    details: idHelp,
    examples: ['touchtrail identity relink ada anonymous:0193bd4e --site my-site'],
  },
  {},
  'Counts again.',
  (store, siteId, [a, b], options) => store.identity.relink(siteId, a, b, by(options)),
);

export const identityBlockCommand = change(
  {
    name: 'identity block',
    args: 'ID',
    summary: 'Let an id join nothing: a device at the till, a shared address',
    details: idHelp,
    examples: ['touchtrail identity block anonymous:till-3 --site my-site --reason "till"'],
  },
  { reason },
  'Joins nothing from now on.',
  (store, siteId, [id], options) => store.identity.block(siteId, id, by(options)),
);

export const identityUnblockCommand = change(
  {
    name: 'identity unblock',
    args: 'ID',
    summary: 'Let a blocked id join others again',
    details: idHelp,
    examples: ['touchtrail identity unblock anonymous:till-3 --site my-site'],
  },
  {},
  'Joins again.',
  (store, siteId, [id], options) => store.identity.unblock(siteId, id, by(options)),
);

export const identityRulesCommand: Command = {
  name: 'identity rules',
  args: '',
  arity: [0, 0],
  summary: 'List blocked ids and links taken apart',
  options: { site: siteOption, json },
  examples: ['touchtrail identity rules --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      return printList(
        context,
        options,
        ['kind', 'from', 'to', 'reason', 'by', 'since'],
        await store.identity.rules(id),
        ({ at, actor: who, ...rule }) => ({ ...rule, by: who, since: dayOf(at) }),
      );
    }),
};

export const identityRebuildCommand: Command = {
  name: 'identity rebuild',
  args: '',
  arity: [0, 0],
  summary: 'Join all ids of a site again from the links, and say how many ids that changed',
  details: 'Nothing should change: what is joined step by step is what the links say.',
  options: { site: siteOption, json },
  examples: ['touchtrail identity rebuild --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const { id } = await findSite(store, text(options, 'site'));
      await store.identity.settle(id);
      const changed = await store.identity.rebuild(id, (done, of) =>
        context.note(`${count(done)} of ${count(of)} ids`),
      );
      const status = await store.identity.status(id);
      context.out(
        flag(options, 'json')
          ? `${JSON.stringify({ changed, ...status })}\n`
          : `links    ${count(status.edges)}\njoined   ${count(status.joined)}\nshared   ${count(status.shared)}\ncrowded  ${count(status.crowded)}\nchanged  ${count(changed)}\n`,
      );
      return 0;
    }),
};
