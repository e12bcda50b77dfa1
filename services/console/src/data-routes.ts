import { words } from '@touchtrail/contract';
import type { SiteSummary } from '@touchtrail/contract';
import { privacyCounts, siteVersion } from '@touchtrail/store';
import type { Reader, SiteStore } from '@touchtrail/store';
import type { Hono } from 'hono';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { scopedSites } from './scoped-sites.ts';
import { siteTotals, touchpointSummaries } from './queries.ts';

const say = words({
  '{name}: must be a day.': '{name}: muss ein Tag sein.',
  'Write it as 2026-11-22; days are UTC.': 'Schreiben Sie ihn wie 2026-11-22; Tage sind in UTC.',
});

export interface DataRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
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
    say('{name}: must be a day.', { name }),
    say('Write it as 2026-11-22; days are UTC.'),
  );
}

/** `/api/sites`, `/api/touchpoints`, `/api/privacy/refused`. */
export function dataRoutes(app: Hono<NodeEnv>, { reader, sites, clock }: DataRouteDeps): void {
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
        version: siteVersion(site),
      };
    });
    return jsonAnswer(200, summaries);
  });
  app.get('/api/touchpoints', async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    await reader.settled?.(site.id);
    const mapping = await reader.touchMapping?.(site.id);
    return jsonAnswer(200, await touchpointSummaries(reader, site.id, mapping, c.req.raw.signal));
  });
  app.get('/api/privacy/refused', async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const from = dayOf('from', c.req.query('from'), clock() - 29 * dayMs);
    const to = dayOf('to', c.req.query('to'), clock());
    const counts = await privacyCounts(reader, { site: site.id, from, to });
    return jsonAnswer(200, { site: site.id, from, to, counts });
  });
}
