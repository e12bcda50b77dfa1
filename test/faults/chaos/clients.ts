import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchAnswer, ErrorBody } from '@touchtrail/contract';
import { eventUuid } from '@touchtrail/store';
import type { Ledger } from './ledger.ts';
import { between } from './random.ts';
import type { Random } from './random.ts';

/** An event that waits for its acknowledgement. */
export interface Waiting {
  id: string;
  at: number;
  person: string;
  seq?: number;
}

/** A kind of sender: how it names events and what it puts on the wire. */
export interface ClientKind {
  newId(): string;
  request(events: readonly Waiting[]): {
    path: string;
    headers: Record<string, string>;
    body: string;
  };
  /** How many of the events that were sent an answer says are stored. */
  stored(answer: unknown, sent: number): number;
}

const storedOf = (answer: unknown): number => {
  const { accepted, duplicates } = answer as BatchAnswer;
  return accepted + duplicates;
};

/** A UUID version 7 of now, as browsers name their events. */
function uuidV7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const named = (events: readonly Waiting[]) =>
  events.map(({ id, at, person, seq }) => ({
    id,
    ...(seq !== undefined && { seq }),
    name: 'chaos.touch',
    at,
    anonymousId: person,
    consent: { purposes: ['measurement'], source: 'api', decidedAt: at - 60_000 },
  }));

/** A page: time-ordered ids, plain text, no signature. */
export const browserKind = (writeKey: string): ClientKind => ({
  newId: uuidV7,
  stored: storedOf,
  request: (events) => ({
    path: '/v1/events',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ v: 1, site: writeKey, sentAt: Date.now(), events: named(events) }),
  }),
});

/** A back end: ids of its own making, signed requests. */
export const serverKind = (site: string, key: { id: string; secret: string }): ClientKind => ({
  newId: () => (Math.random() < 0.5 ? randomUUID() : `order-${randomBytes(8).toString('hex')}`),
  stored: storedOf,
  request(events) {
    const body = JSON.stringify({ v: 1, site, events: named(events) });
    const [timestamp, nonce] = [String(Date.now()), randomUUID()];
    const signingKey = createHash('sha256').update(key.secret).digest('hex');
    const signature = createHmac('sha256', signingKey).update(`${timestamp}.${nonce}.${body}`);
    return {
      path: '/v1/server/events',
      headers: {
        'content-type': 'application/json',
        'x-touchtrail-key': key.id,
        'x-touchtrail-timestamp': timestamp,
        'x-touchtrail-nonce': nonce,
        'x-touchtrail-signature': signature.digest('hex'),
      },
      body,
    };
  },
});

/** A client of Segment's HTTP API: random ids, a key in a header, 200 in place of 202. */
export const segmentKind = (writeKey: string): ClientKind => ({
  newId: () => `node-next-${Date.now()}-${randomUUID()}`,
  stored: (answer, sent) => sent - ((answer as { rejected?: unknown[] }).rejected?.length ?? 0),
  request: (events) => ({
    path: '/v1/batch',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({
      batch: events.map(({ id, at, person }) => ({
        type: 'track',
        event: 'chaos.touch',
        messageId: id,
        anonymousId: person,
        timestamp: new Date(at).toISOString(),
      })),
      sentAt: new Date().toISOString(),
    }),
  }),
});

export interface ClientOptions {
  kind: ClientKind;
  url: string;
  site: string;
  random: Random;
  ledger: Ledger;
  going: () => boolean;
  /** Most events a request, and pause between two, ms. */
  batch: number;
  pauseMs: number;
  /** Told of each answer by its status, with the code of a refusal that is not 503; 0 for none. */
  onAnswer?: (answer: string) => void;
}

/** What a client may be answered while services and engines die around it. */
const expected: ReadonlySet<number> = new Set([0, 202, 200, 429, 503]);

/** Signed before a start of the service, come after it: to be signed again, as documented. */
const isSignedTooEarly = (answer: unknown): boolean =>
  (answer as Partial<ErrorBody>).error?.code === 'signature_expired';

/**
 * Sends events until told to stop, and then until the last is acknowledged. What has no answer is sent
 * again together with what came since; some requests are given up early and sent again at once on
 * another connection; some that were acknowledged long ago are sent again all the same.
 *
 * Each try moves the time of an event by a millisecond: rows of one id then differ, and no merge of the
 * table could hide that it was stored twice.
 */
export async function runClient(options: ClientOptions): Promise<void> {
  const { kind, random, ledger, going, site } = options;
  const queue: Waiting[] = [];
  const done: Waiting[] = [];

  const send = async (events: readonly Waiting[], giveUpMs: number): Promise<number> => {
    for (const event of events) event.at++;
    const { path, headers, body } = kind.request(events);
    let status = 0;
    let code = '';
    try {
      const response = await fetch(options.url + path, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(giveUpMs),
      });
      const answer: unknown = await response.json();
      ({ status } = response);
      if (status === 202 || status === 200) {
        const stored = kind.stored(answer, events.length);
        if (stored !== events.length) {
          throw new TypeError(`${events.length} sent: ${JSON.stringify(answer).slice(0, 500)}`);
        }
        ledger.acknowledge(events.map(({ id }) => eventUuid(site, id)));
      } else if (!expected.has(status) && !isSignedTooEarly(answer)) {
        throw new TypeError(`answered ${status}: ${JSON.stringify(answer).slice(0, 500)}`);
      } else if (!expected.has(status)) code = ' signature_expired';
    } catch (error) {
      // `fetch failed` is a TypeError with a cause; ours has none.
      if (error instanceof TypeError && error.cause === undefined) throw error;
      status = 0;
    }
    options.onAnswer?.(`${status}${code}`);
    return status;
  };

  while (going() || queue.length > 0) {
    if (going()) {
      const person = `p-${randomUUID()}`;
      const at = Date.now() - 1_000;
      for (let n = between(random, 1, options.batch); n > 0; n--) {
        queue.push({ id: kind.newId(), at, person });
      }
    }
    const events = queue.slice(0, Math.min(500, options.batch * 4));
    const hurried = random() < 0.05;
    const status = await send(events, hurried ? between(random, 1, 20) : 10_000);
    if (status === 202 || status === 200) {
      for (const event of queue.splice(0, events.length)) {
        if (done.length < 5_000) done.push(event);
        else done[between(random, 0, 4_999)] = event;
      }
      // As if that answer had been lost.
      if (random() < 0.1 && done.length > 0) {
        const from = between(random, 0, done.length - 1);
        await send(done.slice(from, from + options.batch), 10_000);
      }
    } else await wait(hurried ? 0 : between(random, 10, 60));
    await wait(options.pauseMs);
  }
}
