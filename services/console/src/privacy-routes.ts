import { words } from '@touchtrail/contract';
import type { Actor, AuditLog, PeopleStore, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, wrongParts } from './valid.ts';

const say = words({
  'is neither a number nor a date.': 'ist weder eine Zahl noch ein Datum.',
  'Write it like 2026-11-22T10:00:00Z.': 'Schreiben Sie es wie 2026-11-22T10:00:00Z.',
  'must be an object of texts, numbers and booleans.':
    'muss ein Objekt aus Texten, Zahlen und Wahrheitswerten sein.',
  'is missing.': 'fehlt.',
  'Entries about a person are found by site and id.':
    'Einträge zu einer Person werden mit Site und Kennung gefunden.',
  'There is no such request.': 'Diese Anfrage gibt es nicht.',
  'GET /api/privacy/requests lists them.': 'GET /api/privacy/requests listet sie auf.',
});

export interface PrivacyRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  people: PeopleStore;
  audit: Pick<AuditLog, 'list'>;
  /** Runs an erasure in the background. */
  erase: (requestId: string) => void;
}

const actorOf = (c: Context<NodeEnv>): Actor => {
  const { id, role } = c.get('who');
  return { id, role };
};

/** A number of a query, or nothing. */
function numberOf(c: Context, name: string): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(value)) return value;
  throw wrongParts(
    [{ parameter: name, message: say('is neither a number nor a date.') }],
    say('Write it like 2026-11-22T10:00:00Z.'),
  );
}

type Attributes = Record<string, string | number | boolean | null>;

const isFlat = (value: unknown) =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

function attributesOf(body: Readonly<Record<string, unknown>>): Attributes {
  const { props } = body;
  if (
    props === null ||
    typeof props !== 'object' ||
    Array.isArray(props) ||
    Object.keys(props).length === 0 ||
    !Object.values(props).every(isFlat)
  ) {
    throw wrongParts(
      [{ parameter: 'props', message: say('must be an object of texts, numbers and booleans.') }],
      sendAs('{"site":"my-site","props":{"city":"Bonn"}}'),
    );
  }
  return props as Attributes;
}

/** Lines as a body; the first is made before the answer begins, so that a refusal is still one. */
async function streamed(lines: AsyncGenerator<string>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const first = await lines.next();
  let head: string | undefined = first.done === true ? undefined : first.value;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = head ?? '';
      head = undefined;
      while (text.length < 65_536) {
        const next = await lines.next();
        if (next.done === true) {
          controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += next.value;
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

/**
 * What people may ask for (export, erasure, restriction, correction), and the record of it: for admins.
 * `/api/people/:id/…`, `/api/privacy/requests`, `/api/audit`.
 */
export function privacyRoutes(app: Hono<NodeEnv>, deps: PrivacyRouteDeps): void {
  const { sites, people, audit } = deps;
  const admin = requireRole('admin');

  app.get('/api/people/:id/export', admin, async (c) => {
    const site = await findSite(scopedSites(c, sites), c.req.query('site'));
    const signal = c.req.raw.signal;
    const body = await streamed(people.export(site.id, c.req.param('id'), actorOf(c), signal));
    return new Response(body, {
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="${site.id}-person.ndjson"`,
        'cache-control': 'no-store',
      },
    });
  });

  const asked = async (c: Context<NodeEnv>) => {
    const body = await readJsonBody(c);
    const site = await findSite(scopedSites(c, sites), body['site'] ?? c.req.query('site'));
    return { site: site.id, id: c.req.param('id') ?? '', body, actor: actorOf(c) };
  };
  app.post('/api/people/:id/erase', admin, async (c) => {
    const { site, id, actor } = await asked(c);
    const request = await people.requestErasure(site, id, actor);
    if (request.state === 'running') deps.erase(request.id);
    return jsonAnswer(202, request);
  });
  app.post('/api/people/:id/restrict', admin, async (c) => {
    const { site, id, actor } = await asked(c);
    const request = await people.restrict(site, id, actor);
    return jsonAnswer(200, request);
  });
  app.post('/api/people/:id/unrestrict', admin, async (c) => {
    const { site, id, actor } = await asked(c);
    return jsonAnswer(200, await people.unrestrict(site, id, actor));
  });
  app.post('/api/people/:id/rectify', admin, async (c) => {
    const { site, id, body, actor } = await asked(c);
    return jsonAnswer(200, await people.rectify(site, id, attributesOf(body), actor));
  });

  /** Whose sites are limited must name one of them. */
  const siteFilter = async (c: Context<NodeEnv>): Promise<{ site?: string }> => {
    if (c.req.query('site') === undefined && c.get('who').sites.length === 0) return {};
    return { site: (await findSite(scopedSites(c, sites), c.req.query('site'))).id };
  };
  app.get('/api/privacy/requests', admin, async (c) =>
    jsonAnswer(200, await people.requests({ ...(await siteFilter(c)), limit: 1_000 })),
  );
  app.get('/api/privacy/requests/:id', admin, async (c) => {
    const [request] = await people.requests({ id: c.req.param('id'), limit: 1 });
    const { sites: allowed } = c.get('who');
    if (request && (allowed.length === 0 || allowed.includes(request.site))) {
      return jsonAnswer(200, request);
    }
    throw new ConsoleProblem(
      'not_found',
      say('There is no such request.'),
      say('GET /api/privacy/requests lists them.'),
    );
  });
  app.get('/api/audit', admin, async (c) => {
    const subject = c.req.query('person');
    const action = c.req.query('action');
    const [from, to] = [numberOf(c, 'from'), numberOf(c, 'to')];
    const site = await siteFilter(c);
    if (subject !== undefined && site.site === undefined) {
      throw wrongParts(
        [{ parameter: 'site', message: say('is missing.') }],
        say('Entries about a person are found by site and id.'),
      );
    }
    return jsonAnswer(
      200,
      await audit.list({
        ...site,
        ...(subject !== undefined && { subject }),
        ...(action !== undefined && { action }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        limit: Math.min(numberOf(c, 'limit') ?? 100, 1_000),
      }),
    );
  });
}
