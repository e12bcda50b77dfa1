import { errors, inPath, inQuery, json, object, ok, ref, text, word } from './parts.ts';
import type { JsonSchema, Operation, Paths } from './parts.ts';

const asJsonOrText = (schema: JsonSchema) => ({
  required: true,
  content: { 'application/json': { schema }, 'text/plain': { schema } },
});

const refusals = errors(400, 401, 403, 405, 408, 413, 415, 422, 429, 503);

const segmentMessage: JsonSchema = {
  type: 'object',
  description: "A message of Segment's HTTP API.",
  properties: {
    messageId: word,
    userId: word,
    anonymousId: word,
    timestamp: word,
    writeKey: word,
    context: { type: 'object' },
    properties: { type: 'object' },
    traits: { type: 'object' },
  },
  additionalProperties: true,
};
const segmentBatch: JsonSchema = object({
  batch: { type: 'array', items: segmentMessage },
});
const segmentOk = ok('Taken.', {
  ...object({ success: { type: 'boolean' } }),
  additionalProperties: true,
});

const segment = (path: string, body: JsonSchema, summary: string): Operation => ({
  operationId: `segment${path.replaceAll(/[^a-z\d]+(.)?/gi, (_, letter: string | undefined) => (letter ?? '').toUpperCase())}`,
  summary,
  tags: ['segment'],
  security: [{ writeKey: [] }, {}],
  requestBody: asJsonOrText(body),
  responses: { 200: segmentOk, ...errors(400, 401, 403, 408, 413, 415, 422, 429, 503) },
});

const kinds = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
const shortForms = { t: 'track', p: 'page', s: 'screen', i: 'identify', g: 'group', a: 'alias' };
const batchPaths = ['/v1/batch', '/v1/b', '/v1/import/batch', '/beacon/v1/batch'];

const segmentPaths = (): Paths =>
  Object.fromEntries([
    ...kinds.flatMap((kind) =>
      [`/v1/${kind}`, `/api/s/${kind}`, `/api/s/s2s/${kind}`].map((path) => [
        path,
        { post: segment(path, segmentMessage, `One message of the kind ${kind}.`) },
      ]),
    ),
    ...Object.entries(shortForms).map(([short, kind]) => [
      `/v1/${short}`,
      { post: segment(`/v1/${short}`, segmentMessage, `Short for ${kind}.`) },
    ]),
    ...batchPaths.map((path) => [path, { post: segment(path, segmentBatch, 'Several messages.') }]),
  ]) as Paths;

const clientSettings = (operationId: string): Operation => ({
  operationId,
  summary: 'Settings that clients ask for before they send.',
  tags: ['segment'],
  responses: {
    200: ok('Settings.', { type: 'object', additionalProperties: true }),
    ...errors(401, 404, 503),
  },
});

/** The write path: who sends events. */
export const writePaths = (): Paths => ({
  '/v1/events': {
    post: {
      operationId: 'postEvents',
      summary: 'Send events from a page or from anywhere.',
      description:
        'Answered only when every accepted event is durable. Bad events are refused one by one; the write key in `site` says whose they are.',
      tags: ['write'],
      requestBody: asJsonOrText(ref('Batch')),
      responses: { 202: ok('Durable.', ref('BatchAnswer')), ...refusals },
    },
  },
  '/v1/server/events': {
    post: {
      operationId: 'postServerEvents',
      summary: 'Send events from a back end, signed with a secret key.',
      tags: ['write'],
      security: [{ signature: [] }],
      requestBody: asJsonOrText(ref('Batch')),
      responses: { 202: ok('Durable.', ref('BatchAnswer')), ...refusals },
    },
  },
  '/v1/hooks/{id}': {
    post: {
      operationId: 'postHook',
      summary: 'What another system tells, by the mapping of its webhook.',
      tags: ['write'],
      parameters: [inPath('id', 'Id of the webhook.')],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: {} },
          'application/x-www-form-urlencoded': { schema: { type: 'object' } },
        },
      },
      responses: {
        200: ok('Durable.', ref('HookAnswer')),
        ...errors(400, 401, 404, 405, 408, 413, 429, 503),
      },
    },
  },
  '/v1/import': {
    post: {
      operationId: 'import',
      summary: 'Import NDJSON, CSV or Parquet of any length, packed or not.',
      description:
        'Answered when all of it is durable; `refused` names the lines that were not taken.',
      tags: ['write'],
      security: [{ token: [] }],
      parameters: [
        inQuery('site', 'Id of the site.', word, true),
        inQuery('format', 'Form of the body; default: found out.'),
        inQuery('map', '`field=column`; may be repeated.'),
        inQuery('consent', 'Purposes that cover rows without a receipt, with commas between.'),
        inQuery('dry-run', 'Only says what would happen.'),
        inQuery('no-scrub', 'Takes texts and addresses as they are.'),
        inQuery('force', 'Takes ids that look like something else than their column says.'),
      ],
      requestBody: {
        required: true,
        content: {
          'application/x-ndjson': { schema: word },
          'text/csv': { schema: word },
          'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
        },
      },
      responses: {
        200: ok('The report.', { type: 'object', additionalProperties: true }),
        ...errors(400, 401, 405, 429, 503),
      },
    },
  },
  '/v1/phone': {
    post: {
      operationId: 'postPhone',
      summary: 'Which phone number to show this visit.',
      tags: ['write'],
      requestBody: asJsonOrText(ref('PhoneRequest')),
      responses: { 200: ok('The number.', ref('PhoneAnswer')), ...refusals, ...errors(404) },
    },
  },
  '/v1/count': {
    post: {
      operationId: 'postCount',
      summary: 'Count one page view of somebody who is not measured.',
      tags: ['write'],
      requestBody: asJsonOrText(ref('PageCount')),
      responses: { 204: { description: 'Counted.' }, ...refusals },
    },
  },
  ...segmentPaths(),
  '/v1/m': {
    post: {
      operationId: 'segmentMetrics',
      summary: 'Numbers that analytics-next sends about itself; they are left out.',
      tags: ['segment'],
      responses: { 200: segmentOk },
    },
  },
  '/v1/projects/{key}/settings': {
    get: { ...clientSettings('getProjectSettings'), parameters: [inPath('key', 'Write key.')] },
  },
  '/sourceConfig': { get: clientSettings('getSourceConfig') },
  '/t.js': {
    get: {
      operationId: 'getScript',
      summary: 'The script for pages; its parts and hashed forms stand beside it.',
      tags: ['write'],
      responses: { 200: text('The script.', 'text/javascript'), ...errors(404) },
    },
  },
  '/healthz': {
    get: {
      operationId: 'getHealth',
      summary: 'Whether the process lives.',
      tags: ['operations'],
      responses: { 200: ok('It does.', object({ status: word })) },
    },
  },
  '/readyz': {
    get: {
      operationId: 'getReadiness',
      summary: 'Whether the service can do its work, and what it cannot.',
      tags: ['operations'],
      parameters: [
        {
          name: 'for',
          in: 'query',
          required: false,
          description: '`events`: asks for the taking in of events alone.',
          schema: { type: 'string', enum: ['events'] },
        },
      ],
      responses: {
        200: ok('Ready.', ref('Readiness')),
        503: { description: 'Not ready, with the reasons.', content: json(ref('Readiness')) },
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'getMetrics',
      summary: 'Metrics for Prometheus.',
      tags: ['operations'],
      responses: { 200: text('Metrics.') },
    },
  },
});
