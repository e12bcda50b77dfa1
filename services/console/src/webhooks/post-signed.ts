import { createHmac, randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { NotPublic, isPublic, publicLookup } from './public-address.ts';

/** A body to be posted, with what it is signed with. */
export interface SignedPost {
  url: string;
  signingKey: string;
  body: string;
  /** Whether addresses of private networks are allowed. */
  allowPrivate: boolean;
  clock: () => number;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Answers are not read beyond this. */
const mostAnswer = 16 * 1_024;

/**
 * Posts JSON signed as back ends sign theirs: HMAC-SHA256 over `timestamp.nonce.body` with the SHA-256
 * of the secret (hex) as key. Redirects are not followed: they could lead anywhere.
 *
 * @returns the status of the answer
 * @throws Error when there is none
 */
export function postSigned(post: SignedPost): Promise<number> {
  const { url, signingKey, body, allowPrivate, clock, timeoutMs = 10_000, signal } = post;
  const target = new URL(url);
  const timestamp = String(clock());
  const nonce = randomUUID();
  const signature = createHmac('sha256', signingKey)
    .update(`${timestamp}.${nonce}.${body}`)
    .digest('hex');
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!allowPrivate && isIP(host) !== 0 && !isPublic(host))
    return Promise.reject(new NotPublic(host));
  const send = target.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const request = send(
      target,
      {
        method: 'POST',
        agent: false,
        // From the first byte to the last: who drips an answer holds up nobody.
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
        ...(!allowPrivate && { lookup: publicLookup }),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'touchtrail',
          'x-touchtrail-timestamp': timestamp,
          'x-touchtrail-nonce': nonce,
          'x-touchtrail-signature': signature,
        },
      },
      (response) => {
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > mostAnswer) request.destroy();
        });
        response.on('error', () => undefined);
        response.on('close', () => resolve(response.statusCode ?? 0));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
