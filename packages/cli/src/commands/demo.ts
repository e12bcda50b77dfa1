import type { Site } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';
import type { Command, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { generateDemo } from '../demo/generate.ts';
import { demoRegistry } from '../demo/registry.ts';
import { CliError } from '../errors.ts';
import { importFile } from '../import/import-file.ts';
import { showProgress } from '../import/show-progress.ts';
import { describeImport } from './import.ts';

function whole(options: OptionValues, name: string, least: number, most: number, normal: number) {
  const value = text(options, name);
  if (value === undefined) return normal;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    const range = `${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}`;
    throw new CliError('usage', `--${name} ${value} does not fit.`, `Use a number from ${range}.`);
  }
  return number;
}

async function demoSite(store: Store, id: string): Promise<Site> {
  const known = await store.sites.find(id);
  if (!known) {
    return store.sites.add({
      id,
      name: id === 'demo' ? 'Demo shop' : `Demo shop ${id}`,
      origins: [],
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      consentMode: 'opt_in',
      isDemo: true,
    });
  }
  if (!known.isDemo) {
    throw new CliError(
      'invalid_site',
      `The site ${id} holds real data; made-up people do not go there.`,
      'Choose another id with --site, or leave --site out.',
    );
  }
  return known;
}

async function* asStream(chunks: Iterable<string>): AsyncGenerator<string> {
  yield* chunks;
}

export const demoCommand: Command = {
  name: 'demo',
  args: '',
  arity: [0, 0],
  summary: 'Load a month of made-up customers into a site marked as demo',
  details: [
    'People come over search, ads, social media and e-mail, on two devices, chat, call and walk into two',
    'stores. In the third week payment breaks on phones; see whether you find it:',
    '  touchtrail report drop-off --site demo',
  ].join('\n'),
  options: {
    people: { type: 'string', value: 'N', help: '1 to 50,000 (2,000)' },
    seed: { type: 'string', value: 'TEXT', help: 'another seed makes other people (1)' },
    days: { type: 'string', value: 'N', help: 'length, ending now (30)' },
    site: { type: 'string', value: 'ID', help: 'demo site, made when missing (demo)' },
    ndjson: { type: 'boolean', help: 'print the events instead of loading them' },
    json: { type: 'boolean', help: 'print the summary as JSON' },
  },
  examples: ['touchtrail demo', 'touchtrail demo --people 20000 --seed 7 --site demo-large'],
  async run(context, options) {
    const made = generateDemo({
      people: whole(options, 'people', 1, 50_000, 2_000),
      days: whole(options, 'days', 1, 365, 30),
      seed: text(options, 'seed') ?? '1',
      end: context.clock(),
    });
    if (flag(options, 'ndjson')) {
      for (const lines of made) context.out(lines);
      return 0;
    }
    const summary = await context.withStore(async (store) => {
      const site = await demoSite(store, text(options, 'site') ?? 'demo');
      // Somebody may have tried an own one: that stays.
      if ((await store.registry.read(site.id)).version === 0) {
        await store.registry.save(site.id, demoRegistry(), {
          author: 'demo',
          note: 'as delivered',
        });
      }
      const progress = showProgress(context);
      try {
        return await importFile({
          input: { name: 'demo', stream: asStream(made) },
          format: 'ndjson',
          site: site.id,
          store,
          clock: context.clock,
          onProgress: progress.update,
        });
      } finally {
        progress.stop();
      }
    });
    if (flag(options, 'json')) context.out(`${JSON.stringify(summary)}\n`);
    else {
      context.note(describeImport(summary));
      context.note(
        `See it: the site ${summary.site} in the dashboard, or touchtrail report drop-off --site ${summary.site}`,
      );
    }
    return summary.rejected > 0 ? 3 : 0;
  },
};
