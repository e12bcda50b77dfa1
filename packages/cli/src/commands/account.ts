import { timeSchema } from '@touchtrail/contract';
import { listAccounts, readAccount } from '@touchtrail/analysis';
import { writtenKey } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { audit } from './actor.ts';
import { dayOf, printList } from './print-list.ts';
import type { Command, Context, OptionSpec, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { siteOption, withSite } from '../find-site.ts';
import { instant } from '../instant.ts';
import { describeAccount } from '../people/describe-account.ts';

const json: OptionSpec = { type: 'boolean', help: 'print JSON' };
const role: OptionSpec = { type: 'string', value: 'ROLE', help: 'buyer, user, sponsor …' };
const since: OptionSpec = { type: 'string', value: 'TIME', help: 'since when; default now' };
const remove: OptionSpec = { type: 'boolean', help: 'no longer' };

function timeOf(written: string, timezone: string, now: number): number {
  const time = timeSchema.safeParse(instant(written, timezone, now));
  if (time.success) return time.data;
  throw new CliError('usage', `--since ${written} is no time.`, 'Write 2026-11-01, or 7d for ago.');
}

/** Opens the store for a command about accounts; `since` is epoch ms. */
const about = (
  context: Context,
  options: OptionValues,
  work: (
    store: Store,
    site: string,
    said: { role?: string; since?: number; remove: boolean },
  ) => Promise<number>,
): Promise<number> =>
  withSite(context, options, async (store, { id, timezone }) => {
    const [asRole, from] = [text(options, 'role'), text(options, 'since')];
    return work(store, id, {
      ...(asRole !== undefined && { role: asRole }),
      ...(from !== undefined && { since: timeOf(from, timezone, context.clock()) }),
      remove: flag(options, 'remove'),
    });
  });

export const accountListCommand: Command = {
  name: 'account list',
  args: '',
  arity: [0, 0],
  summary: 'List accounts, those seen last first',
  options: {
    site: siteOption,
    query: { type: 'string', value: 'TEXT', help: 'a part of the id' },
    limit: { type: 'string', value: 'N', help: 'at most so many (default 100)' },
    json,
  },
  examples: ['touchtrail account list --site my-site --query acme'],
  run: (context, options) =>
    about(context, options, async ({ reader }, site) => {
      const limit = Number(text(options, 'limit') ?? 100);
      if (!Number.isInteger(limit) || limit < 1) {
        throw new CliError('usage', '--limit is not a whole number.', 'Write --limit 20.');
      }
      const accounts = await listAccounts({ reader }, site, {
        query: text(options, 'query') ?? '',
        limit,
      });
      return printList(
        context,
        options,
        ['id', 'people', 'first seen', 'last seen'],
        accounts,
        ({ firstSeen, lastSeen, ...rest }) => ({
          ...rest,
          'first seen': dayOf(firstSeen),
          'last seen': dayOf(lastSeen),
        }),
      );
    }),
};

export const accountShowCommand: Command = {
  name: 'account show',
  args: 'ACCOUNT',
  arity: [1, 1],
  summary: 'Show an account: people and roles, partners, journeys, whom each touchpoint reached',
  options: { site: siteOption, json },
  examples: ['touchtrail account show acme --site my-site'],
  run: (context, options, [id = '']) =>
    about(context, options, async (store, site) => {
      await audit(store, { action: 'account.viewed', site, subject: `account:${id}` });
      const account = await readAccount({ reader: store.reader, clock: context.clock }, site, id);
      if (!account) {
        throw new CliError(
          'unknown_account',
          `Nothing is stored of the account ${id} on ${site}.`,
          'See `touchtrail account list`.',
        );
      }
      context.out(
        flag(options, 'json') ? `${JSON.stringify(account)}\n` : describeAccount(account),
      );
      return 0;
    }),
};

export const accountMemberCommand: Command = {
  name: 'account member',
  args: 'ACCOUNT PERSON',
  arity: [2, 2],
  summary: 'Say who belongs to an account, in which role and department, or left',
  details: 'PERSON is user:ID, anonymous:ID or an id alone. What was said before stays as history.',
  options: {
    site: siteOption,
    role,
    department: { type: 'string', value: 'TEXT', help: 'IT, Purchasing …' },
    since,
    remove,
  },
  examples: [
    'touchtrail account member acme ada --role buyer --department IT --site my-site',
    'touchtrail account member acme ada --remove --site my-site',
  ],
  run: (context, options, [account = '', written = '']) =>
    about(context, options, async (store, site, said) => {
      const person = await writtenKey(store.people, site, written);
      const department = text(options, 'department');
      await store.accounts.member(site, account, person, {
        ...said,
        ...(department !== undefined && { department }),
      });
      await audit(store, {
        action: said.remove ? 'account.member_removed' : 'account.member_set',
        site,
        subject: person.slice(person.indexOf(':') + 1),
      });
      context.note(`${person} ${said.remove ? 'left' : 'belongs to'} ${account}.`);
      return 0;
    }),
};

export const accountPartnerCommand: Command = {
  name: 'account partner',
  args: 'ACCOUNT PARTNER',
  arity: [2, 2],
  summary: 'Say which other account has a part in what an account decides, or no longer',
  options: { site: siteOption, role, since, remove },
  examples: ['touchtrail account partner acme agency --role integrator --site my-site'],
  run: (context, options, [account = '', partner = '']) =>
    about(context, options, async (store, site, said) => {
      await store.accounts.partner(site, account, { partner, ...said });
      await audit(store, {
        action: said.remove ? 'account.partner_removed' : 'account.partner_set',
        site,
        subject: `account:${account}`,
      });
      context.note(`${partner} is ${said.remove ? 'no longer' : 'now'} a partner of ${account}.`);
      return 0;
    }),
};
