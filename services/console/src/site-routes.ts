import {
  changedSiteSchema,
  siteChangeSchema,
  siteDifferences,
  siteIdOf,
  siteInputSchema,
  siteWith,
  words,
} from '@touchtrail/contract';
import type { Site, SitePrivacy, WouldRemove } from '@touchtrail/contract';
import { SiteConflict, siteVersion } from '@touchtrail/store';
import type { AuditLog, Retention, SiteStore } from '@touchtrail/store';
import type { Hono } from 'hono';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, valid } from './valid.ts';

const say = words({
  'Send what shall change with the version it was read with: {example}.':
    'Senden Sie, was sich ändern soll, mit der Version, von der es gelesen wurde: {example}.',
  'You are an admin of some sites; a new one would be none of them.':
    'Sie verwalten einige Sites; eine neue wäre keine davon.',
  'Ask an admin of every site, or run `touchtrail site add`.':
    'Bitten Sie jemanden, der alle Sites verwaltet, oder rufen Sie `touchtrail site add` auf.',
  'This keeps data for a shorter time: the next daily clean-up removes what is older.':
    'Das bewahrt Daten kürzer auf: das nächste tägliche Aufräumen entfernt, was älter ist.',
  'If that is meant, send it again with "confirmed":true.':
    'Wenn das gemeint ist, senden Sie es noch einmal mit "confirmed":true.',
});

export interface SiteRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  /** Absent: sites are added and changed on the command line only. */
  settings: Pick<SiteStore, 'add' | 'update'> | undefined;
  retention: Pick<Retention, 'wouldRemove'> | undefined;
  audit: Pick<AuditLog, 'add'>;
}

const addHint = sendAs(
  '{"name":"Lamp shop","origins":["https://lamps.example"],"timezone":"Europe/Berlin","currency":"EUR"}',
);
const changeHint = say('Send what shall change with the version it was read with: {example}.', {
  example: '{"version":"…","name":"Lamp shop","privacy":{"maxAgeDays":180}}',
});

type Kept = SitePrivacy['retention'];

/** Parts that would be kept shorter than they are. */
const shortened = (before: Kept, after: Kept): Pick<WouldRemove, 'part' | 'days'>[] =>
  (Object.keys(before) as (keyof Kept)[]).flatMap((part) => {
    const days = after[part];
    const kept = before[part];
    return days !== null && (kept === null || days < kept) ? [{ part, days }] : [];
  });

/** The id asked for, or a free one that is like the name. */
function freeId(asked: string | undefined, name: string, sites: readonly Site[]): string {
  if (asked !== undefined) return asked;
  const taken = new Set(sites.map(({ id }) => id));
  const base = siteIdOf(name).slice(0, 57).replace(/-+$/, '') || 'site';
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  return id;
}

const answer = (status: number, site: Site) =>
  jsonAnswer(status, { ...site, version: siteVersion(site) });

/**
 * Adding and setting up sites: `POST /api/sites`, `PUT /api/sites/:id`; an admin's. The same as
 * `touchtrail site add`, `site update` and `site privacy`.
 */
export function siteRoutes(app: Hono<NodeEnv>, deps: SiteRouteDeps): void {
  const { sites, settings, retention, audit } = deps;
  if (!settings) return;
  const admin = requireRole('admin');

  app.post('/api/sites', admin, async (c) => {
    const { id: asked, ...wanted } = valid(siteInputSchema, await readJsonBody(c), addHint);
    const { id: actor, role, sites: own } = c.get('who');
    if (own.length > 0) {
      throw new ConsoleProblem(
        'forbidden',
        say('You are an admin of some sites; a new one would be none of them.'),
        say('Ask an admin of every site, or run `touchtrail site add`.'),
      );
    }
    const id = freeId(asked, wanted.name, await sites.list());
    const site = await settings.add({ ...wanted, id, isDemo: false });
    await audit.add({
      action: 'site.added',
      actor,
      role,
      site: site.id,
      detail: { name: site.name },
    });
    return answer(201, site);
  });
  app.put('/api/sites/:id', admin, async (c) => {
    const body = await readJsonBody(c);
    const { version, confirmed, ...change } = valid(siteChangeSchema, body, changeHint);
    const before = await findSite(scopedSites(c, sites), c.req.param('id'));
    if (version !== siteVersion(before)) throw new SiteConflict(before);
    const changed = valid(changedSiteSchema, siteWith(before, change), changeHint);
    const shorter = shortened(before.privacy.retention, changed.privacy.retention);
    if (shorter.length > 0 && !confirmed) {
      throw new ConsoleProblem(
        'conflict',
        say('This keeps data for a shorter time: the next daily clean-up removes what is older.'),
        say('If that is meant, send it again with "confirmed":true.'),
        { extra: { removes: (await retention?.wouldRemove(before.id, shorter)) ?? [] } },
      );
    }
    const { name, origins, timezone, currency, consentMode, privacy } = changed;
    const after = await settings.update(
      before.id,
      { name, origins, timezone, currency, consentMode, privacy },
      version,
    );
    const { id: actor, role } = c.get('who');
    const detail = siteDifferences(before, after);
    if (Object.keys(detail).length > 0) {
      await audit.add({ action: 'site.changed', actor, role, site: after.id, detail });
    }
    return answer(200, after);
  });
}
