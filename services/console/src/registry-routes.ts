import {
  intSchema,
  registrySchema,
  timeSchema,
  topicSchema,
  withTopic,
  words,
} from '@touchtrail/contract';
import type { Names, RegistryAnswer, RegistryNames } from '@touchtrail/contract';
import type { AuditLog, RegistryStore, Saved, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { requireRole } from './access.ts';
import type { NodeEnv } from './access.ts';
import { jsonAnswer } from './answer.ts';
import { languageOf } from './asked-language.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { scopedSites } from './scoped-sites.ts';
import { sendAs, valid } from './valid.ts';

const say = words({
  'Times look like 2026-11-22T10:00:00Z.': 'Zeiten sehen aus wie 2026-11-22T10:00:00Z.',
  'Write {example}.': 'Schreiben Sie {example}.',
});

export interface RegistryRouteDeps {
  sites: Pick<SiteStore, 'list'>;
  registry: RegistryStore | undefined;
  audit: Pick<AuditLog, 'add'>;
}

/** A registry of the largest size has some hundred kilobytes. */
const mostBytes = 1024 * 1024;

const hint = sendAs(
  '{"site":"my-site","ifVersion":3,"registry":{"touchpoints":[{"key":"cart"}],"rules":[{"touchpoint":"cart","when":{"path":"/cart"}}]}}',
);

const version = intSchema(0, 4_294_967_295);
// In an address epoch milliseconds are text.
const time = z.preprocess(
  (given) => (typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : given),
  timeSchema.optional(),
);
const span = { from: time, to: time };
const spanSchema = z.object(span);
const note = z.string().max(1_000).optional();
const common = { site: z.string().optional() };
const testSchema = z.strictObject({
  ...common,
  ...span,
  registry: registrySchema,
  samples: intSchema(1, 20).default(5),
});
const saveSchema = z.strictObject({
  ...common,
  registry: registrySchema,
  ifVersion: version,
  note,
  force: z.boolean().default(false),
});
const topicBodySchema = z.strictObject({
  ...common,
  topic: topicSchema,
  ifVersion: version.optional(),
  note,
});
const rollbackSchema = z.strictObject({
  ...common,
  version,
  ifVersion: version,
  note,
  force: z.boolean().default(false),
});

const spanOf = (c: Context<NodeEnv>) => ({
  ...valid(
    spanSchema,
    { from: c.req.query('from'), to: c.req.query('to') },
    say('Times look like 2026-11-22T10:00:00Z.'),
  ),
  signal: c.req.raw.signal,
});
const versionOf = (c: Context<NodeEnv>, name: string): number | undefined =>
  valid(
    z.object({ [name]: version.optional() }),
    { [name]: c.req.query(name) },
    say('Write {example}.', { example: `${name}=3` }),
  )[name];

const namesIn = (all: readonly { key: string; name?: Names }[]): Record<string, Names> =>
  Object.fromEntries(all.flatMap(({ key, name }) => (name === undefined ? [] : [[key, name]])));

/** What a registry names, without what it only lists. */
function namesOf(site: string, found: Pick<RegistryAnswer, 'version' | 'registry'>): RegistryNames {
  const { touchpoints, phases, channels } = found.registry;
  return {
    site,
    version: found.version,
    touchpoints: namesIn(touchpoints),
    phases: namesIn(phases),
    channels,
    backstage: touchpoints.flatMap(({ key, backstage }) => (backstage ? [key] : [])).toSorted(),
  };
}

/**
 * The touchpoint registry: `GET /api/registry` and its `names`, `versions`, `diff`, `unmapped`, `use` and `silent`
 * for all who may read reports; `POST /api/registry/test`, `PUT /api/registry`, `POST
 * /api/registry/topics` and `POST /api/registry/rollback` for analysts.
 */
export function registryRoutes(app: Hono<NodeEnv>, deps: RegistryRouteDeps): void {
  const { sites, registry, audit } = deps;
  if (!registry) return;
  const analyst = requireRole('analyst');
  const siteOf = async (c: Context<NodeEnv>, named?: unknown): Promise<string> =>
    (await findSite(scopedSites(c, sites), named ?? c.req.query('site'))).id;
  const saved = async (c: Context<NodeEnv>, site: string, result: Saved) => {
    const { id: actor, role } = c.get('who');
    const { version: now, restores, changes } = result;
    if (result.saved) {
      await audit.add({
        action: 'registry.saved',
        actor,
        role,
        site,
        detail: {
          version: now,
          changes: changes.length,
          ...(restores !== null && { restores }),
        },
      });
    }
    return jsonAnswer(200, { site, ...result });
  };

  app.get('/api/registry', async (c) => {
    const site = await siteOf(c);
    const found = await registry.read(site, versionOf(c, 'version'));
    return jsonAnswer(200, { site, ...found } satisfies RegistryAnswer);
  });
  app.get('/api/registry/names', async (c) => {
    const site = await siteOf(c);
    const found = await registry.read(site);
    return jsonAnswer(200, namesOf(site, found));
  });
  app.get('/api/registry/versions', async (c) =>
    jsonAnswer(200, await registry.history(await siteOf(c))),
  );
  app.get('/api/registry/diff', async (c) => {
    const site = await siteOf(c);
    const from = versionOf(c, 'from') ?? 0;
    const to = versionOf(c, 'to') ?? (await registry.read(site)).version;
    return jsonAnswer(200, { site, from, to, changes: await registry.diff(site, from, to) });
  });
  app.get('/api/registry/unmapped', async (c) => {
    const site = await siteOf(c);
    return jsonAnswer(200, await registry.unmapped(site, spanOf(c)));
  });
  app.get('/api/registry/use', async (c) => {
    const site = await siteOf(c);
    return jsonAnswer(200, await registry.use(site, spanOf(c)));
  });
  app.get('/api/registry/silent', async (c) => {
    const site = await siteOf(c);
    const use = await registry.use(site, spanOf(c));
    return jsonAnswer(
      200,
      use.filter(({ events }) => events === 0),
    );
  });
  app.post('/api/registry/test', analyst, async (c) => {
    const body = valid(testSchema, await readJsonBody(c, mostBytes), hint);
    const site = await siteOf(c, body.site);
    const { from, to, samples } = body;
    const effect = await registry.test(site, body.registry, {
      from,
      to,
      samples,
      language: languageOf(c),
      signal: c.req.raw.signal,
    });
    return jsonAnswer(200, { site, ...effect });
  });
  app.put('/api/registry', analyst, async (c) => {
    const body = valid(saveSchema, await readJsonBody(c, mostBytes), hint);
    const site = await siteOf(c, body.site);
    const { ifVersion, force } = body;
    const author = c.get('who').id;
    const options = { author, note: body.note, ifVersion, force, language: languageOf(c) };
    const result = await registry.save(site, body.registry, options);
    return saved(c, site, result);
  });
  app.post('/api/registry/topics', analyst, async (c) => {
    const body = valid(
      topicBodySchema,
      await readJsonBody(c),
      sendAs(
        '{"site":"my-site","topic":{"key":"delivery.late","name":"Late delivery","words":["late","verspät*"]}}',
      ),
    );
    const site = await siteOf(c, body.site);
    const found = await registry.read(site);
    const result = await registry.save(site, withTopic(found.registry, body.topic), {
      author: c.get('who').id,
      note: body.note ?? `Topic ${body.topic.key}`,
      ifVersion: body.ifVersion ?? found.version,
      language: languageOf(c),
    });
    return saved(c, site, result);
  });
  app.post('/api/registry/rollback', analyst, async (c) => {
    const body = valid(
      rollbackSchema,
      await readJsonBody(c),
      sendAs('{"site":"my-site","version":3,"ifVersion":5}'),
    );
    const site = await siteOf(c, body.site);
    const { ifVersion, force } = body;
    const author = c.get('who').id;
    const options = { author, note: body.note, ifVersion, force, language: languageOf(c) };
    const result = await registry.rollback(site, body.version, options);
    return saved(c, site, result);
  });
}
