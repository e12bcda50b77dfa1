import { printList } from './print-list.ts';
import type { Command } from '../context.ts';
import { text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite } from '../find-site.ts';

/** Epoch ms of an option. */
function timeOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = Date.parse(value);
  if (Number.isFinite(time)) return time;
  throw new CliError('usage', `--${name} ${value} is no time.`, 'Write it like 2026-11-22T10:00Z.');
}

export const auditCommand: Command = {
  name: 'audit',
  args: '',
  arity: [0, 0],
  summary: 'Show who looked at, took out or deleted what, newest first',
  options: {
    site: { type: 'string', value: 'SITE', help: 'only this site' },
    person: { type: 'string', value: 'ID', help: 'only entries about this person; needs --site' },
    action: { type: 'string', value: 'NAME', help: 'actions that begin so: person, login, token' },
    from: { type: 'string', value: 'TIME', help: 'from this time on' },
    to: { type: 'string', value: 'TIME', help: 'before this time' },
    limit: { type: 'string', value: 'N', help: 'default: 100' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail audit --site my-site --action person'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const wanted = text(options, 'site');
      const person = text(options, 'person');
      if (person !== undefined && wanted === undefined) {
        throw new CliError('usage', '--person needs --site.', 'Ids belong to a site.');
      }
      const site = wanted === undefined ? undefined : (await findSite(store, wanted)).id;
      const limit = Number(text(options, 'limit') ?? 100);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100_000) {
        throw new CliError('usage', '--limit must be 1 to 100,000.', 'Write --limit 500.');
      }
      // Entries about a person stand under the id that names them.
      const subject =
        person === undefined || site === undefined
          ? undefined
          : (await store.people.resolve(site, person)).id;
      const action = text(options, 'action');
      const from = timeOf('from', text(options, 'from'));
      const to = timeOf('to', text(options, 'to'));
      const entries = await store.audit.list({
        limit,
        ...(site !== undefined && { site }),
        ...(subject !== undefined && { subject }),
        ...(action !== undefined && { action }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      });
      return printList(
        context,
        options,
        ['time', 'action', 'actor', 'role', 'site', 'person', 'detail'],
        entries,
        (entry) => ({
          ...entry,
          time: new Date(entry.at).toISOString(),
          person: entry.subjectHash.slice(0, 10),
        }),
      );
    }),
};
