import { keyScopes, purposes } from '@touchtrail/contract';
import type { Command } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite } from '../find-site.ts';
import { textTable } from '../terminal/text-table.ts';
import { wordsOf } from '../terminal/words-of.ts';

export const keyCreateCommand: Command = {
  name: 'key create',
  args: '',
  arity: [0, 0],
  summary: 'Make a secret key for a back end, and print it once',
  details: [
    'A back end signs its requests with it: docs/security.md has an example to run. A site has at most',
    'two, so that one can be replaced without a gap. --purpose and --basis say what its events are',
    'covered by when they bring no receipt of their own; without them each needs one.',
  ].join('\n'),
  options: {
    site: { type: 'string', value: 'SITE', help: 'the site it writes to' },
    name: { type: 'string', value: 'NAME', help: 'which back end it is for' },
    scope: {
      type: 'string',
      multiple: true,
      value: keyScopes.join('|'),
      help: 'what it may send; repeat for several; default: events:write',
    },
    purpose: {
      type: 'string',
      multiple: true,
      value: 'PURPOSE',
      help: 'covered without a receipt; repeat for several',
    },
    basis: { type: 'string', value: 'TEXT', help: 'why, for example "contract"' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    'touchtrail key create --site my-site --name till --purpose measurement --purpose offline_join --basis contract',
  ],
  async run(context, options) {
    const scopes = wordsOf(texts(options, 'scope'), keyScopes, 'scope');
    const covered = wordsOf(texts(options, 'purpose'), purposes, 'purpose');
    const basis = text(options, 'basis') ?? '';
    if (covered.length > 0 && basis === '') {
      throw new CliError(
        'usage',
        '--purpose needs --basis.',
        'Say on what legal ground, for example --basis contract. It is stored with every event.',
      );
    }
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const { id, secret } = await store.keys.create({
        siteId: site.id,
        name: text(options, 'name') ?? '',
        purposes: covered,
        basis,
        ...(scopes.length > 0 && { scopes }),
      });
      await store.audit.add({
        action: 'key.created',
        actor: 'command line',
        role: 'admin',
        site: site.id,
        detail: { key: id, scopes, purposes: covered, basis },
      });
      const json = `${JSON.stringify({ id, site: site.id, secret })}\n`;
      context.out(flag(options, 'json') ? json : `key     ${id}\nsecret  ${secret}\n`);
      context.note('Keep the secret: it is shown this once.');
      return 0;
    });
  },
};

const dayOf = (ms: number | null) => (ms === null ? '' : new Date(ms).toISOString().slice(0, 10));

export const keyListCommand: Command = {
  name: 'key list',
  args: '',
  arity: [0, 0],
  summary: 'List secret keys and when they were used last, never the secrets themselves',
  options: {
    site: { type: 'string', value: 'SITE', help: 'only those of this site' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail key list --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const wanted = text(options, 'site');
      const site = wanted === undefined ? undefined : (await findSite(store, wanted)).id;
      const keys = await store.keys.list(site);
      if (flag(options, 'json')) {
        context.out(`${JSON.stringify(keys)}\n`);
        return 0;
      }
      const columns = ['id', 'site', 'name', 'scopes', 'basis', 'created', 'used', 'revoked'];
      context.out(
        textTable(
          columns.map((key) => ({ key, label: key })),
          keys.map((key) => ({
            id: key.id,
            site: key.siteId,
            name: key.name,
            scopes: key.scopes.join(' '),
            basis: key.basis,
            created: dayOf(key.createdAt),
            used: key.lastUsed ?? 'never',
            revoked: dayOf(key.revokedAt),
          })),
          { bold: context.colour.stdout },
        ),
      );
      return 0;
    }),
};

export const keyRevokeCommand: Command = {
  name: 'key revoke',
  args: 'ID',
  arity: [1, 1],
  summary: 'Make a secret key worthless, within seconds',
  options: {},
  examples: ['touchtrail key revoke key_Zk3n8QpL0sVb'],
  run: (context, _options, args) =>
    context.withStore(async (store) => {
      const id = args[0] ?? '';
      await store.keys.revoke(id);
      await store.audit.add({
        action: 'key.revoked',
        actor: 'command line',
        role: 'admin',
        detail: { key: id },
      });
      context.note('Revoked.');
      return 0;
    }),
};
