import { writtenKey } from '@touchtrail/store';
import type { AuditLog, IdKey, Identity, PeopleStore, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { askAs, sendAs, valid } from './valid.ts';

export interface IdentityRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  people: Pick<PeopleStore, 'resolve'>;
  identity: Identity | undefined;
  audit: Pick<AuditLog, 'add'>;
}

const id = z.string('is missing').min(1, 'is missing').max(210);
const reason = z.string().max(500).optional();
const pair = z.object({ site: z.string().optional(), a: id, b: id, reason });
const single = z.object({ site: z.string().optional(), id, reason });
const pairHint = sendAs('{"site":"my-site","a":"ada","b":"anonymous:0193bd4e"}');
const singleHint = sendAs('{"site":"my-site","id":"anonymous:till-3"}');

const bare = (key: IdKey): string => key.slice(key.indexOf(':') + 1);

/**
 * Who is who: `GET /api/identity/why`, `/rules`, `/status`; for admins `POST /api/identity/unlink`,
 * `/relink`, `/block`, `/unblock`. The same as `touchtrail identity`.
 */
export function identityRoutes(app: Hono<NodeEnv>, deps: IdentityRouteDeps): void {
  const { sites, people, identity, audit } = deps;
  if (!identity) return;
  const admin = requireRole('admin');
  const analyst = requireRole('analyst');
  const siteOf = async (c: Context<NodeEnv>, named: unknown): Promise<string> =>
    (await findSite(scopedSites(c, sites), named)).id;
  const note = (c: Context<NodeEnv>, action: string, site: string, key: IdKey): Promise<void> => {
    const { id: actor, role } = c.get('who');
    return audit.add({ action, actor, role, site, subject: bare(key) });
  };

  app.get('/api/identity/why', analyst, async (c) => {
    const asked = valid(
      pair,
      { a: c.req.query('a'), b: c.req.query('b') },
      askAs('/api/identity/why?site=my-site&a=ada&b=anonymous:0193bd4e'),
    );
    const site = await siteOf(c, c.req.query('site'));
    await identity.settle(site);
    const a = await writtenKey(people, site, asked.a);
    const b = await writtenKey(people, site, asked.b);
    await note(c, 'identity.why', site, a);
    const links = await identity.why(site, a, b);
    return jsonAnswer(200, { site, a, b, onePerson: links !== undefined, links: links ?? [] });
  });
  app.get('/api/identity/rules', analyst, async (c) =>
    jsonAnswer(200, await identity.rules(await siteOf(c, c.req.query('site')))),
  );
  app.get('/api/identity/status', async (c) => {
    const site = await siteOf(c, c.req.query('site'));
    await identity.settle(site);
    return jsonAnswer(200, { site, ...(await identity.status(site)) });
  });

  for (const word of ['unlink', 'relink'] as const) {
    app.post(`/api/identity/${word}`, admin, async (c) => {
      const body = valid(pair, await readJsonBody(c), pairHint);
      const site = await siteOf(c, body.site);
      await identity.settle(site);
      const a = await writtenKey(people, site, body.a);
      const b = await writtenKey(people, site, body.b);
      await identity[word](site, a, b, { actor: c.get('who').id, reason: body.reason ?? '' });
      await note(c, `identity.${word}`, site, a);
      return jsonAnswer(200, { site, a, b, done: word });
    });
  }
  for (const word of ['block', 'unblock'] as const) {
    app.post(`/api/identity/${word}`, admin, async (c) => {
      const body = valid(single, await readJsonBody(c), singleHint);
      const site = await siteOf(c, body.site);
      await identity.settle(site);
      const key = await writtenKey(people, site, body.id);
      await identity[word](site, key, { actor: c.get('who').id, reason: body.reason ?? '' });
      await note(c, `identity.${word}`, site, key);
      return jsonAnswer(200, { site, id: key, done: word });
    });
  }
}
