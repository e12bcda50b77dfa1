import { actionInputSchema } from '@touchtrail/contract';
import { measureAction } from '@touchtrail/analysis';
import { ActionConflict } from '@touchtrail/store';
import type { ActionStore, AuditLog, Reader, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { valid } from './valid.ts';

export interface ActionRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  actions: ActionStore | undefined;
  audit: Pick<AuditLog, 'add'>;
  clock: () => number;
}

const hint =
  'Send {"site":"my-site","title":"Shorter form","state":"idea","finding":"loss/checkout.payment"}; to change one, with its version.';

/**
 * What people do because of findings: `GET|POST /api/actions`, `GET|PUT|DELETE /api/actions/:id`,
 * `GET /api/actions/:id/measure` with before and after.
 */
export function actionRoutes(app: Hono<NodeEnv>, deps: ActionRouteDeps): void {
  const { reader, sites, actions, audit, clock } = deps;
  if (!actions) return;
  const analyst = requireRole('analyst');
  const siteOf = (c: Context<NodeEnv>, named?: unknown) =>
    findSite(scopedSites(c, sites), named ?? c.req.query('site'));
  const note = (
    c: Context<NodeEnv>,
    action: string,
    site: string,
    detail: Record<string, string | number>,
  ): Promise<void> => {
    const { id: actor, role } = c.get('who');
    return audit.add({ action, actor, role, site, detail });
  };

  app.get('/api/actions', async (c) => jsonAnswer(200, await actions.list((await siteOf(c)).id)));
  app.post('/api/actions', analyst, async (c) => {
    const {
      site: named,
      version: _version,
      ...input
    } = valid(actionInputSchema, await readJsonBody(c), hint);
    const { id: site } = await siteOf(c, named);
    const made = await actions.add(site, input, c.get('who').id);
    await note(c, 'action.added', site, { id: made.id });
    return jsonAnswer(200, made);
  });
  app.get('/api/actions/:id', async (c) => {
    const { id: site } = await siteOf(c);
    const id = c.req.param('id');
    const action = await actions.read(site, id);
    return jsonAnswer(200, { ...action, history: await actions.history(site, id) });
  });
  app.put('/api/actions/:id', analyst, async (c) => {
    const {
      site: named,
      version,
      ...input
    } = valid(actionInputSchema, await readJsonBody(c), hint);
    if (version === undefined) {
      throw new ConsoleProblem('invalid_parameters', 'version: is missing.', hint);
    }
    const { id: site } = await siteOf(c, named);
    try {
      const saved = await actions.change(site, c.req.param('id'), version, input, c.get('who').id);
      await note(c, 'action.changed', site, { id: saved.id, version: saved.version });
      return jsonAnswer(200, saved);
    } catch (error) {
      if (!(error instanceof ActionConflict)) throw error;
      throw new ConsoleProblem('conflict', error.message, error.hint, {
        extra: { current: error.current },
      });
    }
  });
  app.delete('/api/actions/:id', analyst, async (c) => {
    const { id: site } = await siteOf(c);
    const id = c.req.param('id');
    await actions.remove(site, id, c.get('who').id);
    await note(c, 'action.removed', site, { id });
    return jsonAnswer(200, { site, id, removed: true });
  });
  app.get('/api/actions/:id/measure', async (c) => {
    const site = await siteOf(c);
    const action = await actions.read(site.id, c.req.param('id'));
    const measured = await measureAction(action, {
      reader,
      site,
      clock,
      signal: c.req.raw.signal,
    });
    return jsonAnswer(200, measured);
  });
}
