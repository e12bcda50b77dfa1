import { createHmac, timingSafeEqual } from 'node:crypto';
import { RequestProblem } from '../read-body.ts';
import type { Nonces } from './nonces.ts';

/** How far a timestamp may be from the service's clock. */
export const signatureWindowMs = 5 * 60_000;

/** What a signed request brings in its headers. */
export interface SignedHeaders {
  keyId: string;
  timestamp: string;
  nonce: string;
  signature: string;
}

const invalid = (message: string) =>
  new RequestProblem(
    'invalid_signature',
    message,
    'Sign timestamp.nonce.body with HMAC-SHA256; docs/security.md has an example to run.',
    true,
  );

/**
 * Reads the headers of a signed request.
 *
 * @throws RequestProblem `invalid_signature`
 */
export function signedHeaders(header: (name: string) => string | undefined): SignedHeaders {
  const keyId = header('x-touchtrail-key') ?? '';
  const timestamp = header('x-touchtrail-timestamp') ?? '';
  const nonce = header('x-touchtrail-nonce') ?? '';
  const signature = header('x-touchtrail-signature') ?? '';
  if (!/^\d{10}(\d{3})?$/.test(timestamp)) {
    throw invalid('x-touchtrail-timestamp must be epoch seconds or milliseconds.');
  }
  if (!/^[\w-]{8,100}$/.test(nonce)) {
    throw invalid('x-touchtrail-nonce must be 8 to 100 letters, digits, - or _.');
  }
  if (!/^[0-9a-f]{64}$/i.test(signature)) {
    throw invalid('x-touchtrail-signature must be 64 hex digits.');
  }
  return { keyId, timestamp, nonce, signature };
}

/** HMAC-SHA256 over `timestamp.nonce.body`. */
export const signatureOf = (
  signingKey: string,
  { timestamp, nonce }: Pick<SignedHeaders, 'timestamp' | 'nonce'>,
  body: Uint8Array,
): Buffer =>
  createHmac('sha256', signingKey).update(`${timestamp}.${nonce}.`).update(body).digest();

export interface VerifyDeps {
  clock: () => number;
  /** When this process began to remember nonces. */
  startedAt: number;
  nonces: Nonces;
}

/**
 * Checks signature, time and nonce, in this order: only who has the key can use up a nonce.
 *
 * What was signed before this process started is refused, because nobody remembers which nonces were
 * used before. What slips through all the same (another process, a clock ahead) is answered as a
 * duplicate by its event ids.
 *
 * @throws RequestProblem `invalid_signature`, `signature_expired`, `nonce_reused`, `too_many_requests`
 */
export function verifySigned(
  headers: SignedHeaders,
  signingKey: string | undefined,
  body: Uint8Array,
  { clock, startedAt, nonces }: VerifyDeps,
): void {
  // An unknown key takes as long as a wrong signature and is answered the same.
  const expected = signatureOf(signingKey ?? '', headers, body);
  const equal = timingSafeEqual(expected, Buffer.from(headers.signature, 'hex'));
  if (!equal || signingKey === undefined) {
    throw invalid('The signature does not fit, or there is no such key.');
  }
  const seconds = headers.timestamp.length === 10;
  const at = Number(headers.timestamp) * (seconds ? 1_000 : 1);
  const since = seconds ? startedAt - (startedAt % 1_000) : startedAt;
  if (Math.abs(clock() - at) > signatureWindowMs || at < since) {
    throw new RequestProblem(
      'signature_expired',
      'The timestamp is too far from the time of the service, or older than its start.',
      'Check the clock, then sign again with the current time.',
    );
  }
  const answer = nonces.take(`${headers.keyId} ${headers.nonce}`);
  if (answer === 'used') {
    throw new RequestProblem(
      'nonce_reused',
      'A request with this nonce was taken before.',
      'Make a fresh nonce for each request, also for a repeated one.',
    );
  }
  if (answer === 'full') {
    throw new RequestProblem(
      'too_many_requests',
      'More signed requests than can be told apart.',
      'Send more events in fewer requests.',
      false,
      60,
    );
  }
}
