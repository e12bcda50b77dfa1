import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HookAuth } from '@touchtrail/contract';
import { RequestProblem } from '../read-body.ts';
import { signatureWindowMs } from '../server/signature.ts';

/** A request as far as it can be signed. */
export interface SignedRequest {
  method: string;
  header(name: string): string | undefined;
  body: Uint8Array;
}

const invalid = () =>
  new RequestProblem(
    'invalid_signature',
    'The request does not show the secret of this webhook.',
    'Set the secret of the webhook in the other system; `touchtrail hook add` says how.',
    true,
  );

const same = (a: string, b: string): boolean => {
  // Hashes, since texts must be equally long to be compared in constant time.
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left as Buffer, right as Buffer);
};

/** Milliseconds of a timestamp in seconds or milliseconds. */
const timeOf = (text: string): number =>
  /^\d{10}$/.test(text) ? Number(text) * 1_000 : /^\d{13}$/.test(text) ? Number(text) : NaN;

/**
 * Checks that a request comes from the system that the hook was made for.
 *
 * @throws RequestProblem `invalid_signature`, `signature_expired`
 */
export function verifyHook(auth: HookAuth, request: SignedRequest, now: number): void {
  const shown = request.header(auth.header) ?? '';
  if (auth.kind === 'token') {
    const hash = createHash('sha256').update(shown).digest('hex');
    if (!same(hash, auth.hash)) throw invalid();
    return;
  }
  const timestamp = auth.timestampHeader ? (request.header(auth.timestampHeader) ?? '') : '';
  const hmac = createHmac(auth.algorithm, auth.secret);
  for (const part of auth.signs.split(/(\{(?:method|url|body|timestamp)\})/)) {
    if (part === '{body}') hmac.update(request.body);
    else if (part === '{method}') hmac.update(request.method);
    else if (part === '{url}') hmac.update(auth.url ?? '');
    else if (part === '{timestamp}') hmac.update(timestamp);
    else hmac.update(part);
  }
  const expected = auth.prefix + hmac.digest(auth.encoding);
  const equal =
    auth.encoding === 'hex'
      ? same(expected.toLowerCase(), shown.toLowerCase())
      : same(expected, shown);
  if (!equal) throw invalid();
  if (auth.timestampHeader && !(Math.abs(now - timeOf(timestamp)) <= signatureWindowMs)) {
    throw new RequestProblem(
      'signature_expired',
      'The timestamp of the request is too far from the time of the service.',
      'Check the clock of this machine.',
    );
  }
}
