import { words } from '@touchtrail/contract';
import type { AuditLog, QuarantineFilter, QuarantineStore, SiteStore } from '@touchtrail/store';
import type { Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, valid } from './valid.ts';

const say = words({
  'Nothing can be replayed here.': 'Hier kann nichts noch einmal geprüft werden.',
  'Ask the collector.': 'Fragen Sie den Dienst, der Ereignisse annimmt.',
});

/** Checks refused events again, as the collector does it. */
export type ReplayRefused = (
  request: QuarantineFilter & {
    dryRun?: boolean;
    repair?: {
      set?: Record<string, unknown>;
      drop?: string[];
      rename?: Record<string, string>;
    };
  },
) => Promise<{
  checked: number;
  accepted: number;
  duplicates: number;
  refused: { code: string; events: number; message: string; sample: string }[];
}>;

export interface QuarantineRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  audit: Pick<AuditLog, 'add'>;
  quarantine: Pick<QuarantineStore, 'summary' | 'list'> | undefined;
  replayRefused: ReplayRefused | undefined;
}

const time = z.union([z.number(), z.string()]).transform((given, context) => {
  const ms =
    typeof given === 'number' || /^\d{1,16}$/.test(given) ? Number(given) : Date.parse(given);
  if (Number.isFinite(ms)) return ms;
  context.addIssue({ code: 'custom', message: 'must be a time like 2026-11-22T10:00:00Z' });
  return z.NEVER;
});

const path = z.string().min(1).max(200);

const filterShape = {
  codes: z.array(z.string().max(50)).max(50).optional(),
  ids: z
    .array(z.string().regex(/^[0-9a-f]{32}$/, 'must be an id of the list'))
    .max(1_000)
    .optional(),
  since: time.optional(),
  until: time.optional(),
};

const replaySchema = z.strictObject({
  site: z.string().optional(),
  ...filterShape,
  dryRun: z.boolean().optional(),
  repair: z
    .strictObject({
      set: z.record(path, z.unknown()).optional(),
      drop: z.array(path).max(100).optional(),
      rename: z.record(path, path).optional(),
    })
    .optional(),
});

const filterSchema = z.object(filterShape);

const hint = sendAs('{"site":"my-site","codes":["invalid_event"],"dryRun":true}');

/** Only what was given. */
const given = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };

/** Entries of a list at most. */
const listLimit = 100;

/**
 * What was refused, for admins: `GET /api/quarantine` by reason, `GET /api/quarantine/entries` one by
 * one, `POST /api/quarantine/replay` to check it again after a fix.
 */
export function quarantineRoutes(app: Hono<NodeEnv>, deps: QuarantineRouteDeps): void {
  const { sites, audit, quarantine, replayRefused } = deps;
  if (!quarantine) return;
  const admin = requireRole('admin');

  app.get('/api/quarantine', admin, async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const filter = valid(
      filterSchema,
      {
        since: c.req.query('since'),
        until: c.req.query('until'),
      },
      hint,
    );
    return jsonAnswer(200, await quarantine.summary({ site: site.id, ...given(filter) }));
  });

  app.get('/api/quarantine/entries', admin, async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const filter = valid(
      filterSchema,
      {
        since: c.req.query('since'),
        until: c.req.query('until'),
        codes: c.req.queries('code'),
        ids: c.req.queries('id'),
      },
      hint,
    );
    const { id: actor, role } = c.get('who');
    // Entries hold what people did: a look that cannot be recorded does not happen.
    await audit.add({ action: 'quarantine.viewed', actor, role, site: site.id });
    return jsonAnswer(200, await quarantine.list({ site: site.id, ...given(filter) }, listLimit));
  });

  app.post('/api/quarantine/replay', admin, async (c) => {
    if (!replayRefused) {
      throw new ConsoleProblem(
        'not_found',
        say('Nothing can be replayed here.'),
        say('Ask the collector.'),
      );
    }
    const body = valid(replaySchema, await readJsonBody(c), hint);
    const site = await findSite(scopedSites(c, sites), body.site);
    const { site: _named, repair, ...rest } = body;
    const { id: actor, role } = c.get('who');
    const result = await replayRefused({
      ...given(rest),
      site: site.id,
      ...(repair && { repair: given(repair) }),
    });
    const { checked, accepted, duplicates } = result;
    if (rest.dryRun !== true) {
      await audit.add({
        action: 'quarantine.replayed',
        actor,
        role,
        site: site.id,
        detail: { checked, accepted, duplicates },
      });
    }
    return jsonAnswer(200, result);
  });
}
