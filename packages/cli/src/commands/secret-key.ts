import { keyScopes } from '@touchtrail/contract';
import { audit } from './actor.ts';
import { coverageOf, coverageOptions } from './coverage.ts';
import { dayOf, printList } from './print-list.ts';
import type { Command } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { findSite } from '../find-site.ts';
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
    ...coverageOptions,
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    'touchtrail key create --site my-site --name till --purpose measurement --purpose offline_join --basis contract',
  ],
  async run(context, options) {
    const scopes = wordsOf(texts(options, 'scope'), keyScopes, 'scope');
    const coverage = coverageOf(options);
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const { id, secret } = await store.keys.create({
        siteId: site.id,
        name: text(options, 'name') ?? '',
        ...coverage,
        ...(scopes.length > 0 && { scopes }),
      });
      await audit(store, {
        action: 'key.created',
        site: site.id,
        detail: { key: id, scopes, ...coverage },
      });
      const json = `${JSON.stringify({ id, site: site.id, secret })}\n`;
      context.out(flag(options, 'json') ? json : `key     ${id}\nsecret  ${secret}\n`);
      context.note('Keep the secret: it is shown this once.');
      return 0;
    });
  },
};

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
      return printList(
        context,
        options,
        ['id', 'site', 'name', 'scopes', 'basis', 'created', 'used', 'revoked'],
        keys,
        (key) => ({
          id: key.id,
          site: key.siteId,
          name: key.name,
          scopes: key.scopes.join(' '),
          basis: key.basis,
          created: dayOf(key.createdAt),
          used: key.lastUsed ?? 'never',
          revoked: dayOf(key.revokedAt),
        }),
      );
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
      await audit(store, {
        action: 'key.revoked',
        detail: { key: id },
      });
      context.note('Revoked.');
      return 0;
    }),
};
