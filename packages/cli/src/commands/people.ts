import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Person, PrivacyRequest, Store } from '@touchtrail/store';
import { actor, audit } from './actor.ts';
import { printList } from './print-list.ts';
import type { Command, Context, OptionSpec, OptionValues, Output } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption, withSite } from '../find-site.ts';
import { isPlace, readProfile, segmentsOf } from '@touchtrail/analysis';
import { describeProfile, shownTouches } from '../people/describe-profile.ts';
import { erasureProgress } from '../people/erasure-progress.ts';
import { describeErasure } from '../people/describe-erasure.ts';
import { textTable } from '../terminal/text-table.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };

const idHelp =
  'ID is a user id, an anonymous id, or account: and an account id. A person is a user with the devices seen with nobody else.';

/** Opens the store for a command about one person. */
const about = (
  context: Context,
  options: OptionValues,
  args: readonly string[],
  work: (store: Store, site: string, id: string) => Promise<number>,
): Promise<number> => withSite(context, options, (store, { id }) => work(store, id, args[0] ?? ''));

function print(
  context: Context,
  options: OptionValues,
  request: PrivacyRequest,
  words: string,
): number {
  if (flag(options, 'json')) context.out(`${JSON.stringify(request)}\n`);
  else context.out(`request  ${request.id}\n`);
  context.note(words);
  return 0;
}

const idRows = (person: Person) => [
  ...person.subjects.map(({ id, kind }) => ({ id, what: kind })),
  ...person.sharedDevices.map((id) => ({ id, what: 'device shared with others' })),
];

const idTable = (context: Context, person: Person): string =>
  textTable(
    [
      { key: 'id', label: 'id' },
      { key: 'what', label: 'what it is' },
    ],
    idRows(person),
    { maxCell: 200, bold: context.colour.stdout },
  );

const unknown = (id: string, where: string): CliError =>
  new CliError(
    'unknown_person',
    `Nothing is stored under ${id} on ${where}.`,
    'Check the site and the id: a user id, an anonymous id, or account: and an account id.',
  );

export const peopleShowCommand: Command = {
  name: 'people show',
  args: 'ID',
  arity: [1, 1],
  summary:
    'Show everything known of a person: ids, attributes, accounts, consent, journeys, touches',
  details: `${idHelp}\nOn a terminal the newest touches are shown, with --json all of a page of 1,000.`,
  options: {
    site: siteOption,
    after: { type: 'string', value: 'PLACE', help: '`next` of the page before (with --json)' },
    json,
  },
  examples: ['touchtrail people show customer-17 --site my-site'],
  run: (context, options, args) =>
    about(context, options, args, async (store, where, id) => {
      const person = await store.people.resolve(where, id);
      const state = store.suppressions.hasSubject(where, person.id) ?? 'as usual';
      if (!person.known && state === 'as usual') throw unknown(id, where);
      await audit(store, {
        action: 'person.viewed',
        site: where,
        subject: person.id,
      });
      const asJson = flag(options, 'json');
      const after = text(options, 'after');
      if (after !== undefined && !isPlace(after)) {
        throw new CliError('usage', `--after ${after} is no place.`, 'Take `next` of a page.');
      }
      const profile = await readProfile({ reader: store.reader, clock: context.clock }, person, {
        id,
        state,
        segments: async (asked) =>
          segmentsOf(
            asked,
            { reader: store.reader, clock: context.clock },
            where,
            await store.segments.list(where),
          ),
        ...(after !== undefined && { after }),
        ...(!asJson && { limit: shownTouches, newestFirst: true }),
      });
      if (asJson) context.out(`${JSON.stringify({ ...profile, ...person, state })}\n`);
      else {
        context.out(`${idTable(context, person)}\nstate  ${state}\n${describeProfile(profile)}`);
      }
      return 0;
    }),
};

export const peopleFindCommand: Command = {
  name: 'people find',
  args: 'TEXT',
  arity: [1, 1],
  summary: 'Find people and accounts by an id, a hash, an e-mail address or a telephone number',
  details:
    'Exact matches only. Addresses and numbers are hashed with the key of the site, as they were when they came.',
  options: { site: siteOption, json },
  examples: ['touchtrail people find ada@example.org --site my-site'],
  run: (context, options, args) =>
    about(context, options, args, async (store, where, wanted) => {
      await audit(store, { action: 'person.searched', site: where, subject: wanted });
      const matches = await store.search.find(where, wanted);
      if (matches.length === 0) context.note('Nobody.');
      return printList(context, options, ['id', 'kind', 'by'], matches, (match) => ({ ...match }));
    }),
};

/** Writes as fast as the other side reads, so that nothing piles up. */
async function write(output: Output, line: string): Promise<void> {
  if (output.write(line) === false && 'once' in output) {
    await once(output as NodeJS.WritableStream, 'drain');
  }
}

export const peopleExportCommand: Command = {
  name: 'people export',
  args: 'ID',
  arity: [1, 1],
  summary: 'Write everything that is stored about a person, as one JSON object a line',
  details: `${idHelp}\nThe last line is {"type":"end",…}; without it the export is not whole.`,
  options: {
    site: siteOption,
    out: { type: 'string', value: 'FILE', help: 'default: standard output' },
  },
  examples: ['touchtrail people export customer-17 --site my-site --out customer-17.ndjson'],
  run: (context, options, args) =>
    about(context, options, args, async (store, where, id) => {
      const lines = store.people.export(where, id, actor);
      // Before a file is made: an unknown person leaves none behind.
      const first = await lines.next();
      const name = text(options, 'out');
      const file = name === undefined ? undefined : createWriteStream(name, { mode: 0o600 });
      const output = file ?? context.stdout;
      let count = 0;
      if (first.done !== true) await write(output, first.value);
      for await (const line of lines) {
        await write(output, line);
        count++;
      }
      if (file) {
        file.end();
        await finished(file);
        context.note(`${count - 1} rows about this person are in ${name}.`);
      }
      return 0;
    }),
};

