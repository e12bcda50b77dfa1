import { reportNames, reportParameters, siteInputSchema } from '@touchtrail/contract';
import {
  count,
  errors,
  inPath,
  inQuery,
  json,
  list,
  object,
  ok,
  ref,
  schemaOf,
  site,
  text,
  word,
} from './parts.ts';
import type { JsonSchema, Operation, Paths } from './parts.ts';

const refusals = errors(400, 401, 403, 404, 429, 503);
const secured = [{ token: [] }, { session: [] }];

export const operation = (
  operationId: string,
  summary: string,
  answer: unknown,
  more: Partial<Operation> = {},
): Operation => ({
  operationId,
  summary,
  tags: ['read'],
  security: secured,
  responses: { 200: answer, ...refusals },
  ...more,
});

export const body = (schema: JsonSchema) => ({ required: true, content: json(schema) });

const anyParameters = (): JsonSchema => ({
  anyOf: Object.values(reportParameters).map(schemaOf),
});

const report = {
  description: 'The report, or its flat table.',
  content: {
    ...json(ref('Report')),
    'text/csv': { schema: word },
    'text/markdown': { schema: word },
    'application/x-ndjson': { schema: word },
  },
};
const reportName = {
  ...inPath('name', 'Name of the report.'),
  schema: { type: 'string', enum: reportNames },
};
const format = inQuery('format', 'Form of the answer.', {
  type: 'string',
  enum: ['json', 'csv', 'ndjson', 'md'],
});
const person = [inPath('id', 'An id of the person.'), site];
const request = ok('The request.', ref('PrivacyRequest'));
const asked = (operationId: string, summary: string, schema: JsonSchema = { type: 'object' }) =>
  operation(operationId, summary, request, {
    parameters: [person[0] as never],
    requestBody: body(schema),
  });
const bySite = object({ site: word });
const time = (name: string, words: string) => inQuery(name, words);

