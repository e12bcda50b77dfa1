import type { BatchInput } from '@touchtrail/contract';
import type { Envelope, Send } from './delivery.ts';
import type { Loose } from './fields.ts';

/** Name and version as each batch states them. */
const sdkName = 'browser/0.0.0';

/**
 * Makes bodies of requests. Events are JSON already and go in as they are.
 *
 * @param site write key.
 * @param now clock, epoch ms.
 */
export const createEnvelope =
  (site: string, now: () => number): Envelope =>
  (rows, dropped, ask) =>
    `${JSON.stringify({ v: 1, site, sentAt: now(), sdk: sdkName, dropped, ask } satisfies Loose<Omit<BatchInput, 'events'>>).slice(0, -1)},"events":[${rows.map((row) => row[1])}]}`;

/**
 * Posts to an endpoint. A text body goes as `text/plain`, which needs no preflight. At exit a browser
 * that knows no `keepalive` (Firefox before 133) sends a beacon; it tells no answer, so that counts as
 * none.
 */
export const createSend =
  (endpoint: string): Send =>
  (body, keepalive, signal, exit) =>
    exit && !('keepalive' in Request.prototype)
      ? Promise.reject(navigator.sendBeacon(endpoint, body))
      : fetch(endpoint, {
          method: 'POST',
          body,
          keepalive,
          credentials: 'omit',
          signal,
        } as RequestInit);