export const peopleEraseCommand: Command = {
  name: 'people erase',
  args: 'ID',
  arity: [1, 1],
  summary: 'Delete a person: hidden at once, then gone from every table and from disk',
  details: [
    idHelp,
    'Without --yes it only shows what would be deleted. Interrupted, it is finished by the service, or by',
    'the same command again. What was erased is refused when it is sent or imported again.',
  ].join('\n'),
  options: {
    site: siteOption,
    yes: { type: 'boolean', help: 'really delete' },
    background: { type: 'boolean', help: 'hide now, let the running service delete' },
    json,
  },
  examples: ['touchtrail people erase customer-17 --site my-site --yes'],
  run: (context, options, args) =>
    about(context, options, args, async (store, where, id) => {
      if (!flag(options, 'yes')) {
        const person = await store.people.resolve(where, id);
        if (!person.known) throw unknown(id, where);
        context.out(idTable(context, person));
        throw new CliError(
          'not_confirmed',
          'Nothing was deleted.',
          'These ids and all that is stored under them will be gone for good: add --yes.',
        );
      }
      const request = await store.people.requestErasure(where, id, actor);
      context.note(`Hidden from every report and refused from now on. Request ${request.id}.`);
      if (flag(options, 'background')) {
        return print(context, options, request, 'The running service deletes it.');
      }
      const progress = erasureProgress(context);
      let done: PrivacyRequest;
      try {
        done = await store.people.runErasure(request.id, progress.update);
      } finally {
        progress.stop();
      }
      if (flag(options, 'json')) context.out(`${JSON.stringify(done)}\n`);
      else context.out(describeErasure(done));
      return done.state === 'done' ? 0 : 1;
    }),
};

export const peopleRestrictCommand: Command = {
  name: 'people restrict',
  args: 'ID',
  arity: [1, 1],
  summary: 'Pause a person: out of every report, new events refused, nothing deleted',
  details: idHelp,
  options: { site: siteOption, json },
  examples: ['touchtrail people restrict customer-17 --site my-site'],
  run: (context, options, args) =>
    about(context, options, args, async (store, where, id) => {
      const request = await store.people.restrict(where, id, actor);
      return print(context, options, request, 'Paused. touchtrail people unrestrict ends it.');
    }),
};

export const peopleUnrestrictCommand: Command = {
  name: 'people unrestrict',
  args: 'ID',
  arity: [1, 1],
  summary: 'End the pause of a person',
  options: { site: siteOption, json },
  examples: ['touchtrail people unrestrict customer-17 --site my-site'],
  run: (context, options, args) =>
    about(context, options, args, async (store, where, id) => {
      const request = await store.people.unrestrict(where, id, actor);
      return print(context, options, request, 'The person is in reports again.');
    }),
};

/** `city=Bonn` as text, `seats=4` as a number, `vip=true` as yes or no, `fax=` as nothing. */
function attribute(pair: string): [string, string | number | boolean | null] {
  const at = pair.indexOf('=');
  if (at < 1) {
    throw new CliError('usage', `--set ${pair} is no pair.`, 'Write it like --set city=Bonn.');
  }
  const value = pair.slice(at + 1);
  const name = pair.slice(0, at);
  if (value === '') return [name, null];
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  return [name, /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value) ? Number(value) : value];
}

export const peopleRectifyCommand: Command = {
  name: 'people rectify',
  args: 'ID',
  arity: [1, 1],
  summary: 'Correct attributes of a person; the new statement counts from now on',
  details: idHelp,
  options: {
    site: siteOption,
    set: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      help: 'the right value; nothing after = takes it away; repeat for several',
    },
    json,
  },
  examples: ['touchtrail people rectify customer-17 --site my-site --set city=Bonn'],
  run: (context, options, args) => {
    const pairs = texts(options, 'set').map(attribute);
    if (pairs.length === 0) {
      throw new CliError('usage', 'What is right? --set is missing.', 'Write --set city=Bonn.');
    }
    return about(context, options, args, async (store, where, id) => {
      const request = await store.people.rectify(where, id, Object.fromEntries(pairs), actor);
      return print(context, options, request, 'Stated, with its source in the record.');
    });
  },
};

export const peopleRequestsCommand: Command = {
  name: 'people requests',
  args: '',
  arity: [0, 0],
  summary: 'List what people asked for, and how far it is',
  options: { site: siteOption, json },
  examples: ['touchtrail people requests --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const wanted = text(options, 'site');
      const filter = wanted === undefined ? {} : { site: (await findSite(store, wanted)).id };
      const requests = await store.people.requests({ ...filter, limit: 1_000 });
      return printList(
        context,
        options,
        ['id', 'site', 'kind', 'state', 'step', 'requested', 'error'],
        requests,
        (each) => ({
          ...each,
          requested: new Date(each.requestedAt).toISOString(),
        }),
      );
    }),
};