/** The read path: who looks at what came of it. */
export const readPaths = (): Paths => ({
  '/api/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      summary: 'This document.',
      tags: ['operations'],
      responses: { 200: ok('OpenAPI 3.1.', { type: 'object' }) },
    },
  },
  '/api/login': {
    post: {
      operationId: 'login',
      summary: 'Log in with a token; the answer sets a cookie.',
      tags: ['session'],
      requestBody: body(object({ token: word })),
      responses: {
        200: ok('Logged in.', object({ authenticated: { type: 'boolean' }, role: word })),
        ...errors(400, 401, 403, 413, 429, 503),
      },
    },
  },
  '/api/logout': {
    post: {
      operationId: 'logout',
      summary: 'End the login.',
      tags: ['session'],
      responses: {
        200: ok('Logged out.', object({ authenticated: { type: 'boolean' } })),
        ...errors(403),
      },
    },
  },
  '/api/session': {
    get: operation(
      'getSession',
      'Who is asking.',
      ok(
        'Role and sites.',
        object({ authenticated: { type: 'boolean' }, role: word, sites: list(word) }),
      ),
      { tags: ['session'] },
    ),
  },
  '/api/reports/{name}': {
    get: operation('getReport', 'A report, its parameters in the query.', report, {
      parameters: [reportName, site, format],
    }),
    post: operation('postReport', 'A report, its parameters in the body.', report, {
      parameters: [reportName, format],
      requestBody: body(anyParameters()),
    }),
  },
  '/api/sites': {
    get: operation(
      'listSites',
      'Sites with what is known of their data.',
      ok('Sites.', list(ref('Site'))),
    ),
    post: operation('addSite', 'Add a site; its write key is in the answer.', undefined, {
      requestBody: body(schemaOf(siteInputSchema)),
      responses: {
        201: ok('The site.', object({ id: word, name: word, writeKey: word, version: word })),
        ...errors(400, 401, 403, 409, 413, 503),
      },
    }),
  },
  '/api/touchpoints': {
    get: operation(
      'listTouchpoints',
      'Touchpoints seen, most touched first.',
      ok('Touchpoints.', list(ref('Touchpoint'))),
      { parameters: [site] },
    ),
  },
  '/api/live': {
    get: operation(
      'live',
      'Touches as they come, as server-sent events named `touch`.',
      text('A stream.', 'text/event-stream'),
      { parameters: [site] },
    ),
  },
  '/api/people/{id}/export': {
    get: operation(
      'exportPerson',
      'All that is stored of a person.',
      text('One JSON object a line.', 'application/x-ndjson'),
      { parameters: person },
    ),
  },
  '/api/people/{id}/erase': {
    post: {
      ...asked('erasePerson', 'Erase a person; runs in the background.', bySite),
      responses: { 202: request, ...refusals },
    },
  },
  '/api/people/{id}/restrict': {
    post: asked('restrictPerson', 'Keep a person out of reports, and take nothing new.', bySite),
  },
  '/api/people/{id}/unrestrict': {
    post: asked('unrestrictPerson', 'End a restriction.', bySite),
  },
  '/api/people/{id}/rectify': {
    post: asked(
      'rectifyPerson',
      'Correct what is known of a person.',
      object({ site: word, props: { type: 'object' } }),
    ),
  },
  '/api/privacy/refused': {
    get: operation(
      'countRefused',
      'How much was refused or taken away, by UTC day and reason.',
      ok('Counts.', object({ site: word, from: word, to: word, counts: list({ type: 'object' }) })),
      { parameters: [site, time('from', 'First day.'), time('to', 'Last day.')] },
    ),
  },
  '/api/privacy/requests': {
    get: operation(
      'listPrivacyRequests',
      'Where requests of people stand.',
      ok('Requests.', list(ref('PrivacyRequest'))),
      { parameters: [inQuery('site', 'Only of this site.')] },
    ),
  },
  '/api/privacy/requests/{id}': {
    get: operation('getPrivacyRequest', 'Where one request stands.', request, {
      parameters: [inPath('id', 'Id of the request.')],
    }),
  },
  '/api/audit': {
    get: operation(
      'listAudit',
      'Who looked at, took out or deleted what.',
      ok('Entries.', list(ref('AuditEntry'))),
      {
        parameters: [
          inQuery('site', 'Only of this site.'),
          inQuery('person', 'Only about this person; needs `site`.'),
          inQuery('action', 'Actions that begin so.'),
          time('from', 'From this time on.'),
          time('to', 'Before this time.'),
          inQuery('limit', 'At most so many.', { ...count, maximum: 1_000 }),
        ],
      },
    ),
  },
  '/api/quarantine': {
    get: operation(
      'listRefused',
      'What was refused, by reason.',
      ok('Reasons.', list(ref('RefusedSummary'))),
      { parameters: [site, time('since', 'From this time on.'), time('until', 'Before it.')] },
    ),
  },
  '/api/quarantine/entries': {
    get: operation(
      'listRefusedEvents',
      'Refused events one by one, the newest first.',
      ok('Events.', list(ref('RefusedEvent'))),
      {
        parameters: [
          site,
          time('since', 'From this time on.'),
          time('until', 'Before it.'),
          inQuery('code', 'Refused for this reason; may be repeated.'),
          inQuery('id', 'This one; may be repeated.'),
        ],
      },
    ),
  },
  '/api/quarantine/replay': {
    post: operation(
      'replayRefused',
      'Check refused events again after a fix.',
      ok('What became of them.', ref('ReplayResult')),
      {
        requestBody: body(
          object(
            {
              site: word,
              codes: list(word),
              ids: list(word),
              since: {},
              until: {},
              dryRun: { type: 'boolean' },
              repair: object(
                {
                  set: { type: 'object' },
                  drop: list(word),
                  rename: { type: 'object', additionalProperties: word },
                },
                [],
              ),
            },
            ['site'],
          ),
        ),
      },
    ),
  },
});
