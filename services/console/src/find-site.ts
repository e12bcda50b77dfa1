import { words } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import type { SiteStore } from '@touchtrail/store';
import { ConsoleProblem } from './answer.ts';

const say = words({
  'site: is missing.': 'site: fehlt.',
  'is missing': 'fehlt',
  'Name a site by its id, for example site=my-site.':
    'Nennen Sie eine Site mit ihrer Kennung, zum Beispiel site=my-site.',
  'There is no such site.': 'Diese Site gibt es nicht.',
  'Known sites: {list}.': 'Bekannte Sites: {list}.',
  none: 'keine',
});

/**
 * The site that a request names by id or by a name only one site has.
 *
 * @throws ConsoleProblem `invalid_parameters` when none is named, `not_found` listing what there is.
 */
export async function findSite(sites: Pick<SiteStore, 'list'>, named: unknown): Promise<Site> {
  const wanted = Array.isArray(named) ? named[0] : named;
  if (typeof wanted !== 'string' || wanted === '') {
    throw new ConsoleProblem(
      'invalid_parameters',
      say('site: is missing.'),
      say('Name a site by its id, for example site=my-site.'),
      { issues: [{ parameter: 'site', message: say('is missing') }] },
    );
  }
  const list = await sites.list();
  const byId = list.find((site) => site.id === wanted);
  if (byId) return byId;
  const byName = list.filter((site) => site.name === wanted);
  if (byName.length === 1 && byName[0]) return byName[0];
  throw new ConsoleProblem(
    'not_found',
    say('There is no such site.'),
    say('Known sites: {list}.', { list: list.map((site) => site.id).join(', ') || say('none') }),
  );
}
