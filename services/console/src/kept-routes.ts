import { words } from '@touchtrail/contract';
import type { AuditLog, KeptItems, KeptNoun, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import type * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { valid, wrongParts } from './valid.ts';

const say = words({
  'Send {example}; to change one, with its version.':
    'Senden Sie {example}; zum Ändern mit der Version.',
  'is missing': 'fehlt',
});

export interface KeptRouteDeps<Said extends object> {
  noun: KeptNoun;
  items: KeptItems<Said>;
  /** What may be written, with `site` and `version`. */
  schema: z.ZodType<Said & { site?: string | undefined; version?: number | undefined }>;
  /** An example of what is right. */
  example: string;
  sites: Pick<SiteStore, 'list'>;
  audit: Pick<AuditLog, 'add'>;
}

/**
 * What people keep on a site: `GET|POST /api/NOUNs`, `GET|PUT|DELETE /api/NOUNs/:id`. Everybody reads, an
 * analyst writes; of two who change one version the second is told.
 */
export function keptRoutes<Said extends object>(
  app: Hono<NodeEnv>,
  { noun, items, schema, example, sites, audit }: KeptRouteDeps<Said>,
): void {
  const base = `/api/${noun}s`;
  const hint = say('Send {example}; to change one, with its version.', { example });
  const analyst = requireRole('analyst');
  const siteOf = async (c: Context<NodeEnv>, named?: unknown): Promise<string> =>
    (await findSite(scopedSites(c, sites), named ?? c.req.query('site'))).id;
  const note = (
    c: Context<NodeEnv>,
    done: 'added' | 'changed' | 'removed',
    site: string,
    detail: Record<string, string | number>,
  ): Promise<void> => {
    const { id: actor, role } = c.get('who');
    return audit.add({ action: `${noun}.${done}`, actor, role, site, detail });
  };
  const readInput = async (c: Context<NodeEnv>) => {
    const { site: named, version, ...said } = valid(schema, await readJsonBody(c), hint);
    return { site: await siteOf(c, named), version, said: said as unknown as Said };
  };

  app.get(base, async (c) => jsonAnswer(200, await items.list(await siteOf(c))));
  app.post(base, analyst, async (c) => {
    const { site, said } = await readInput(c);
    const made = await items.add(site, said, c.get('who').id);
    await note(c, 'added', site, { id: made.id });
    return jsonAnswer(200, made);
  });
  app.get(`${base}/:id`, async (c) => {
    const site = await siteOf(c);
    const id = c.req.param('id');
    const item = await items.read(site, id);
    return jsonAnswer(200, { ...item, history: await items.history(site, id) });
  });
  app.put(`${base}/:id`, analyst, async (c) => {
    const { site, version, said } = await readInput(c);
    if (version === undefined) {
      throw wrongParts([{ parameter: 'version', message: say('is missing') }], hint);
    }
    const saved = await items.change(site, c.req.param('id'), version, said, c.get('who').id);
    await note(c, 'changed', site, { id: saved.id, version: saved.version });
    return jsonAnswer(200, saved);
  });
  app.delete(`${base}/:id`, analyst, async (c) => {
    const site = await siteOf(c);
    const id = c.req.param('id');
    await items.remove(site, id, c.get('who').id);
    await note(c, 'removed', site, { id });
    return jsonAnswer(200, { site, id, removed: true });
  });
}
