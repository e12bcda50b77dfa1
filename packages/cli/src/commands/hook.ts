import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { eventSchema, hookMappingSchema } from '@touchtrail/contract';
import type { HookMapping } from '@touchtrail/contract';
import { hookPresets, mapPayload } from '@touchtrail/store';
import type { HookPreset } from '@touchtrail/store';
import { audit } from './actor.ts';
import { coverageOf, coverageOptions } from './coverage.ts';
import { dayOf, printList } from './print-list.ts';
import type { Command, Context, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { issuesText } from '../import/row-builder.ts';
import { didYouMean } from '../terminal/suggest.ts';

type Vendor = keyof typeof hookPresets;
const vendors = Object.keys(hookPresets) as Vendor[];

function findPreset(wanted: string): HookPreset {
  const vendor = vendors.find((known) => known === wanted);
  if (vendor) return hookPresets[vendor];
  throw new CliError('usage', `--from: ${wanted} is not known.`, didYouMean(wanted, vendors));
}

async function fileText(context: Context, file: string): Promise<string> {
  if (file === '-') {
    let all = '';
    for await (const part of context.stdin) all += Buffer.from(part).toString('utf8');
    return all;
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError('file_not_found', `${file} cannot be read.`, 'Check the path.', {
      cause: error,
    });
  }
}

async function fileJson(context: Context, file: string): Promise<unknown> {
  try {
    return JSON.parse(await fileText(context, file)) as unknown;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('file_unreadable', `${file} is no JSON.`, 'Check it with a JSON tool.', {
      cause: error,
    });
  }
}

async function readMapping(context: Context, file: string): Promise<HookMapping> {
  const given = await fileJson(context, file);
  // A single rule may stand alone.
  const isRule = given !== null && typeof given === 'object' && 'fields' in given;
  const parsed = hookMappingSchema.safeParse(isRule ? { rules: [given] } : given);
  if (parsed.success) return parsed.data;
  throw new CliError(
    'invalid_mapping',
    `${file}: ${issuesText(parsed.error.issues)}`,
    'docs/offline.md has an example of a mapping.',
  );
}

async function secretOf(context: Context, options: OptionValues, preset: HookPreset) {
  const file = text(options, 'secret-file');
  if (file !== undefined) {
    const secret = (await fileText(context, file)).trim();
    if (secret.length >= 8) return secret;
    throw new CliError('usage', 'The secret has fewer than 8 characters.', 'Check --secret-file.');
  }
  if (preset.secretFrom === 'us') return randomBytes(24).toString('base64url');
  throw new CliError(
    'usage',
    'This system makes the secret itself: --secret-file is missing.',
    `${preset.setUp('')} Put it into a file, or pipe it in with --secret-file -.`,
  );
}

const addressOf = (base: string, id: string): string =>
  `${base.replace(/\/+$/, '')}/v1/hooks/${id}`;

export const hookAddCommand: Command = {
  name: 'hook add',
  args: '',
  arity: [0, 0],
  summary: 'Take webhooks of a CRM, a call tracker or any other system as touches',
  details: [
    'Known systems:',
    ...vendors.map((vendor) => `  ${vendor}: ${hookPresets[vendor].summary}`),
    '--mapping replaces what becomes of their payloads; try it first with touchtrail hook test.',
    '--purpose and --basis say what covers payloads without a consent receipt of their own.',
  ].join('\n'),
  options: {
    site: siteOption,
    from: { type: 'string', value: vendors.join('|'), help: 'which system calls (other)' },
    name: { type: 'string', value: 'NAME', help: 'what it is for' },
    url: {
      type: 'string',
      value: 'URL',
      help: 'public address of this service, as the other system sees it',
    },
    mapping: { type: 'string', value: 'FILE', help: 'JSON: which path becomes which field' },
    'secret-file': {
      type: 'string',
      value: 'FILE|-',
      help: 'secret that the other system signs with; never on the command line',
    },
    ...coverageOptions,
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    'touchtrail hook add --site my-site --from pipedrive --url https://touchtrail.example --purpose measurement --purpose identification --purpose offline_join --basis contract',
    'touchtrail hook add --site my-site --from hubspot --url https://touchtrail.example --secret-file client-secret.txt --purpose measurement --purpose identification --basis contract',
  ],
  async run(context, options) {
    const vendor = text(options, 'from') ?? 'other';
    const preset = findPreset(vendor);
    const base = text(options, 'url') ?? '';
    if (!URL.canParse(base) || !/^https?:/.test(base)) {
      throw new CliError(
        'usage',
        base === '' ? '--url is missing.' : `--url ${base} is no web address.`,
        'Write the public address of this service: --url https://touchtrail.example',
      );
    }
    const coverage = coverageOf(options);
    const mappingFile = text(options, 'mapping');
    const mapping =
      mappingFile === undefined ? preset.mapping : await readMapping(context, mappingFile);
    const secret = await secretOf(context, options, preset);
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const hook = await store.hooks.add({
        siteId: site.id,
        name: text(options, 'name') ?? vendor,
        auth: (id) => preset.auth(secret, addressOf(base, id)),
        mapping,
        ...coverage,
      });
      await audit(store, {
        action: 'hook.added',
        site: site.id,
        detail: { hook: hook.id, from: vendor, ...coverage },
      });
      const url = addressOf(base, hook.id);
      const made = preset.secretFrom === 'us' && text(options, 'secret-file') === undefined;
      const json = `${JSON.stringify({ id: hook.id, site: site.id, url, ...(made && { secret }) })}\n`;
      context.out(
        flag(options, 'json') ? json : `address  ${url}\n${made ? `secret   ${secret}\n` : ''}`,
      );
      context.note(preset.setUp(made ? secret : '(your secret)'));
      if (made) context.note('Keep the secret: it is shown this once.');
      return 0;
    });
  },
};

