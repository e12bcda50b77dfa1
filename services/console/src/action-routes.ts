import { actionInputSchema } from '@touchtrail/contract';
import { measureAction } from '@touchtrail/analysis';
import type { ActionStore, AuditLog, Reader, SiteStore } from '@touchtrail/store';
import type { Hono } from 'hono';
import type { NodeEnv } from './access.ts';
import { jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { keptRoutes } from './kept-routes.ts';
import { scopedSites } from './scoped-sites.ts';

export interface ActionRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  actions: ActionStore | undefined;
  audit: Pick<AuditLog, 'add'>;
  clock: () => number;
}

const example =
  '{"site":"my-site","title":"Shorter form","state":"idea","finding":"loss/checkout.payment"}';

/**
 * What people do because of findings: `GET|POST /api/actions`, `GET|PUT|DELETE /api/actions/:id`,
 * `GET /api/actions/:id/measure` with before and after.
 */
export function actionRoutes(app: Hono<NodeEnv>, deps: ActionRouteDeps): void {
  const { reader, sites, actions, audit, clock } = deps;
  if (!actions) return;
  keptRoutes(app, {
    noun: 'action',
    items: actions,
    schema: actionInputSchema,
    example,
    sites,
    audit,
  });
  app.get('/api/actions/:id/measure', async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const action = await actions.read(site.id, c.req.param('id'));
    const { signal } = c.req.raw;
    return jsonAnswer(200, await measureAction(action, { reader, site, clock, signal }));
  });
}
