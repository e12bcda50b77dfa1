import { durationSchema, memberSchema, partnerSchema, words } from '@touchtrail/contract';
import type { Account } from '@touchtrail/contract';
import { isPlace, listAccounts, readAccount, timelinePage } from '@touchtrail/analysis';
import { writtenKey } from '@touchtrail/store';
import type { AccountFacts, AuditLog, PeopleStore, Reader, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { askAs, sendAs, valid } from './valid.ts';
import { veilFor } from './veil.ts';
import type { Veil } from './veil.ts';

const say = words({
  'Nothing is stored of this account on {site}.':
    'Von diesem Konto ist auf {site} nichts gespeichert.',
  'GET /api/accounts lists those there are.': 'GET /api/accounts listet auf, welche es gibt.',
});

export interface AccountRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  people: Pick<PeopleStore, 'resolve' | 'hash'>;
  accounts: AccountFacts | undefined;
  audit: Pick<AuditLog, 'add'>;
  clock: () => number;
}

const accountSchema = z.object({
  limit: z.coerce.number().int().min(1).max(timelinePage).default(timelinePage),
  after: z.string().refine(isPlace, 'must be the `next` of a page').optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
  inactivityLimit: durationSchema.optional(),
  partners: z.enum(['true', 'false']).default('false'),
});
const listSchema = z.object({
  q: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** Of what is asked in a query the first of each name. */
const firstOf = (c: Context): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(c.req.queries()).map(([key, values]) => [key, values[0]]));

/** The same account with every person under a name from which nobody can tell who it is. */
function veiled(account: Account, veil: Veil): Account {
  const { site } = account;
  const bare = (key: string): string => veil(site, key.slice(key.indexOf(':') + 1));
  return {
    ...account,
    members: account.members.map((member) => ({
      ...member,
      person: bare(member.person),
      ids: member.ids.map((id) => veil(site, id)),
    })),
    buyingGroup: account.buyingGroup.map(({ role, people }) => ({
      role,
      people: people.map(bare),
    })),
    journeys: account.journeys.map((journey) => ({ ...journey, people: journey.people.map(bare) })),
    touches: account.touches.map((touch) => ({
      ...touch,
      person: bare(touch.person),
      subject: veil(site, touch.subject),
      page: '',
    })),
  };
}

/**
 * `GET /api/accounts`, `GET /api/accounts/:id`; for admins `POST /api/accounts/:id/members` and
 * `/partners`. Viewers see companies, and their people veiled.
 */
export function accountRoutes(app: Hono<NodeEnv>, deps: AccountRouteDeps): void {
  const { reader, sites, people, accounts, audit, clock } = deps;
  const admin = requireRole('admin');

  app.get('/api/accounts', async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const { q, limit } = valid(listSchema, firstOf(c), askAs('/api/accounts?site=my-site&q=acme'));
    const signal = c.req.raw.signal;
    return jsonAnswer(200, await listAccounts({ reader, signal }, site.id, { query: q, limit }));
  });
  app.get('/api/accounts/:id', async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const { order, after, inactivityLimit, limit, partners } = valid(
      accountSchema,
      firstOf(c),
      askAs('/api/accounts/acme?site=my-site&limit=100&order=newest'),
    );
    const id = c.req.param('id');
    const { id: actor, role } = c.get('who');
    await audit.add({
      action: 'account.viewed',
      actor,
      role,
      site: site.id,
      subject: `account:${id}`,
    });
    const account = await readAccount({ reader, clock, signal: c.req.raw.signal }, site.id, id, {
      limit,
      partners: partners === 'true',
      newestFirst: order === 'newest',
      ...(after !== undefined && { after }),
      ...(inactivityLimit !== undefined && { inactivityLimit }),
    });
    if (!account) {
      throw new ConsoleProblem(
        'not_found',
        say('Nothing is stored of this account on {site}.', { site: site.id }),
        say('GET /api/accounts lists those there are.'),
      );
    }
    return jsonAnswer(200, role === 'viewer' ? veiled(account, veilFor(c, people)) : account);
  });
  if (!accounts) return;
  app.post('/api/accounts/:id/members', admin, async (c) => {
    const body = valid(
      memberSchema,
      await readJsonBody(c),
      sendAs('{"site":"my-site","person":"ada","role":"buyer","department":"IT"}'),
    );
    const site = await findSite(scopedSites(c, sites), body.site ?? c.req.query('site'));
    const account = c.req.param('id');
    const person = await writtenKey(people, site.id, body.person);
    await accounts.member(site.id, account, person, body);
    const { id: actor, role } = c.get('who');
    await audit.add({
      action: body.remove ? 'account.member_removed' : 'account.member_set',
      actor,
      role,
      site: site.id,
      subject: person.slice(person.indexOf(':') + 1),
    });
    return jsonAnswer(200, {
      site: site.id,
      account,
      person,
      done: body.remove ? 'removed' : 'set',
    });
  });
  app.post('/api/accounts/:id/partners', admin, async (c) => {
    const body = valid(
      partnerSchema,
      await readJsonBody(c),
      sendAs('{"site":"my-site","partner":"agency","role":"integrator"}'),
    );
    const site = await findSite(scopedSites(c, sites), body.site ?? c.req.query('site'));
    const account = c.req.param('id');
    await accounts.partner(site.id, account, body);
    const { id: actor, role } = c.get('who');
    await audit.add({
      action: body.remove ? 'account.partner_removed' : 'account.partner_set',
      actor,
      role,
      site: site.id,
      subject: `account:${account}`,
    });
    return jsonAnswer(200, {
      site: site.id,
      account,
      partner: body.partner,
      done: body.remove ? 'removed' : 'set',
    });
  });
}
