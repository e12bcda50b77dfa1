import type { Context } from 'hono';
import type { NodeEnv } from '../events-route.ts';
import { RequestProblem, parseJson, readBody } from '../read-body.ts';
import type { BodyLimits } from '../read-body.ts';
import { isFields, textAt } from './fields.ts';
import { timeOf } from './times.ts';

/** A request of Segment's HTTP API, read but not checked. */
export interface SegmentRequest {
  writeKey: string;
  messages: readonly unknown[];
  /** Epoch ms by the sender's clock, when the request left. */
  sentAt: number | undefined;
  bodyBytes: number;
}

/** The user name of Basic authentication, which is where Segment's clients put the write key. */
function basicUser(header: string | undefined): string | undefined {
  const encoded = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return (colon < 0 ? text : text.slice(0, colon)) || undefined;
}

/** The write key of a request without its body: Basic, Jitsu's `X-Write-Key`, or the query. */
export function keyOf(c: Context<NodeEnv>): string | undefined {
  return (
    basicUser(c.req.header('authorization')) ??
    // Jitsu takes keys of the form `key:secret` only; the second half means nothing here.
    (c.req.header('x-write-key')?.split(':')[0] || undefined) ??
    (c.req.query('writeKey') || undefined)
  );
}

export const noKey = (): RequestProblem =>
  new RequestProblem(
    'unknown_key',
    'The request has no write key.',
    'Send the write key (wk_…) as user name of Basic authentication, or as `writeKey` in the body.',
  );

/** Segment answers a body that is no JSON with 400; ours says what would be right. */
function bodyOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (!(error instanceof RequestProblem)) throw error;
    throw new RequestProblem(
      error.code,
      error.message,
      'Send one message such as {"type":"track","event":"…","anonymousId":"…"}, or {"batch":[…]}.',
    );
  }
}

const notABatch = (message: string): RequestProblem =>
  new RequestProblem(
    'invalid_batch',
    message,
    'Send {"batch":[{"type":"track","event":"…","anonymousId":"…"}, …]} with at least one message.',
  );

/**
 * Reads a request. The content type is not looked at: clients say `text/plain` to spare a preflight, and
 * one that sends gzip says that it sends a form.
 *
 * @param batch whether the route takes many messages.
 * @throws RequestProblem `malformed_json`, `invalid_batch`, `unknown_key`, and as `readBody`
 */
export async function readRequest(
  c: Context<NodeEnv>,
  batch: boolean,
  limits: BodyLimits,
): Promise<SegmentRequest> {
  const bytes = await readBody(c.req.raw, c.env?.incoming, limits);
  const body = bodyOf(bytes);
  if (!isFields(body)) throw notABatch('The body is not a JSON object.');
  // RudderStack's batches say it with each message only.
  const messages: unknown = batch ? body['batch'] : [body];
  if (!Array.isArray(messages)) throw notABatch('The body has no `batch` list.');
  if (messages.length === 0) throw notABatch('The `batch` is empty.');
  const [first] = messages as unknown[];
  const writeKey =
    keyOf(c) ??
    textAt(body, 'writeKey') ??
    (isFields(first) ? textAt(first, 'writeKey') : undefined);
  if (writeKey === undefined) throw noKey();
  return {
    writeKey,
    messages,
    sentAt: timeOf(body['sentAt'] ?? (isFields(first) ? first['sentAt'] : undefined)),
    bodyBytes: bytes.length,
  };
}
