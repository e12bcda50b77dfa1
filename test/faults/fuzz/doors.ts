import { createHash, createHmac, randomUUID } from 'node:crypto';
import {
  batchSchema,
  contextSchema,
  eventSchema,
  hookMappingSchema,
  pageCountSchema,
  phoneRequestSchema,
} from '@touchtrail/contract';
import type { BatchAnswer } from '@touchtrail/contract';
import type { Service } from '@touchtrail/standalone';
import * as fc from 'fast-check';
import { arbitraryOf } from './arbitrary-of.ts';
import { parsedBody, wrongBatchAnswer, wrongDocumentAnswer } from './oracle.ts';
import { segmentDoor } from './segment-door.ts';

/** One address that takes what strangers send. */
export interface Door {
  path: string;
  /** Documents that are right there. */
  document: fc.Arbitrary<unknown>;
  /** Headers of its own, made for the bytes that are sent. */
  headers(sent: Buffer): Record<string, string>;
  /** Why a 2xx answer is wrong; `undefined`: it is right. */
  wrong(body: Buffer | undefined, answer: string): string | undefined;
  /** How many events an answer says are newly stored. */
  stored(answer: string): number;
  /** Set where nothing that is sent here may pass: the door is tried without its key. */
  neverPasses?: true;
  /** How many more may be, where the answer does not tell. */
  maybe?(body: Buffer | undefined, answer: string): number;
}

const batchAnswer = (answer: string): BatchAnswer => JSON.parse(answer) as BatchAnswer;

/** The table of all of them. A new door gets a line here, or its routes are not tried. */
export async function doorsOf(service: Service): Promise<Record<string, Door>> {
  const { site, store } = service;
  // What consent refuses is tried elsewhere; here as much as can be shall reach the schema and the table.
  await store.sites.update(site.id, { consentMode: 'none', privacy: { aggregate: true } });
  const number = '+4930123456';
  await store.phone.setPool({
    siteId: site.id,
    numbers: [number],
    fallback: number,
    leaseMs: 60_000,
    graceMs: 60_000,
  });
  const key = await store.keys.create({
    siteId: site.id,
    purposes: ['measurement'],
    basis: 'test',
  });
  const signingKey = createHash('sha256').update(key.secret).digest('hex');
  const hookSecret = 'a-long-enough-secret';
  const hook = await store.hooks.add({
    siteId: site.id,
    name: 'fuzz',
    mapping: hookMappingSchema.parse({
      rules: [
        {
          fields: {
            id: 'call.id',
            at: ['call.started', 'call.ended'],
            userId: 'customer.id',
            value: 'call.price',
            'props.note': 'call["odd name"]',
          },
          constants: { name: 'call.held', channel: 'phone' },
        },
      ],
    }),
    auth: () => ({
      kind: 'token',
      header: 'x-hook-token',
      hash: createHash('sha256').update(hookSecret).digest('hex'),
    }),
    purposes: ['measurement'],
    basis: 'test',
  });

  const soon = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -60_000, max: 0 }).map((ms) => Date.now() + ms) },
    fc.constantFrom<number | string>(0, '1970-01-01T00:00:00Z', '2900-01-01T00:00:00Z', -1),
  );
  const hints = {
    v: fc.constant(1),
    site: fc.constant(site.writeKey),
    id: fc.oneof({ weight: 8, arbitrary: fc.uuid() }, fc.string({ minLength: 1, maxLength: 40 })),
    at: soon,
    sentAt: soon,
    decidedAt: soon,
    anonymousId: fc.uuid(),
    purposes: fc.constant(['measurement', 'identification', 'content']),
  };
  const one = arbitraryOf(eventSchema, hints);
  const batchHints = {
    ...hints,
    events: fc.array(one, { minLength: 1, maxLength: 4 }),
    context: arbitraryOf(contextSchema, hints),
    dropped: fc.dictionary(fc.string({ maxLength: 9 }), fc.nat(), { maxKeys: 3 }),
  };
  const batch = arbitraryOf(batchSchema, batchHints);
  return {
    events: {
      path: '/v1/events',
      document: batch,
      headers: () => ({}),
      wrong: (body, answer) => wrongBatchAnswer(body, batchAnswer(answer)),
      stored: (answer) => batchAnswer(answer).accepted,
    },
    server: {
      path: '/v1/server/events',
      document: batch,
      headers(sent) {
        const [timestamp, nonce] = [String(Date.now()), randomUUID()];
        const signature = createHmac('sha256', signingKey)
          .update(`${timestamp}.${nonce}.`)
          .update(sent);
        return {
          'x-touchtrail-key': key.id,
          'x-touchtrail-timestamp': timestamp,
          'x-touchtrail-nonce': nonce,
          'x-touchtrail-signature': signature.digest('hex'),
        };
      },
      wrong: (body, answer) => wrongBatchAnswer(body, batchAnswer(answer)),
      stored: (answer) => batchAnswer(answer).accepted,
    },
    hook: {
      path: `/v1/hooks/${hook.id}`,
      document: fc.array(
        fc.record({
          call: fc.record(
            {
              id: fc.uuid(),
              started: soon,
              ended: soon,
              price: fc.double({ min: 0, max: 100, noNaN: true }),
              'odd name': fc.string(),
            },
            { requiredKeys: ['id', 'started'] },
          ),
          customer: fc.record({ id: fc.uuid() }),
        }),
        { maxLength: 4 },
      ),
      headers: () => ({ 'x-hook-token': hookSecret, 'content-type': 'application/json' }),
      wrong(body, answer) {
        if (!body) return 'taken, though its framing is wrong';
        const parsed = parsedBody(body);
        if (!parsed) return 'taken, though it is no JSON';
        const records = Array.isArray(parsed.value) ? parsed.value.length : 1;
        const { accepted, duplicates, rejected } = batchAnswer(answer);
        return accepted + duplicates + rejected.length <= records
          ? undefined
          : `${records} records became more events`;
      },
      stored: (answer) => batchAnswer(answer).accepted,
    },
    phone: {
      path: '/v1/phone',
      document: arbitraryOf(phoneRequestSchema, hints),
      headers: () => ({}),
      wrong: (body) => wrongDocumentAnswer(body, phoneRequestSchema),
      stored: () => 0,
    },
    segment: segmentDoor(site.writeKey, soon),
    import: {
      path: `/v1/import?site=${site.id}`,
      document: batch,
      headers: () => ({}),
      neverPasses: true,
      wrong: () => 'imported without a token',
      stored: () => 0,
    },
    count: {
      path: '/v1/count',
      document: arbitraryOf(pageCountSchema, hints),
      headers: () => ({}),
      wrong: (body) => wrongDocumentAnswer(body, pageCountSchema),
      stored: () => 0,
    },
  };
}
