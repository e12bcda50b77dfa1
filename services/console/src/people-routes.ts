import { durationSchema } from '@touchtrail/contract';
import { isPlace, readProfile, segmentsOf, timelinePage } from '@touchtrail/analysis';
import type {
  AuditLog,
  PeopleSearch,
  PeopleStore,
  Reader,
  SegmentStore,
  SiteStore,
  Suppressions,
} from '@touchtrail/store';
import type { Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { scopedSites } from './scoped-sites.ts';
import { askAs, valid } from './valid.ts';

export interface PeopleRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  people: Pick<PeopleStore, 'resolve'>;
  search: PeopleSearch | undefined;
  segments: Pick<SegmentStore, 'list'> | undefined;
  suppressions: Pick<Suppressions, 'hasSubject'>;
  audit: Pick<AuditLog, 'add'>;
  clock: () => number;
}

const profileSchema = z.object({
  limit: z.coerce.number().int().min(1).max(timelinePage).default(timelinePage),
  after: z.string().refine(isPlace, 'must be the `next` of a page').optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
  inactivityLimit: durationSchema.optional(),
});
const profileHint = askAs('/api/people/ada?site=my-site&limit=100&order=newest');
const searchSchema = z.object({ q: z.string('is missing').min(1, 'is missing').max(500) });

/** `GET /api/people?q=…` finds people, `GET /api/people/:id` is everything known of one. For analysts. */
export function peopleRoutes(app: Hono<NodeEnv>, deps: PeopleRouteDeps): void {
  const { reader, sites, people, search, segments, suppressions, audit, clock } = deps;
  const analyst = requireRole('analyst');

  app.get('/api/people', analyst, async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const { q } = valid(
      searchSchema,
      { q: c.req.query('q') },
      askAs('/api/people?site=my-site&q=ada@example.org'),
    );
    const { id: actor, role } = c.get('who');
    // Of who was looked for only the hash is kept.
    await audit.add({ action: 'person.searched', actor, role, site: site.id, subject: q });
    return jsonAnswer(200, { site: site.id, matches: (await search?.find(site.id, q)) ?? [] });
  });

  app.get('/api/people/:id', analyst, async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const id = c.req.param('id');
    const { order, limit, after, inactivityLimit } = valid(
      profileSchema,
      Object.fromEntries(Object.entries(c.req.queries()).map(([key, values]) => [key, values[0]])),
      profileHint,
    );
    // Nothing is shown before it is recorded who looks: a look that cannot be recorded does not happen.
    const { id: actor, role } = c.get('who');
    const recorded = audit.add({
      action: 'person.viewed',
      actor,
      role,
      site: site.id,
      subject: id,
    });
    const [person] = await Promise.all([people.resolve(site.id, id), recorded]);
    const profile = await readProfile({ reader, clock, signal: c.req.raw.signal }, person, {
      id,
      state: suppressions.hasSubject(site.id, person.id) ?? 'as usual',
      limit,
      newestFirst: order === 'newest',
      ...(segments && {
        segments: async (asked) =>
          segmentsOf(asked, { reader, clock }, site.id, await segments.list(site.id)),
      }),
      ...(after !== undefined && { after }),
      ...(inactivityLimit !== undefined && { inactivityLimit }),
    });
    return jsonAnswer(200, profile);
  });
}
