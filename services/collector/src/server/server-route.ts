import type { ConsentReceipt } from '@touchtrail/contract';
import type { SecretKey } from '@touchtrail/store';
import type { Context } from 'hono';
import { addressOf, checkType } from '../events-route.ts';
import type { EventsRouteDeps, NodeEnv } from '../events-route.ts';
import { readBatch } from '../intake.ts';
import { problemAnswer } from '../problem-answer.ts';
import { RequestProblem, inflated, parseJson, readSent } from '../read-body.ts';
import { takeBatch } from '../take-batch.ts';
import type { KeyCache } from './key-cache.ts';
import { createNonces } from './nonces.ts';
import { signatureWindowMs, signedHeaders, verifySigned } from './signature.ts';

export interface ServerRouteDeps extends EventsRouteDeps {
  keys: KeyCache;
  /** When this process began to remember nonces. */
  startedAt: number;
}

/** What the legal basis of a key covers, written like a receipt so that it stands beside the others. */
export const basisOf = (
  key: Pick<SecretKey, 'id' | 'purposes' | 'basis' | 'createdAt'>,
): ConsentReceipt | undefined =>
  key.purposes.length === 0
    ? undefined
    : {
        purposes: key.purposes,
        source: `basis:${key.basis === '' ? 'unnamed' : key.basis}`.slice(0, 100),
        decidedAt: key.createdAt,
        id: key.id,
      };

/**
 * `POST /v1/server/events`: batches of back ends, signed with a secret key. The same body as
 * `/v1/events`; `site` is the site's id or its write key.
 */
export function postServerEvents(deps: ServerRouteDeps) {
  const { clock, keys, limits, sites, bodyLimits, startedAt } = deps;
  // A timestamp may lie ahead as far as behind: twice the window, then nobody can send it again.
  const nonces = createNonces(2 * signatureWindowMs, clock);

  const accept = async (c: Context<NodeEnv>): Promise<Response> => {
    const address = addressOf(c, deps.trustedProxies);
    limits.beforeBody(address);
    checkType(c);
    const headers = signedHeaders((name) => c.req.header(name));
    const sent = await readSent(c.req.raw, c.env?.incoming, bodyLimits);
    const key = await keys.find(headers.keyId);
    verifySigned(headers, key?.signingKey, sent, { clock, startedAt, nonces });
    const site = key && (await sites.byId(key.siteId));
    const bytes = await inflated(sent, c.req.raw, bodyLimits);
    const read = readBatch(parseJson(bytes));
    if (!site || (read.batch.site !== site.id && read.batch.site !== site.writeKey)) {
      throw new RequestProblem(
        'unknown_key',
        'The key belongs to another site.',
        'Set `site` to the id of the site the key was made for.',
      );
    }
    keys.used(key.id);
    limits.signed(key.id);
    return takeBatch(
      {
        read,
        site,
        source: 'server',
        receivedAt: clock(),
        bodyBytes: bytes.length,
        key: { scopes: key.scopes, basis: basisOf(key) },
        cors: {},
      },
      deps,
    );
  };

  return async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await accept(c);
    } catch (error) {
      return problemAnswer(error, deps);
    }
  };
}
