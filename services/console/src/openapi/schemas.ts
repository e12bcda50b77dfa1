import {
  batchSchema,
  contextSchema,
  errorStatus,
  eventSchema,
  pageCountSchema,
  phoneRequestSchema,
  rejectionCodes,
} from '@touchtrail/contract';
import { count, list, number, object, ref, schemaOf, word } from './parts.ts';
import type { JsonSchema } from './parts.ts';

const nullable = (type: string): JsonSchema => ({ type: [type, 'null'] });

/** The batch with its events spelled out: the service checks each alone, so one bad one costs no other. */
function batch(): JsonSchema {
  const schema = schemaOf(batchSchema) as { properties: Record<string, unknown> };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      context: ref('Context'),
      events: {
        ...(schema.properties['events'] as object),
        items: ref('Event'),
      },
    },
  };
}

const rejected = object({
  index: count,
  id: nullable('string'),
  code: { type: 'string', enum: rejectionCodes },
  message: word,
});

/** Shapes that several routes share. */
export const schemas = (): Record<string, JsonSchema> => ({
  Event: schemaOf(eventSchema),
  Context: schemaOf(contextSchema),
  Batch: batch(),
  BatchAnswer: object(
    { accepted: count, duplicates: count, rejected: list(rejected), known: list(word) },
    ['accepted', 'duplicates', 'rejected'],
  ),
  HookAnswer: object({
    accepted: count,
    duplicates: count,
    ignored: count,
    rejected: list(rejected),
  }),
  PageCount: schemaOf(pageCountSchema),
  PhoneRequest: schemaOf(phoneRequestSchema),
  PhoneAnswer: object({ number: word, until: { type: ['number', 'null'] } }),
  Error: object(
    {
      error: object({
        code: { type: 'string', enum: Object.keys(errorStatus) },
        message: word,
        hint: word,
        docs: word,
      }),
      rejected: list(rejected),
      issues: list(object({ parameter: word, message: word })),
    },
    ['error'],
  ),
  Readiness: object({
    ready: { type: 'boolean' },
    takesEvents: { type: 'boolean' },
    answersReports: { type: 'boolean' },
    checks: { type: 'object', additionalProperties: word },
  }),
  Report: {
    ...object({
      name: word,
      definition: word,
      parameters: { type: 'object' },
      population: { type: 'object' },
      result: {},
      warnings: { type: 'array' },
      computedAt: {},
      elapsedMs: number,
    }),
    additionalProperties: true,
  },
  Site: {
    ...object({
      id: word,
      name: word,
      writeKey: word,
      origins: list(word),
      timezone: word,
      currency: word,
      touches: count,
      firstTouchAt: nullable('number'),
      lastTouchAt: nullable('number'),
      version: word,
    }),
    additionalProperties: true,
  },
  Touchpoint: object({
    key: word,
    channel: word,
    touches: count,
    people: count,
    conversions: count,
    lastSeenAt: number,
  }),
  Person: object({
    id: word,
    site: word,
    person: word,
    state: { type: 'string', enum: ['as usual', 'restricted', 'erased'] },
    ids: list(word),
    identity: object({
      ids: list(object({ id: word, kind: word })),
      links: { type: 'array' },
      sharedDevices: list(word),
    }),
    attributes: { type: 'array' },
    accounts: { type: 'array' },
    consent: object({ current: { type: ['object', 'null'] }, history: { type: 'array' } }),
    journeys: { type: 'array' },
    inactivityLimitMs: number,
    ratings: { type: 'array' },
    segments: list(word),
    touches: { type: 'array' },
    truncated: { type: 'boolean' },
    next: nullable('string'),
  }),
  PrivacyRequest: { type: 'object', additionalProperties: true },
  AuditEntry: { type: 'object', additionalProperties: true },
  RefusedSummary: object({
    site: word,
    code: word,
    message: word,
    events: count,
    replayable: count,
    replayed: count,
    firstAt: number,
    lastAt: number,
    sample: word,
  }),
  RefusedEvent: object({
    id: word,
    site: word,
    receivedAt: number,
    code: word,
    message: word,
    raw: word,
    source: word,
    sentAt: nullable('number'),
    sdk: word,
    place: word,
    basis: word,
    replayedAt: nullable('number'),
  }),
  ReplayResult: object({
    checked: count,
    accepted: count,
    duplicates: count,
    refused: list(object({ code: word, events: count, message: word, sample: word })),
  }),
});
