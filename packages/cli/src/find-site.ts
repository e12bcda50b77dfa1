import type { Site } from '@touchtrail/contract';
import type { Store } from '@touchtrail/store';
import { matchSite, text } from './context.ts';
import type { Context, OptionSpec, OptionValues } from './context.ts';
import { CliError } from './errors.ts';
import { nearest } from './terminal/suggest.ts';

/** `--site` of every command about one site. */
export const siteOption: OptionSpec = {
  type: 'string',
  value: 'SITE',
  help: 'id or name of the site',
};

/**
 * The site a command is about.
 *
 * @throws CliError `usage` without a name, `unknown_site` with the sites there are
 */
export async function findSite(store: Store, wanted: string | undefined): Promise<Site> {
  const sites = await store.sites.list();
  const ids = sites.map((site) => site.id);
  if (wanted === undefined) {
    throw new CliError(
      'usage',
      'Which site? --site is missing.',
      ids.length > 0
        ? `Sites here: ${ids.join(', ')}.`
        : 'There is no site yet: touchtrail site add "My shop" --origin https://shop.example',
    );
  }
  const site = matchSite(sites, wanted);
  if (site) return site;
  const close = nearest(wanted, ids);
  throw new CliError(
    'unknown_site',
    `There is no site ${wanted}.`,
    ids.length === 0
      ? 'There is no site yet: touchtrail site add "My shop" --origin https://shop.example'
      : `${close ? `Did you mean ${close}? ` : ''}Sites here: ${ids.join(', ')}.`,
  );
}

/**
 * Opens the store for a command about the site that `--site` names.
 *
 * @throws CliError as {@link findSite}
 * @example
 * withSite(context, options, async (store, { id }) => print(await store.segments.list(id)));
 */
export const withSite = (
  context: Context,
  options: OptionValues,
  work: (store: Store, site: Site) => Promise<number>,
): Promise<number> =>
  context.withStore(async (store) => work(store, await findSite(store, text(options, 'site'))));
