import { tokenChangeSchema, tokenInputSchema, words } from '@touchtrail/contract';
import type { Site, TokenSummary } from '@touchtrail/contract';
import type { AuditLog, SiteStore, TokenIdentity, TokenStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, valid } from './valid.ts';

const say = words({
  'There is no such token.': 'Diesen Token gibt es nicht.',
  'GET /api/tokens lists those that you may manage.':
    'GET /api/tokens listet auf, welche Sie verwalten dürfen.',
  'This is the token that you are signed in with.':
    'Das ist der Token, mit dem Sie angemeldet sind.',
  'Make another admin token, sign in with it, then change this one.':
    'Machen Sie einen anderen Token der Rolle admin, melden Sie sich damit an und ändern Sie dann diesen.',
  'You are an admin of some sites; whom you let in sees no others.':
    'Sie verwalten einige Sites; wen Sie einlassen, sieht keine anderen.',
  'Name some of them: {list}.': 'Nennen Sie welche davon: {list}.',
  'The site {id} has an old write key that still works.':
    'Die Site {id} hat einen alten Schreibschlüssel, der noch gilt.',
  'End it first: POST /api/sites/ID/end-old-key.':
    'Beenden Sie ihn zuerst: POST /api/sites/ID/end-old-key.',
});

export interface TokenRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  /** Absent: tokens are managed on the command line only. */
  members: Pick<TokenStore, 'list' | 'create' | 'identify' | 'change' | 'revoke'> | undefined;
  /** Absent: write keys are. */
  writeKeys: Pick<SiteStore, 'rotateWriteKey' | 'endOldWriteKey'> | undefined;
  audit: Pick<AuditLog, 'add'>;
}

const hint = sendAs('{"role":"viewer","name":"Marketing","sites":["my-site"]}');
const changeHint = sendAs('{"role":"analyst","name":"Marketing"}');

/** Whether an admin of some sites may manage a token: it sees none but theirs. */
const isWithin = (own: readonly string[], sites: readonly string[]): boolean =>
  own.length === 0 || (sites.length > 0 && sites.every((site) => own.includes(site)));

/**
 * Who is let in, and write keys: `GET` and `POST /api/tokens`, `PUT` and `DELETE /api/tokens/:id`,
 * `POST /api/sites/:id/rotate-key`, `end-old-key`; an admin's. The same as `touchtrail token` and
 * `touchtrail key rotate`.
 */
export function tokenRoutes(app: Hono<NodeEnv>, deps: TokenRouteDeps): void {
  const { sites, audit } = deps;
  if (deps.members) memberRoutes(app, { sites, audit, members: deps.members });
  if (deps.writeKeys) writeKeyRoutes(app, { sites, audit, writeKeys: deps.writeKeys });
}

const noSuch = () =>
  new ConsoleProblem(
    'not_found',
    say('There is no such token.'),
    say('GET /api/tokens lists those that you may manage.'),
  );

function memberRoutes(
  app: Hono<NodeEnv>,
  deps: Pick<TokenRouteDeps, 'sites' | 'audit'> & {
    members: NonNullable<TokenRouteDeps['members']>;
  },
): void {
  const { sites, members, audit } = deps;
  const admin = requireRole('admin');
  const managed = async (c: Context<NodeEnv>): Promise<TokenSummary[]> => {
    const who = c.get('who');
    const all = await members.list();
    return all
      .filter((token) => isWithin(who.sites, token.sites))
      .map((token) => ({ ...token, own: token.id === who.id }));
  };
  /** A token that the one who asks may change; never their own: nobody shuts themselves out by mistake. */
  const other = async (c: Context<NodeEnv>): Promise<TokenSummary> => {
    const found = (await managed(c)).find(({ id }) => id === c.req.param('id'));
    if (!found) throw noSuch();
    if (!found.own) return found;
    throw new ConsoleProblem(
      'conflict',
      say('This is the token that you are signed in with.'),
      say('Make another admin token, sign in with it, then change this one.'),
    );
  };
  const noted = (c: Context<NodeEnv>, action: string, token: TokenIdentity, more: object = {}) => {
    const { id: actor, role } = c.get('who');
    const { id, sites: of } = token;
    return audit.add({
      action,
      actor,
      role,
      // An entry is of one site or of none; the record of a site shows those of its own tokens.
      ...(of.length === 1 && of[0] !== undefined && { site: of[0] }),
      detail: { token: id, sites: of, ...more },
    });
  };

  app.get('/api/tokens', admin, async (c) => jsonAnswer(200, await managed(c)));
  app.post('/api/tokens', admin, async (c) => {
    const wanted = valid(tokenInputSchema, await readJsonBody(c), hint);
    const named: Site[] = [];
    for (const site of wanted.sites) named.push(await findSite(scopedSites(c, sites), site));
    const { sites: own } = c.get('who');
    if (!isWithin(own, wanted.sites)) {
      throw new ConsoleProblem(
        'forbidden',
        say('You are an admin of some sites; whom you let in sees no others.'),
        say('Name some of them: {list}.', { list: own.join(', ') }),
      );
    }
    const token = await members.create({ ...wanted, sites: named.map(({ id }) => id) });
    const made = await members.identify(token);
    if (!made) throw noSuch();
    await noted(c, 'token.created', made, { role: made.role });
    return jsonAnswer(201, { ...made, token });
  });
  app.put('/api/tokens/:id', admin, async (c) => {
    const { role, name } = valid(tokenChangeSchema, await readJsonBody(c), changeHint);
    const before = await other(c);
    const after = await members.change(before.id, {
      ...(role !== undefined && { role }),
      ...(name !== undefined && { name }),
    });
    await noted(c, 'token.changed', after, { before: before.role, role: after.role });
    return jsonAnswer(200, after);
  });
  app.delete('/api/tokens/:id', admin, async (c) => {
    const token = await other(c);
    await members.revoke(token.id);
    await noted(c, 'token.revoked', token);
    return jsonAnswer(200, { id: token.id, revoked: true });
  });
}

function writeKeyRoutes(
  app: Hono<NodeEnv>,
  deps: Pick<TokenRouteDeps, 'sites' | 'audit'> & {
    writeKeys: NonNullable<TokenRouteDeps['writeKeys']>;
  },
): void {
  const { sites, writeKeys, audit } = deps;
  const admin = requireRole('admin');
  const change =
    (action: string, of: (site: Site) => Promise<Site>) => async (c: Context<NodeEnv>) => {
      const site = await of(await findSite(scopedSites(c, sites), c.req.param('id')));
      const { id: actor, role } = c.get('who');
      await audit.add({ action, actor, role, site: site.id });
      const { id, writeKey, previousWriteKey = null } = site;
      return jsonAnswer(200, { site: id, writeKey, previousWriteKey });
    };
  app.post(
    '/api/sites/:id/rotate-key',
    admin,
    change('key.rotated', (site) => {
      // A third key would cut off the pages that still have the first.
      if (site.previousWriteKey !== undefined) {
        throw new ConsoleProblem(
          'conflict',
          say('The site {id} has an old write key that still works.', { id: site.id }),
          say('End it first: POST /api/sites/ID/end-old-key.'),
        );
      }
      return writeKeys.rotateWriteKey(site.id, { keepOld: true });
    }),
  );
  app.post(
    '/api/sites/:id/end-old-key',
    admin,
    change('key.ended', ({ id }) => writeKeys.endOldWriteKey(id)),
  );
}