export const hookListCommand: Command = {
  name: 'hook list',
  args: '',
  arity: [0, 0],
  summary: 'List webhooks, never their secrets',
  options: {
    site: { type: 'string', value: 'SITE', help: 'only those of this site' },
    json: { type: 'boolean', help: 'print JSON, with the mappings' },
  },
  examples: ['touchtrail hook list --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const wanted = text(options, 'site');
      const site = wanted === undefined ? undefined : (await findSite(store, wanted)).id;
      const hooks = await store.hooks.list(site);
      return printList(
        context,
        options,
        ['id', 'site', 'name', 'purposes', 'basis', 'created', 'revoked'],
        hooks,
        (hook) => ({
          id: hook.id,
          site: hook.siteId,
          name: hook.name,
          purposes: hook.purposes.join(' '),
          basis: hook.basis,
          created: dayOf(hook.createdAt),
          revoked: dayOf(hook.revokedAt),
        }),
      );
    }),
};

/** What a payload would become, one line for each record that a rule is for. */
function tried(mapping: HookMapping, payload: unknown): { lines: string[]; refused: number } {
  const { events, ignored } = mapPayload(mapping, payload, 'test');
  let refused = 0;
  const lines = events.map(({ event, calledNumber }) => {
    // Who called is found by the number when the call comes in.
    const caller =
      calledNumber === undefined ? {} : { anonymousId: 'by the number that was called' };
    const parsed = eventSchema.safeParse({ ...caller, ...event });
    if (parsed.success) return JSON.stringify({ event: parsed.data, calledNumber });
    refused++;
    return JSON.stringify({ refused: issuesText(parsed.error.issues), event });
  });
  return {
    lines: [...lines, JSON.stringify({ events: events.length - refused, refused, ignored })],
    refused,
  };
}

export const hookTestCommand: Command = {
  name: 'hook test',
  args: 'FILE|-',
  arity: [1, 1],
  summary: 'Show what a payload would become; nothing is stored',
  details: 'Exit code: 0 every record is an event or left out, 3 some would be refused.',
  options: {
    hook: { type: 'string', value: 'ID', help: 'by the mapping of this webhook' },
    from: { type: 'string', value: vendors.join('|'), help: 'by the mapping for this system' },
    mapping: { type: 'string', value: 'FILE', help: 'by the mapping in this file' },
  },
  examples: [
    'touchtrail hook test payload.json --from pipedrive',
    'touchtrail hook test payload.json --mapping my-mapping.json',
  ],
  async run(context, options, args) {
    const [id, vendor, file] = ['hook', 'from', 'mapping'].map((name) => text(options, name));
    if ([id, vendor, file].filter((one) => one !== undefined).length !== 1) {
      throw new CliError(
        'usage',
        'hook test needs one of --hook, --from and --mapping.',
        'touchtrail hook test payload.json --from pipedrive',
      );
    }
    const mapping =
      file !== undefined
        ? await readMapping(context, file)
        : vendor !== undefined
          ? findPreset(vendor).mapping
          : await context.withStore(async (store) => {
              const hooks = await store.hooks.list();
              const hook = hooks.find((one) => one.id === id);
              if (hook) return hook.mapping;
              throw new CliError(
                'usage',
                `There is no webhook ${id}.`,
                didYouMean(
                  id ?? '',
                  hooks.map((one) => one.id),
                ),
              );
            });
    const { lines, refused } = tried(mapping, await fileJson(context, args[0] ?? '-'));
    context.out(`${lines.join('\n')}\n`);
    return refused > 0 ? 3 : 0;
  },
};

export const hookRevokeCommand: Command = {
  name: 'hook revoke',
  args: 'ID',
  arity: [1, 1],
  summary: 'Take no more of a webhook, within seconds',
  options: {},
  examples: ['touchtrail hook revoke hook_Zk3n8QpL0sVbZk3n'],
  run: (context, _options, args) =>
    context.withStore(async (store) => {
      const id = args[0] ?? '';
      await store.hooks.revoke(id);
      await audit(store, {
        action: 'hook.revoked',
        detail: { hook: id },
      });
      context.note('Revoked.');
      return 0;
    }),
};
