import { segmentInputSchema, segmentRuleSchema, words } from '@touchtrail/contract';
import type { Segment } from '@touchtrail/contract';
import { countSegment, segmentMembers } from '@touchtrail/analysis';
import type { AuditLog, Reader, SegmentStore, SiteStore, StreamReader } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, valid } from './valid.ts';

const say = words({
  'There is no such segment.': 'Dieses Segment gibt es nicht.',
  'Known: {list}.': 'Bekannt: {list}.',
  none: 'keines',
  'A webhook tells others who is in a segment: only an admin may set one.':
    'Ein Webhook sagt anderen, wer in einem Segment ist: nur die Rolle admin darf einen setzen.',
  'Leave webhook out, or ask an admin.':
    'Lassen Sie den Webhook weg oder bitten Sie jemanden mit der Rolle admin.',
  'Nothing streams here.': 'Von hier wird nichts ausgegeben.',
  'Ask the console.': 'Fragen Sie den Dienst mit der Oberfläche.',
  'Formats: csv, ndjson.': 'Formate: csv, ndjson.',
});

export interface SegmentRouteDeps {
  reader: Reader;
  streams: StreamReader | undefined;
  sites: Pick<SiteStore, 'list'>;
  segments: SegmentStore | undefined;
  audit: Pick<AuditLog, 'add'>;
  clock: () => number;
}

const hint = sendAs(
  '{"site":"my-site","key":"warm","rule":{"touched":{"touchpoint":"pricing"},"atLeast":2,"within":"30d"}}',
);
const ruleSchema = z.object({ site: z.string().optional(), rule: segmentRuleSchema });
const formats = {
  csv: { format: 'CSVWithNames', type: 'text/csv; charset=utf-8' },
  ndjson: { format: 'JSONEachRow', type: 'application/x-ndjson; charset=utf-8' },
} as const;

/** Bytes of a query as a body; when nobody reads any more the query ends. */
function bodyOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const each = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await each.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await each.return?.();
    },
  });
}

/**
 * Saved segments: `GET /api/segments`, `GET|DELETE /api/segments/:key`, `POST /api/segments`,
 * `POST /api/segments/count` tries a rule, `GET /api/segments/:key/count`, `GET /api/segments/:key/members`.
 */
export function segmentRoutes(app: Hono<NodeEnv>, deps: SegmentRouteDeps): void {
  const { reader, streams, sites, segments, audit, clock } = deps;
  if (!segments) return;
  const analyst = requireRole('analyst');
  const admin = requireRole('admin');
  const siteOf = async (c: Context<NodeEnv>, named?: unknown): Promise<string> =>
    (await findSite(scopedSites(c, sites), named ?? c.req.query('site'))).id;
  const found = async (c: Context<NodeEnv>, site: string): Promise<Segment> => {
    const key = c.req.param('key') ?? '';
    const segment = await segments.find(site, key);
    if (segment) return segment;
    throw new ConsoleProblem(
      'not_found',
      say('There is no such segment.'),
      say('Known: {list}.', {
        list: (await segments.list(site)).map((each) => each.key).join(', ') || say('none'),
      }),
    );
  };
  const note = (c: Context<NodeEnv>, action: string, site: string, key: string): Promise<void> => {
    const { id: actor, role } = c.get('who');
    return audit.add({ action, actor, role, site, detail: { key } });
  };

  app.get('/api/segments', async (c) => jsonAnswer(200, await segments.list(await siteOf(c))));
  app.post('/api/segments', analyst, async (c) => {
    const input = valid(segmentInputSchema, await readJsonBody(c), hint);
    const site = await siteOf(c, input.site);
    const { id: actor, role } = c.get('who');
    if (input.webhook !== undefined && role !== 'admin') {
      throw new ConsoleProblem(
        'forbidden',
        say('A webhook tells others who is in a segment: only an admin may set one.'),
        say('Leave webhook out, or ask an admin.'),
      );
    }
    const saved = await segments.set(site, input, actor);
    await note(c, 'segment.set', site, input.key);
    return jsonAnswer(200, { ...saved.segment, ...(saved.secret && { secret: saved.secret }) });
  });
  app.post('/api/segments/count', async (c) => {
    const body = valid(ruleSchema, await readJsonBody(c), hint);
    const site = await siteOf(c, body.site);
    const counted = await countSegment(
      { reader, clock, signal: c.req.raw.signal },
      site,
      body.rule,
    );
    return jsonAnswer(200, { site, ...counted });
  });
  app.get('/api/segments/:key', async (c) => {
    const site = await siteOf(c);
    const segment = await found(c, site);
    return jsonAnswer(200, { ...segment, versions: await segments.versions(site, segment.key) });
  });
  app.delete('/api/segments/:key', admin, async (c) => {
    const site = await siteOf(c);
    const key = c.req.param('key');
    await segments.remove(site, key, c.get('who').id);
    await note(c, 'segment.removed', site, key);
    return jsonAnswer(200, { site, key, done: 'removed' });
  });
  app.get('/api/segments/:key/count', async (c) => {
    const site = await siteOf(c);
    const { key, version, rule } = await found(c, site);
    const counted = await countSegment({ reader, clock, signal: c.req.raw.signal }, site, rule);
    return jsonAnswer(200, { site, key, version, ...counted });
  });
  app.get('/api/segments/:key/members', admin, async (c) => {
    if (!streams)
      throw new ConsoleProblem('not_found', say('Nothing streams here.'), say('Ask the console.'));
    const site = await siteOf(c);
    const { key, rule } = await found(c, site);
    const { format } = valid(
      z.object({ format: z.enum(['csv', 'ndjson']).default('ndjson') }),
      { format: c.req.query('format') },
      say('Formats: csv, ndjson.'),
    );
    // Before anything is shown: a look that cannot be recorded does not happen.
    await note(c, 'segment.members_exported', site, key);
    const query = await segmentMembers({ reader, clock }, site, rule);
    const { bytes } = await streams.open({ ...query, format: formats[format].format });
    return new Response(bodyOf(bytes), {
      headers: {
        'content-type': formats[format].type,
        'content-disposition': `attachment; filename="${site}-${key}.${format}"`,
        'cache-control': 'no-store',
      },
    });
  });
}
