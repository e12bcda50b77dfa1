import { createRequire } from 'node:module';
import { jitsuAnalytics } from '@jitsu/js';
import type { AnalyticsInterface } from '@jitsu/js';
import { Analytics } from '@segment/analytics-node';
import { patientFetch } from '@touchtrail/example-segment/patient-fetch.js';

const require = createRequire(import.meta.url);

/** The part of RudderStack's client that is used; it is CommonJS, and its types say otherwise. */
interface RudderClient {
  [call: string]: (message: object, callback: (error?: Error) => void) => unknown;
}
const RudderAnalytics = require('@rudderstack/rudder-sdk-node') as new (
  writeKey: string,
  options: Record<string, unknown>,
) => RudderClient;

/** A call of Segment's API as an application makes it. */
export interface Call {
  kind: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias';
  fields: Record<string, unknown>;
}

/** A published client of a back end, unchanged. */
export interface Client {
  name: string;
  /** Makes the calls and resolves when the client says that all are delivered. */
  send(calls: readonly Call[]): Promise<void>;
}

export function segmentNode(url: string, writeKey: string, flushAt = 15): Client {
  return {
    name: '@segment/analytics-node',
    async send(calls) {
      const client = new Analytics({ host: url, writeKey, flushAt, flushInterval: 200 });
      const failed: string[] = [];
      client.on('error', ({ reason }) => failed.push(String(reason)));
      for (const { kind, fields } of calls) client[kind](fields as never);
      await client.closeAndFlush({ timeout: 100_000 });
      if (failed.length > 0) throw new Error(failed.join('; '));
    },
  };
}

export function rudderNode(url: string, writeKey: string, flushAt = 20): Client {
  return {
    name: '@rudderstack/rudder-sdk-node',
    async send(calls) {
      const client = new RudderAnalytics(writeKey, {
        dataPlaneUrl: url,
        flushAt,
        flushInterval: 200,
        // By default it gives up after three tries, within two seconds.
        retryCount: 8,
        logLevel: 'none',
        // Without a handler a refusal is an unhandled rejection, which ends the process.
        errorHandler: () => undefined,
      });
      await Promise.all(
        calls.map(
          ({ kind, fields }) =>
            new Promise<void>((resolve, reject) => {
              client[kind]?.(fields, (error) => (error ? reject(error) : resolve()));
            }),
        ),
      );
    },
  };
}

/** What a call says, as far as Jitsu's client takes it apart. */
interface Said {
  anonymousId?: string;
  userId?: string;
  groupId?: string;
  event?: string;
  traits?: Record<string, string>;
  properties?: Record<string, string>;
}

/** Jitsu's client as an application on a server uses it: one person, whom it remembers. */
export function jitsuNode(
  url: string,
  writeKey: string,
  consentCategories: Record<string, boolean> = {},
): Client {
  return {
    name: '@jitsu/js',
    async send(calls) {
      const client: AnalyticsInterface = jitsuAnalytics({
        host: url,
        // It takes no key without a second half.
        writeKey: `${writeKey}:site`,
        s2s: true,
        // It does not try again by itself.
        fetch: patientFetch as typeof fetch,
        privacy: { consentCategories },
      });
      for (const { kind, fields } of calls) {
        const { anonymousId, userId, groupId, event, traits, properties } = fields as Said;
        if (anonymousId) await client.setAnonymousId(anonymousId);
        if (kind === 'track') await client.track(event ?? '', properties);
        else if (kind === 'page') await client.page(properties);
        else if (kind === 'identify') await client.identify(userId ?? '', traits);
        else if (kind === 'group') await client.group(groupId ?? '', traits);
        else throw new Error(`Jitsu's client has no ${kind}.`);
      }
    },
  };
}
