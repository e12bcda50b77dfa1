import { intSchema, journeyDefinitionSchema, journeyNameSchema, words } from '@touchtrail/contract';
import type { AuditLog, JourneyDefinitions, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { askAs, sendAs, valid } from './valid.ts';

const say = words({
  'The site has no such journey.': 'Diese Journey hat die Site nicht.',
  'See which it has: GET /api/journeys.': 'Sehen Sie, welche sie hat: GET /api/journeys.',
});

export interface JourneyRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  definitions: JourneyDefinitions | undefined;
  audit: Pick<AuditLog, 'add'>;
}

const hint = sendAs(
  '{"site":"my-site","goals":[{"name":"order","reached":["event:order.completed"]}],"inactivityLimit":"60d"}',
);
/** The version that a change was made of; 0: there was none. */
const ifVersionSchema = z.object({ ifVersion: intSchema(0, 4_294_967_295).optional() });
const versionSchema = z.object({ version: z.coerce.number().int().min(1).optional() });

const nameOf = (c: Context<NodeEnv>): string =>
  valid(z.object({ name: journeyNameSchema }), { name: c.req.param('name') }, hint).name;

/**
 * What a site calls a journey: `GET /api/journeys`, `GET`, `PUT` and `DELETE /api/journeys/:name`; changes
 * are an admin's. The same as `touchtrail journey`.
 */
export function journeyRoutes(app: Hono<NodeEnv>, deps: JourneyRouteDeps): void {
  const { sites, definitions, audit } = deps;
  if (!definitions) return;
  const admin = requireRole('admin');
  const siteOf = async (c: Context<NodeEnv>, named: unknown): Promise<string> =>
    (await findSite(scopedSites(c, sites), named)).id;

  app.get('/api/journeys', async (c) =>
    jsonAnswer(200, await definitions.list(await siteOf(c, c.req.query('site')))),
  );
  app.get('/api/journeys/:name', async (c) => {
    const { version } = valid(
      versionSchema,
      { version: c.req.query('version') },
      askAs('/api/journeys/purchase?site=my-site&version=1'),
    );
    const site = await siteOf(c, c.req.query('site'));
    const saved = await definitions.find(site, nameOf(c), version);
    if (saved) return jsonAnswer(200, saved);
    throw new ConsoleProblem(
      'not_found',
      say('The site has no such journey.'),
      say('See which it has: GET /api/journeys.'),
    );
  });
  app.put('/api/journeys/:name', admin, async (c) => {
    const { site: named, ifVersion: from, ...given } = await readJsonBody(c);
    const name = nameOf(c);
    const definition = valid(journeyDefinitionSchema, given, hint);
    const { ifVersion } = valid(ifVersionSchema, { ifVersion: from }, hint);
    const site = await siteOf(c, named);
    const { id: actor, role } = c.get('who');
    const saved = await definitions.set(site, name, definition, actor, ifVersion);
    await audit.add({
      action: 'journey.saved',
      actor,
      role,
      site,
      detail: { name, version: saved.version },
    });
    return jsonAnswer(200, saved);
  });
  app.delete('/api/journeys/:name', admin, async (c) => {
    const site = await siteOf(c, c.req.query('site'));
    const name = nameOf(c);
    const { id: actor, role } = c.get('who');
    await definitions.remove(site, name, actor);
    await audit.add({ action: 'journey.removed', actor, role, site, detail: { name } });
    return jsonAnswer(200, { site, name, removed: true });
  });
}
