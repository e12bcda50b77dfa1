import type { Role } from '@touchtrail/store';
import { audit } from './actor.ts';
import { printList } from './print-list.ts';
import type { Command } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite } from '../find-site.ts';
import { didYouMean } from '../terminal/suggest.ts';

const roles: readonly Role[] = ['viewer', 'analyst', 'admin'];

function parseRole(value: string): Role {
  const role = roles.find((known) => known === value);
  if (role) return role;
  throw new CliError('usage', `--role: no role ${value}.`, didYouMean(value, roles));
}

export const tokenCreateCommand: Command = {
  name: 'token create',
  args: '',
  arity: [0, 0],
  summary: 'Make a token for the dashboard and the API, and print it once',
  details: [
    'viewer: reports, without seeing who is who. analyst: also timelines of single people.',
    'admin: everything, with exports, erasures and the audit log.',
  ].join('\n'),
  options: {
    role: { type: 'string', value: 'viewer|analyst|admin', help: 'default: viewer' },
    site: {
      type: 'string',
      multiple: true,
      value: 'SITE',
      help: 'only this site; repeat for several; default: every site',
    },
    name: { type: 'string', value: 'NAME', help: 'who it is for' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail token create --role viewer --site my-site --name "Marketing"'],
  async run(context, options) {
    const role = parseRole(text(options, 'role') ?? 'viewer');
    return context.withStore(async (store) => {
      const sites: string[] = [];
      for (const wanted of texts(options, 'site')) sites.push((await findSite(store, wanted)).id);
      const token = await store.tokens.create({ role, sites, name: text(options, 'name') ?? '' });
      const id = (await store.tokens.identify(token))?.id ?? '';
      await audit(store, {
        action: 'token.created',
        detail: { token: id, role, sites },
      });
      if (flag(options, 'json')) context.out(`${JSON.stringify({ id, role, sites, token })}\n`);
      else context.out(`${token}\n`);
      context.note('Keep it: it is shown this once.');
      return 0;
    });
  },
};

export const tokenListCommand: Command = {
  name: 'token list',
  args: '',
  arity: [0, 0],
  summary: 'List the valid tokens and when they were used last, never the secrets themselves',
  options: { json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail token list'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const tokens = await store.tokens.list();
      return printList(
        context,
        options,
        ['id', 'role', 'name', 'sites', 'created', 'used'],
        tokens,
        ({ createdAt, lastUsed, sites, ...rest }) => ({
          ...rest,
          sites: sites.join(' ') || 'every site',
          created: new Date(createdAt).toISOString(),
          used: lastUsed ?? 'never',
        }),
      );
    }),
};

export const tokenChangeCommand: Command = {
  name: 'token change',
  args: 'ID',
  arity: [1, 1],
  summary: 'Give a token another role or name; its logins have it within seconds',
  options: {
    role: { type: 'string', value: roles.join('|'), help: 'what it may do from now on' },
    name: { type: 'string', value: 'NAME', help: 'who it is for' },
  },
  examples: ['touchtrail token change 5f0c9a3e-0d7b-4a51-9a55-1b7c2f1d8e60 --role analyst'],
  async run(context, options, args) {
    const [wanted, name] = [text(options, 'role'), text(options, 'name')];
    if (wanted === undefined && name === undefined) {
      throw new CliError(
        'usage',
        'token change needs --role or --name.',
        'touchtrail token change ID --role analyst',
      );
    }
    const role = wanted === undefined ? undefined : parseRole(wanted);
    return context.withStore(async (store) => {
      const after = await store.tokens.change(args[0] ?? '', {
        ...(role !== undefined && { role }),
        ...(name !== undefined && { name }),
      });
      await audit(store, {
        action: 'token.changed',
        detail: { token: after.id, role: after.role },
      });
      context.note(`${after.name || after.id} is ${after.role}.`);
      return 0;
    });
  },
};

export const tokenRevokeCommand: Command = {
  name: 'token revoke',
  args: 'ID',
  arity: [1, 1],
  summary: 'Make a token worthless; its logins end within seconds',
  options: {},
  examples: ['touchtrail token revoke 5f0c9a3e-0d7b-4a51-9a55-1b7c2f1d8e60'],
  run: (context, _options, args) =>
    context.withStore(async (store) => {
      const id = args[0] ?? '';
      await store.tokens.revoke(id);
      await audit(store, {
        action: 'token.revoked',
        detail: { token: id },
      });
      context.note('Revoked.');
      return 0;
    }),
};
