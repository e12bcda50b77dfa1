import { findingsWatchSchema, words } from '@touchtrail/contract';
import type { Finding, FindingsDelivery } from '@touchtrail/contract';
import type { AuditLog, FindingStore, PersonaNames, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, valid } from './valid.ts';
import { postOnce } from './webhooks/post-once.ts';

const say = words({
  'There is no webhook for findings.': 'Für Auffälliges gibt es keinen Webhook.',
});

export interface FindingRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  findings: FindingStore | undefined;
  personas: PersonaNames | undefined;
  audit: Pick<AuditLog, 'add'>;
  clock: () => number;
  /** Whether webhooks may have addresses of private networks. */
  allowPrivate: boolean;
}

const hint = sendAs(
  '{"site":"my-site","cadence":"weekly","webhook":{"url":"https://chat.example.org/hooks/1"}}',
);
const nameSchema = z.strictObject({
  site: z.string().optional(),
  name: z.string().trim().max(200),
  description: z.string().max(2_000).default(''),
  typical: z.array(z.string().max(512)).max(50).default([]),
});
const nameHint = sendAs('{"site":"my-site","name":"Bargain hunters","typical":["sale","cart"]}');

/** What a webhook is sent to be tried: a finding of nothing. */
const madeUp: Finding = {
  key: 'test/example',
  kind: 'change',
  touchpoint: 'example',
  segment: null,
  statement: 'This is a test: nothing was found.',
  mentions: [],
  definition: 'Sent because somebody tried the webhook.',
  momentOfTruth: false,
  direction: 'neither',
  estimate: { figure: 'share', value: null, low: null, high: null },
  limits: null,
  perMonth: { value: null, low: null, high: null, of: 'visits' },
  population: { count: 0, of: 'visits' },
  q: null,
  since: { day: '1970-01-01', from: 'start' },
  status: 'new',
  firstSeen: null,
  evidence: { report: 'journeys', parameters: {}, href: '/api/reports/journeys', journeys: [] },
  also: [],
};

/**
 * Who looks for findings: `GET`, `PUT`, `DELETE /api/findings/watch`, `POST /api/findings/watch/test`; what
 * personas are called: `GET /api/personas`, `GET|PUT /api/personas/:key`.
 */
export function findingRoutes(app: Hono<NodeEnv>, deps: FindingRouteDeps): void {
  const { sites, findings, personas, audit, clock, allowPrivate } = deps;
  const analyst = requireRole('analyst');
  const admin = requireRole('admin');
  const siteOf = async (c: Context<NodeEnv>, named?: unknown): Promise<string> =>
    (await findSite(scopedSites(c, sites), named ?? c.req.query('site'))).id;
  const note = (
    c: Context<NodeEnv>,
    action: string,
    site: string,
    detail: Record<string, string | number>,
  ): Promise<void> => {
    const { id: actor, role } = c.get('who');
    return audit.add({ action, actor, role, site, detail });
  };
  if (findings) {
    app.get('/api/findings/watch', async (c) =>
      jsonAnswer(200, (await findings.watch(await siteOf(c))) ?? null),
    );
    app.put('/api/findings/watch', admin, async (c) => {
      const { site: named, ...input } = valid(findingsWatchSchema, await readJsonBody(c), hint);
      const site = await siteOf(c, named);
      const { watch, secret } = await findings.setWatch(site, input, c.get('who').id);
      await note(c, 'findings.watch_set', site, { cadence: watch.cadence });
      return jsonAnswer(200, { ...watch, ...(secret !== undefined && { secret }) });
    });
    app.delete('/api/findings/watch', admin, async (c) => {
      const site = await siteOf(c);
      await findings.removeWatch(site, c.get('who').id);
      await note(c, 'findings.watch_removed', site, {});
      return jsonAnswer(200, { site, removed: true });
    });
    app.post('/api/findings/watch/test', admin, async (c) => {
      const { site: named } = await readJsonBody(c);
      const site = await siteOf(c, named);
      const watch = (await findings.watches()).find((each) => each.site === site);
      if (!watch?.webhook) {
        throw new ConsoleProblem('not_found', say('There is no webhook for findings.'), hint);
      }
      const at = new Date(clock()).toISOString();
      const body = JSON.stringify({
        site,
        test: true,
        findings: [{ id: crypto.randomUUID(), at, finding: madeUp }],
      } satisfies FindingsDelivery);
      const problem = await postOnce({
        url: watch.webhook.url,
        signingKey: watch.signingKey,
        body,
        allowPrivate,
        clock,
        signal: c.req.raw.signal,
      });
      await note(c, 'findings.webhook_tested', site, { taken: problem === null ? 1 : 0 });
      return jsonAnswer(200, { site, taken: problem === null, problem });
    });
  }
  if (!personas) return;
  app.get('/api/personas', async (c) => jsonAnswer(200, await personas.list(await siteOf(c))));
  app.get('/api/personas/:key', async (c) =>
    jsonAnswer(200, await personas.versions(await siteOf(c), c.req.param('key'))),
  );
  app.put('/api/personas/:key', analyst, async (c) => {
    const { site: named, ...input } = valid(nameSchema, await readJsonBody(c), nameHint);
    const site = await siteOf(c, named);
    const key = c.req.param('key');
    const saved = await personas.set(site, { key, ...input }, c.get('who').id);
    await note(c, 'persona.named', site, { key, version: saved.version });
    return jsonAnswer(200, saved);
  });
}
