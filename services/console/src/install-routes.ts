import { pageCheckInputSchema, words } from '@touchtrail/contract';
import type { Said } from '@touchtrail/contract';
import type { SiteStore } from '@touchtrail/store';
import type { Hono } from 'hono';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { getPage } from './install/get-page.ts';
import { lookAtPage } from './install/look-at-page.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, valid } from './valid.ts';
import { NotPublic } from './webhooks/public-address.ts';

const say = words({
  'url: the page does not answer: {why}.': 'url: die Seite antwortet nicht: {why}.',
  'Give an address that this service can reach.':
    'Geben Sie eine Adresse, die dieser Dienst erreicht.',
  'does not answer': 'antwortet nicht',
  'no reason given': 'ohne Begründung',
});

const hint = sendAs('{"url":"https://shop.example/","service":"https://t.example.com"}');

const whyOf = (error: unknown): Said | string =>
  error instanceof NotPublic
    ? error.said
    : error instanceof Error
      ? error.message
      : say('no reason given');

/** `POST /api/sites/:id/check-page`: gets a page and says what stands in the way of its events; an admin's. */
export function installRoutes(
  app: Hono<NodeEnv>,
  { sites, allowPrivate }: { sites: Pick<SiteStore, 'list'>; allowPrivate: boolean },
): void {
  app.post('/api/sites/:id/check-page', requireRole('admin'), async (c) => {
    const { url, service } = valid(pageCheckInputSchema, await readJsonBody(c), hint);
    const site = await findSite(scopedSites(c, sites), c.req.param('id'));
    try {
      const page = await getPage(new URL(url), { allowPrivate, signal: c.req.raw.signal });
      return jsonAnswer(200, lookAtPage(page, site, new URL(service)));
    } catch (error) {
      throw new ConsoleProblem(
        'invalid_parameters',
        say('url: the page does not answer: {why}.', { why: whyOf(error) }),
        say('Give an address that this service can reach.'),
        { issues: [{ parameter: 'url', message: say('does not answer') }] },
      );
    }
  });
}
