import { randomUUID } from 'node:crypto';
import { errorStatus } from '@touchtrail/contract';
import { createCollector } from '@touchtrail/collector';
import type { CollectorDeps } from '@touchtrail/collector';
import { createConsole } from '@touchtrail/console';
import type { ConsoleDeps } from '@touchtrail/console';
import Ajv from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { startService } from './start-service.ts';
import type { Service } from './start-service.ts';
import { someEvent } from './testing/events.ts';
import { temporaryDir } from './testing/processes.ts';

interface Operation {
  operationId: string;
  summary: string;
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: object }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, object> };
}

const { dir, remove } = temporaryDir();
let service: Service;
let document: Document;
beforeAll(async () => {
  service = await startService({ dataDir: withTables(dir), port: 0 });
  document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as Document;
});
afterAll(async () => {
  await service.close();
  remove();
});

const ajv = new Ajv.default({ strict: false, validateFormats: false });

/** Checks a value against a schema of the document. */
function validator(schema: object): ValidateFunction {
  return ajv.compile({ ...schema, components: document.components });
}

/** Whatever is asked of it, and never used: routes are registered without asking anything. */
const stub = () =>
  new Proxy(
    {},
    {
      get: (_target, name) =>
        name === 'clock' ? Date.now : name === 'refused' ? undefined : async () => [],
    },
  );

const routesOf = (app: { routes: { method: string; path: string }[] }): string[] =>
  app.routes
    .filter(({ method, path }) => !['ALL', 'OPTIONS'].includes(method) && !path.includes('*'))
    .map(
      ({ method, path }) =>
        `${method.toLowerCase()} ${path
          .replace(/^\/:script\{.*$/, '/t.js')
          .replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')
          .replace(/(.)\/$/, '$1')}`,
    );

describe('the OpenAPI document', () => {
  test('names every route there is, and none that is not', () => {
    const collector = createCollector(stub() as CollectorDeps);
    const console = createConsole({
      ...(stub() as ConsoleDeps),
      clock: Date.now,
      reader: stub() as ConsoleDeps['reader'],
      sites: stub() as ConsoleDeps['sites'],
      tokens: stub() as ConsoleDeps['tokens'],
      members: stub() as NonNullable<ConsoleDeps['members']>,
      writeKeys: stub() as NonNullable<ConsoleDeps['writeKeys']>,
      siteSettings: stub() as NonNullable<ConsoleDeps['siteSettings']>,
      people: stub() as ConsoleDeps['people'],
      suppressions: stub() as ConsoleDeps['suppressions'],
      audit: stub() as ConsoleDeps['audit'],
      erase: () => undefined,
      identity: stub() as NonNullable<ConsoleDeps['identity']>,
      search: stub() as NonNullable<ConsoleDeps['search']>,
      accounts: stub() as NonNullable<ConsoleDeps['accounts']>,
      segments: stub() as NonNullable<ConsoleDeps['segments']>,
      findings: stub() as NonNullable<ConsoleDeps['findings']>,
      personas: stub() as NonNullable<ConsoleDeps['personas']>,
      actions: stub() as NonNullable<ConsoleDeps['actions']>,
      views: stub() as NonNullable<ConsoleDeps['views']>,
      annotations: stub() as NonNullable<ConsoleDeps['annotations']>,
      streams: stub() as NonNullable<ConsoleDeps['streams']>,
      registry: stub() as NonNullable<ConsoleDeps['registry']>,
      journeyDefinitions: stub() as NonNullable<ConsoleDeps['journeyDefinitions']>,
      quarantine: stub() as NonNullable<ConsoleDeps['quarantine']>,
    });
    const registered = new Set([...routesOf(collector.app), ...routesOf(console.app)]);
    console.close();
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(documented.toSorted()).toEqual([...registered].toSorted());
  });

  test('has one id for each operation, and every reference leads somewhere', () => {
    const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const ids = all.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { summary } of all) expect(summary).toMatch(/\.$/);
    const references = JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/(\w+)"/g);
    for (const [, kind = '', name = ''] of references) {
      expect(document.components).toHaveProperty([kind, name]);
    }
    for (const schema of Object.values(document.components.schemas)) validator(schema);
  });

  test('its event schema takes and refuses as the contract does', () => {
    const check = validator({ $ref: '#/components/schemas/Batch' });
    expect(check(batchOf('wk_1', someEvent()))).toBe(true);
    expect(check(batchOf('wk_1', { ...someEvent(), channel: 'pigeon' }))).toBe(false);
    expect(check(batchOf('wk_1', { ...someEvent(), name: undefined }))).toBe(false);
  });
});

interface Call {
  path: string;
  route?: string;
  method?: string;
  body?: unknown;
  status: number;
  anonymous?: boolean;
}

