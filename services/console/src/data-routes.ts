import type { SiteSummary } from '@touchtrail/contract';
import { privacyCounts } from '@touchtrail/store';
import type { AuditLog, PeopleStore, Reader, SiteStore } from '@touchtrail/store';
import type { Hono } from 'hono';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { scopedSites } from './scoped-sites.ts';
import { siteTotals, timeline, touchpointSummaries } from './queries.ts';

export interface DataRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  people: Pick<PeopleStore, 'resolve'>;
  audit: Pick<AuditLog, 'add'>;
  clock: () => number;
}

const dayMs = 86_400_000;

/** A day as asked for, `YYYY-MM-DD` in UTC; the day of an instant when nothing was asked. */
function dayOf(name: string, text: string | undefined, otherwise: number): string {
  const day = text ?? new Date(otherwise).toISOString().slice(0, 10);
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (!Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day) return day;
  throw new ConsoleProblem(
    'invalid_parameters',
    `${name}: must be a day.`,
    'Write it as 2026-11-22; days are UTC.',
  );
}

/** A person's timeline holds at most this many touches, the first ones. */
const timelineLimit = 1_000;

/** `/api/sites`, `/api/touchpoints`, `/api/privacy/refused`, `/api/people/:id`. */
export function dataRoutes(
  app: Hono<NodeEnv>,
  { reader, sites, people, audit, clock }: DataRouteDeps,
): void {
  app.get('/api/sites', async (c) => {
    const [list, totals] = await Promise.all([
      scopedSites(c, sites).list(),
      siteTotals(reader, c.req.raw.signal),
    ]);
    const bySite = new Map(totals.map((total) => [total.site_id, total]));
    const summaries: SiteSummary[] = list.map((site) => {
      const total = bySite.get(site.id);
      return {
        ...site,
        touches: total?.touches ?? 0,
        firstTouchAt: total?.firstTouchAt ?? null,
        lastTouchAt: total?.lastTouchAt ?? null,
      };
    });
    return jsonAnswer(200, summaries);
  });
  app.get('/api/touchpoints', async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    await reader.settled?.(site.id);
    return jsonAnswer(200, await touchpointSummaries(reader, site.id, c.req.raw.signal));
  });
  app.get('/api/privacy/refused', async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const from = dayOf('from', c.req.query('from'), clock() - 29 * dayMs);
    const to = dayOf('to', c.req.query('to'), clock());
    const counts = await privacyCounts(reader, { site: site.id, from, to });
    return jsonAnswer(200, { site: site.id, from, to, counts });
  });
  app.get('/api/people/:id', requireRole('analyst'), async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const person = c.req.param('id');
    // Before anything is shown: a look that cannot be recorded does not happen.
    const { id: actor, role } = c.get('who');
    await audit.add({ action: 'person.viewed', actor, role, site: site.id, subject: person });
    const rows = await timeline(
      reader,
      await people.resolve(site.id, person),
      timelineLimit + 1,
      c.req.raw.signal,
    );
    const touches = rows.slice(0, timelineLimit);
    return jsonAnswer(200, {
      id: person,
      site: site.id,
      ids: [...new Set(touches.map(({ subject }) => subject))],
      touches,
      truncated: rows.length > timelineLimit,
    });
  });
}
