import { changedSite, siteDifferences, siteIdOf, siteInputSchema } from '@touchtrail/contract';
import { audit } from './actor.ts';
import type { Command } from '../context.ts';
import { flag, text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite } from '../find-site.ts';
import { issuesText } from '../import/row-builder.ts';
import { textTable } from '../terminal/text-table.ts';

export const siteAddCommand: Command = {
  name: 'site add',
  args: 'NAME',
  arity: [1, 1],
  summary: 'Add a site and print its write key',
  options: {
    origin: {
      type: 'string',
      multiple: true,
      value: 'ORIGIN',
      help: 'where the tag runs, e.g. https://shop.example or http://localhost:*',
    },
    id: { type: 'string', value: 'ID', help: 'default: made of the name' },
    timezone: { type: 'string', value: 'ZONE', help: 'default: UTC' },
    currency: { type: 'string', value: 'CODE', help: 'default: EUR' },
    consent: {
      type: 'string',
      value: 'opt_in|none',
      help: 'opt_in (default): browser events need consent',
    },
    json: { type: 'boolean', help: 'print the site as JSON' },
  },
  examples: [
    'touchtrail site add "Lamp shop" --origin https://lamps.example --timezone Europe/Berlin',
  ],
  async run(context, options, args) {
    const name = args[0] ?? '';
    const parsed = siteInputSchema.safeParse({
      id: text(options, 'id') ?? siteIdOf(name),
      name,
      origins: texts(options, 'origin'),
      timezone: text(options, 'timezone'),
      currency: text(options, 'currency'),
      consentMode: text(options, 'consent'),
    });
    if (!parsed.success) {
      throw new CliError(
        'invalid_site',
        `The site cannot be added: ${issuesText(parsed.error.issues)}.`,
        'touchtrail site add --help shows an example.',
      );
    }
    const { id = '', ...wanted } = parsed.data;
    const site = await context.withStore(async (store) => {
      if (await store.sites.find(id)) {
        throw new CliError(
          'site_exists',
          `There is a site ${id} already.`,
          'Choose another one with --id, or see touchtrail site list.',
        );
      }
      const added = await store.sites.add({ ...wanted, id, isDemo: false });
      await audit(store, { action: 'site.added', site: id, detail: { name: added.name } });
      return added;
    });
    if (flag(options, 'json')) {
      context.out(`${JSON.stringify(site)}\n`);
      return 0;
    }
    context.out(`site       ${site.id}\nwrite key  ${site.writeKey}\n`);
    if (site.origins.length === 0) {
      context.note(
        'No origin is allowed yet, so browsers are refused; imports and back ends work.',
      );
    }
    return 0;
  },
};

export const siteUpdateCommand: Command = {
  name: 'site update',
  args: 'SITE',
  arity: [1, 1],
  summary: 'Change a site: allow more origins, rename it, set zone, currency or consent',
  options: {
    origin: {
      type: 'string',
      multiple: true,
      value: 'ORIGIN',
      help: 'allow this origin too; repeat for several',
    },
    'remove-origin': {
      type: 'string',
      multiple: true,
      value: 'ORIGIN',
      help: 'allow this origin no more',
    },
    name: { type: 'string', value: 'NAME', help: 'new name' },
    timezone: { type: 'string', value: 'ZONE', help: 'new time zone' },
    currency: { type: 'string', value: 'CODE', help: 'new currency' },
    consent: { type: 'string', value: 'opt_in|none', help: 'whether browser events need consent' },
    json: { type: 'boolean', help: 'print the site as JSON' },
  },
  examples: ['touchtrail site update my-site --origin https://shop.example'],
  async run(context, options, args) {
    const site = await context.withStore(async (store) => {
      const before = await findSite(store, args[0]);
      const removed = new Set(texts(options, 'remove-origin'));
      const origins = new Set([...before.origins, ...texts(options, 'origin')]);
      const mode = text(options, 'consent') ?? before.consentMode;
      const parsed = changedSite(before, {
        name: text(options, 'name') ?? before.name,
        origins: [...origins].filter((origin) => !removed.has(origin)),
        timezone: text(options, 'timezone') ?? before.timezone,
        currency: (text(options, 'currency') ?? before.currency).toUpperCase(),
        // The check says what is wrong with any other word.
        consentMode: mode as typeof before.consentMode,
      });
      if (!parsed.success) {
        throw new CliError(
          'invalid_site',
          `The site cannot be changed: ${issuesText(parsed.error.issues)}.`,
          'touchtrail site update --help shows an example.',
        );
      }
      const { name, origins: allowed, timezone, currency, consentMode } = parsed.data;
      const settings = { name, origins: allowed, timezone, currency, consentMode };
      const after = await store.sites.update(before.id, settings);
      const detail = siteDifferences(before, after);
      if (Object.keys(detail).length > 0) {
        await audit(store, { action: 'site.changed', site: after.id, detail });
      }
      return after;
    });
    if (flag(options, 'json')) context.out(`${JSON.stringify(site)}\n`);
    else context.out(`site     ${site.id}\norigins  ${site.origins.join(' ')}\n`);
    return 0;
  },
};

export const siteListCommand: Command = {
  name: 'site list',
  args: '',
  arity: [0, 0],
  summary: 'List the sites with their write keys',
  options: { json: { type: 'boolean', help: 'print JSON' } },
  examples: ['touchtrail site list'],
  async run(context, options) {
    const sites = await context.withStore((store) => store.sites.list());
    if (flag(options, 'json')) {
      context.out(`${JSON.stringify(sites)}\n`);
      return 0;
    }
    if (sites.length === 0) {
      context.note(
        'There is no site yet: touchtrail site add "My shop" --origin https://shop.example',
      );
      return 0;
    }
    const columns = ['id', 'name', 'writeKey', 'origins', 'timezone', 'currency', 'consentMode'];
    context.out(
      textTable(
        columns.map((key) => ({ key, label: key })),
        sites.map((site) => ({ ...site, origins: site.origins.join(' ') })),
        { bold: context.colour.stdout },
      ),
    );
    return 0;
  },
};
