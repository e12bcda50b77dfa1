import { isAscii, isUtf8 } from 'node:buffer';
import { gunzip } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { wellFormedJson } from '@touchtrail/contract';
import type { ErrorCode } from '@touchtrail/contract';

/** A request that is refused, with what its sender is told. */
export class RequestProblem extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  /** The rest of the body is not read, so the connection cannot be used again. */
  readonly closes: boolean;
  /** When trying again may help, in seconds. */
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, message: string, hint: string, closes = false, retryAfter?: number) {
    super(message);
    this.name = 'RequestProblem';
    this.code = code;
    this.hint = hint;
    this.closes = closes;
    this.retryAfter = retryAfter;
  }
}

export interface BodyLimits {
  /** Bytes on the wire. */
  maxBytes: number;
  /** Bytes after inflating. */
  maxInflatedBytes: number;
  /** Time for the whole body. */
  timeoutMs: number;
  /** Bytes that bodies on their way may hold together; absent: no bound. */
  together?: BodyBudget;
}

/** What all bodies that are being read share. */
interface BodyBudget {
  left: number;
}

const tooLarge = (maxBytes: number) =>
  new RequestProblem(
    'body_too_large',
    `The body is larger than ${maxBytes} bytes.`,
    'Send fewer events in one request.',
    true,
  );

const tooSlow = () =>
  new RequestProblem(
    'request_timeout',
    'The body did not arrive in time.',
    'Send smaller batches or try again on a better connection.',
    true,
  );

const tooMuchAtOnce = () =>
  new RequestProblem(
    'store_unavailable',
    'The service is reading as much as it can hold.',
    'Keep the events and send them again in a moment.',
    true,
    1,
  );

// Raw buffers: half again as many requests a second as a web stream gives.
function fromIncoming(incoming: IncomingMessage, limits: BodyLimits) {
  const { maxBytes, timeoutMs, together = { left: Infinity } } = limits;
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      together.left += size;
      incoming.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      settle();
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      together.left -= chunk.length;
      if (size > maxBytes) finish(() => reject(tooLarge(maxBytes)));
      else if (together.left < 0) finish(() => reject(tooMuchAtOnce()));
      else chunks.push(chunk);
    };
    const onEnd = () => finish(() => resolve(Buffer.concat(chunks, size)));
    const onGone = () =>
      finish(() =>
        reject(new RequestProblem('malformed_json', 'The body ended early.', 'Send it again.')),
      );
    const timer = setTimeout(() => finish(() => reject(tooSlow())), timeoutMs);
    incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

async function fromStream(stream: ReadableStream<Uint8Array>, limits: BodyLimits) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  const timer = setTimeout(() => void reader.cancel(tooSlow()), limits.timeoutMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks, size);
      size += value.length;
      if (size > limits.maxBytes) throw tooLarge(limits.maxBytes);
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
  }
}

const inflate = (bytes: Buffer, maxBytes: number) =>
  new Promise<Buffer>((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: maxBytes }, (error, result) => {
      if (!error) resolve(result);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        reject(
          new RequestProblem(
            'body_too_large',
            `The body inflates to more than ${maxBytes} bytes.`,
            'Send fewer events in one request.',
          ),
        );
      } else {
        reject(
          new RequestProblem(
            'malformed_json',
            'The body is not valid gzip.',
            'Leave content-encoding out, or compress the body with gzip.',
          ),
        );
      }
    });
  });

const encodingOf = (request: Request): string =>
  request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';

/**
 * Reads a request's body within limits, as it was sent.
 *
 * @throws RequestProblem `body_too_large`, `request_timeout`, `unsupported_media_type` for another
 * encoding than gzip, `malformed_json` for a body that ends early.
 */
export async function readSent(
  request: Request,
  incoming: IncomingMessage | undefined,
  limits: BodyLimits,
): Promise<Buffer> {
  const encoding = encodingOf(request);
  if (encoding !== 'gzip' && encoding !== 'identity' && encoding !== '') {
    throw new RequestProblem(
      'unsupported_media_type',
      'The content-encoding is not supported.',
      'Send the body as it is or with content-encoding: gzip.',
      true,
    );
  }
  if (Number(request.headers.get('content-length') ?? 0) > limits.maxBytes) {
    throw tooLarge(limits.maxBytes);
  }
  return incoming
    ? fromIncoming(incoming, limits)
    : request.body
      ? fromStream(request.body, limits)
      : Buffer.alloc(0);
}

/**
 * Inflates what is gzip: by its header, or by its first bytes. JSON never begins with those, and a page
 * may not set the header without asking for a preflight first.
 *
 * @throws RequestProblem `body_too_large` before more than the limit is inflated, `malformed_json`
 */
export const inflated = (
  bytes: Buffer,
  request: Request,
  { maxInflatedBytes }: Pick<BodyLimits, 'maxInflatedBytes'>,
): Promise<Buffer> | Buffer =>
  encodingOf(request) === 'gzip' || (bytes[0] === 0x1f && bytes[1] === 0x8b)
    ? inflate(bytes, maxInflatedBytes)
    : bytes;

/**
 * Reads a request's body within limits and inflates gzip.
 *
 * @throws RequestProblem as {@link readSent} and {@link inflated}
 */
export const readBody = async (
  request: Request,
  incoming: IncomingMessage | undefined,
  limits: BodyLimits,
): Promise<Buffer> => inflated(await readSent(request, incoming, limits), request, limits);

/** Text of valid UTF-8; undefined for other bytes. Plain ASCII is not decoded at all. */
function utf8Text(given: Uint8Array): string | undefined {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) return undefined;
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

/**
 * Parses a body as JSON in UTF-8. Lone surrogates become U+FFFD.
 *
 * @throws RequestProblem `malformed_json`; the text itself is never part of the message.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = utf8Text(bytes);
  if (text === undefined) {
    throw new RequestProblem(
      'malformed_json',
      'The body is not valid UTF-8.',
      'Encode the JSON as UTF-8.',
    );
  }
  try {
    return JSON.parse(text.includes('\\u') ? wellFormedJson(text) : text) as unknown;
  } catch {
    throw new RequestProblem(
      'malformed_json',
      text === '' ? 'The body is empty.' : 'The body is not valid JSON.',
      'Send a JSON object such as {"v":1,"site":"wk_…","events":[…]}.',
    );
  }
}