const send = (path: string, method: string, body: unknown, anonymous: boolean) =>
  fetch(`${service.url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      'content-type': 'application/json',
      ...(!anonymous && { authorization: `Bearer ${service.adminToken}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const documentedFor = (route: string, method: string, status: number): object => {
  const found = document.paths[route]?.[method]?.responses[String(status)];
  expect(found, `${method} ${route} documents ${status}`).toBeDefined();
  const name = found?.$ref?.split('/').at(-1);
  const answer = (name === undefined ? found : document.components.responses[name]) as {
    content: Record<string, { schema: object }>;
  };
  return answer.content['application/json']?.schema ?? {};
};

const isAsDocumented = async (call: Call) => {
  const { path, route = path, method = 'get', body, status, anonymous = false } = call;
  const response = await send(path, method, body, anonymous);
  expect(response.status).toBe(status);
  const answer: unknown = await response.json();
  const check = validator(documentedFor(route, method, status));
  expect(check(answer), JSON.stringify(check.errors)).toBe(true);
};

const batchOf = (site: string, ...events: unknown[]) => ({ v: 1, site, events });
const post = (body: unknown, status: number) =>
  isAsDocumented({ path: '/v1/events', method: 'post', body, status });

describe('what is answered is what is documented', () => {
  const calls: Call[] = [
    { path: '/healthz', status: 200 },
    { path: '/readyz', status: 200 },
    { path: '/api/session', status: 200 },
    { path: '/api/session', status: 401, anonymous: true },
    { path: '/api/sites', status: 200 },
    { path: '/api/touchpoints?site=my-site', route: '/api/touchpoints', status: 200 },
    { path: '/api/touchpoints?site=none', route: '/api/touchpoints', status: 404 },
    { path: '/api/people/a-1?site=my-site', route: '/api/people/{id}', status: 200 },
    { path: '/api/people?site=my-site&q=a-1', route: '/api/people', status: 200 },
    { path: '/api/accounts?site=my-site', route: '/api/accounts', status: 200 },
    { path: '/api/accounts/none?site=my-site', route: '/api/accounts/{id}', status: 404 },
    { path: '/api/segments?site=my-site', route: '/api/segments', status: 200 },
    { path: '/api/segments', method: 'post', body: {}, status: 400 },
    { path: '/api/identity/status?site=my-site', route: '/api/identity/status', status: 200 },
    { path: '/api/identity/rules?site=my-site', route: '/api/identity/rules', status: 200 },
    { path: '/api/identity/unlink', method: 'post', body: {}, status: 400 },
    {
      path: '/api/reports/channels',
      route: '/api/reports/{name}',
      method: 'post',
      body: { site: 'my-site' },
      status: 200,
    },
    {
      path: '/api/reports/nothing',
      route: '/api/reports/{name}',
      method: 'post',
      body: {},
      status: 404,
    },
    { path: '/api/quarantine?site=my-site', route: '/api/quarantine', status: 200 },
    {
      path: '/api/quarantine/entries?site=my-site',
      route: '/api/quarantine/entries',
      status: 200,
    },
    {
      path: '/api/quarantine/replay',
      method: 'post',
      body: { site: 'my-site', dryRun: true },
      status: 200,
    },
    {
      path: '/api/quarantine/replay',
      method: 'post',
      body: { site: 'my-site', since: 'yesterday' },
      status: 400,
    },
    { path: '/api/audit', status: 200 },
    { path: '/api/privacy/requests', status: 200 },
    { path: '/v1/events', method: 'post', body: {}, status: 400 },
    { path: '/v1/phone', method: 'post', body: { v: 1, site: 'wk_none' }, status: 401 },
    { path: '/v1/server/events', method: 'post', body: {}, status: 401 },
    { path: '/v1/hooks/none', route: '/v1/hooks/{id}', method: 'post', body: {}, status: 404 },
  ];

  test('events: good, refused, and none good', async () => {
    const { writeKey } = service.site;
    await post(batchOf(writeKey, someEvent(), { id: randomUUID(), name: '' }), 202);
    await post(batchOf(writeKey, { id: randomUUID(), name: '' }), 422);
    await post(batchOf('wk_none', someEvent()), 401);
  });

  test.each(calls.map((call) => ({ method: 'get', ...call })))(
    '$method $path $status',
    isAsDocumented,
  );

  test('every error code has a status that some route documents', () => {
    const documented = new Set(
      Object.values(document.paths).flatMap((methods) =>
        Object.values(methods).flatMap(({ responses }) => Object.keys(responses)),
      ),
    );
    // Answered before a route is known: no HTTP, or headers without end.
    const beforeRoutes = new Set([431, 500]);
    const missing = Object.values(errorStatus).filter(
      (status) => !beforeRoutes.has(status) && !documented.has(String(status)),
    );
    expect(missing).toEqual([]);
  });
});
