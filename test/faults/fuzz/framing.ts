import { deflateSync, gzipSync, brotliCompressSync } from 'node:zlib';
import * as fc from 'fast-check';

/** One request as bytes, and what a right server may see of it. */
export interface Framed {
  /** Written one after the other, each in a packet of its own as far as the system goes along. */
  parts: Buffer[];
  /** The body after its content-encoding, if the framing says one for certain; else nothing may be taken. */
  body: Buffer | undefined;
  /** Whether the sending side is closed behind the last part. */
  halfClose: boolean;
}

const contentTypes = [
  'text/plain',
  'application/json',
  'text/plain;charset=UTF-8',
  'application/json; charset=latin1',
] as const;

const odd = fc.constantFrom(
  'content-type: application/xml',
  'content-type: multipart/form-data; boundary=x',
  'content-type:',
  'origin: null',
  'origin: https://evil.example',
  `origin: ${'x'.repeat(5_000)}`,
  'x-forwarded-for: , , 999.1.2.3, ::ffff:1.2.3.4%eth0',
  `x-forwarded-for: ${'1.2.3.4,'.repeat(900)}`,
  'user-agent:',
  `user-agent: ${'Mozilla/5.0 (('.repeat(300)}`,
  'sec-gpc: 1',
  'dnt: 1',
  'sec-ch-ua-mobile: ?2',
  'expect: 100-continue',
  'expect: 200-maybe',
  'connection: close',
  'connection: upgrade\r\nupgrade: websocket',
  'connection: keep-alive, x-touchtrail-key',
  'te: trailers',
  'accept-encoding: *;q=0',
  'cookie: touchtrail=%00%ff',
  'authorization: Basic Ojo6',
  'authorization: Bearer \u00ff\u00fe',
  'if-none-match: "x"',
  'x-touchtrail-key: key_x',
  'x-touchtrail-timestamp: NaN',
  'x-http-method-override: DELETE',
  'range: bytes=0-1',
  ': no-name',
  'no colon at all',
  'x-split: a\r\n b',
  'x-null: a\u0000b',
  'x-long: ' + 'y'.repeat(20_000),
  'host: other.example',
  'host:',
);

const chunked = (body: Buffer, sizes: readonly number[]): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    const piece = body.subarray(at, at + size);
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    at += size;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
};

const encodings: Record<
  string,
  (body: Buffer) => { header: string; bytes: Buffer; known: boolean }
> = {
  none: (body) => ({ header: '', bytes: body, known: true }),
  gzip: (body) => ({ header: 'content-encoding: gzip\r\n', bytes: gzipSync(body), known: true }),
  silent: (body) => ({ header: '', bytes: gzipSync(body), known: true }),
  GZIP: (body) => ({ header: 'content-encoding:  GZIP \r\n', bytes: gzipSync(body), known: true }),
  untrue: (body) => ({ header: 'content-encoding: gzip\r\n', bytes: body, known: false }),
  torn: (body) => {
    const bytes = gzipSync(body);
    return { header: 'content-encoding: gzip\r\n', bytes: bytes.subarray(0, -5), known: false };
  },
  deflate: (body) => ({
    header: 'content-encoding: deflate\r\n',
    bytes: deflateSync(body),
    known: false,
  }),
  br: (body) => ({
    header: 'content-encoding: br\r\n',
    bytes: brotliCompressSync(body),
    known: false,
  }),
  both: (body) => ({
    header: 'content-encoding: gzip, gzip\r\n',
    bytes: gzipSync(gzipSync(body)),
    known: false,
  }),
};

/** How a request is put on the wire: mostly right, sometimes not. */
export const framing = fc.record({
  encoding: fc.oneof(
    { weight: 6, arbitrary: fc.constant('none') },
    fc.constantFrom(...Object.keys(encodings)),
  ),
  length: fc.oneof(
    { weight: 8, arbitrary: fc.constant('right') },
    { weight: 4, arbitrary: fc.constant('chunked') },
    fc.constantFrom(
      'short',
      'long',
      'none',
      'both',
      'words',
      'negative',
      'twice',
      'huge',
      'bad-chunk',
      'open-chunk',
    ),
  ),
  sizes: fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 4 }),
  type: fc.constantFrom(...contentTypes),
  headers: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(odd, { maxLength: 3 })),
  method: fc.oneof(
    { weight: 15, arbitrary: fc.constant('POST') },
    fc.constantFrom('GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'post', 'TRACE', 'BREW'),
  ),
  path: fc.oneof(
    { weight: 20, arbitrary: fc.constant((path: string) => path) },
    fc.constantFrom<(path: string) => string>(
      (path) => `${path}/`,
      (path) => `/${path}`,
      (path) => `${path}?a=%00&b=%zz`,
      (path) => `${path}%2e%2e/`,
      (path) => path.replace('v1', '%761'),
      (path) => `http://evil.example${path}`,
      (path) => `/..${path}`,
      (path) => `${path}#x`,
      () => '*',
      () => '/%',
      () => '/\u00e4',
      () => `/${'a/'.repeat(3_000)}`,
      () => '//evil.example/%2f..',
    ),
  ),
  version: fc.oneof(
    { weight: 20, arbitrary: fc.constant('HTTP/1.1') },
    fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTCPCP/1.0'),
  ),
  cuts: fc.array(fc.nat(), { maxLength: 3 }),
  halfClose: fc.boolean(),
  /** Further bytes behind the request, as of a second one. */
  behind: fc.oneof(
    { weight: 10, arbitrary: fc.constant('') },
    fc.constantFrom(
      'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n',
      '\u0000\u0001',
      'POST /v1/events HTTP/1.1\r\n',
    ),
  ),
});
export type Framing = typeof framing extends fc.Arbitrary<infer T> ? T : never;

/**
 * Puts a body on the wire.
 *
 * @param extra header lines of the door itself
 */
export function frame(
  how: Framing,
  path: string,
  body: Buffer,
  extra: (sent: Buffer) => Record<string, string>,
): Framed {
  const encoded = encodings[how.encoding]?.(body) ?? { header: '', bytes: body, known: true };
  const { bytes } = encoded;
  let head = `${how.method} ${how.path(path)} ${how.version}\r\nhost: 127.0.0.1\r\n`;
  // A header given twice is joined by some and kept once by others: the door's own come first.
  for (const [name, value] of Object.entries(extra(bytes))) head += `${name}: ${value}\r\n`;
  if (!('content-type' in extra(bytes))) head += `content-type: ${how.type}\r\n`;
  for (const line of how.headers) head += `${line}\r\n`;
  head += encoded.header;
  let visible: Buffer | undefined = encoded.known ? body : undefined;
  let sent = bytes;
  let { halfClose } = how;
  switch (how.length) {
    case 'right':
      head += `content-length: ${bytes.length}\r\n`;
      break;
    case 'chunked':
      head += 'transfer-encoding: chunked\r\n';
      sent = chunked(bytes, how.sizes);
      break;
    case 'short': {
      const length = Math.floor(bytes.length / 2);
      head += `content-length: ${length}\r\n`;
      visible = encoded.known && bytes === body ? body.subarray(0, length) : undefined;
      break;
    }
    case 'long':
      head += `content-length: ${bytes.length + 10}\r\n`;
      visible = undefined;
      halfClose = true;
      break;
    case 'none':
      visible = Buffer.alloc(0);
      halfClose = true;
      break;
    case 'both':
      head += `content-length: ${bytes.length}\r\ntransfer-encoding: chunked\r\n`;
      sent = chunked(bytes, how.sizes);
      visible = undefined;
      break;
    case 'words':
      head += 'content-length: many\r\n';
      visible = undefined;
      break;
    case 'negative':
      head += 'content-length: -1\r\n';
      visible = undefined;
      break;
    case 'twice':
      head += `content-length: ${bytes.length}\r\ncontent-length: ${bytes.length + 1}\r\n`;
      visible = undefined;
      break;
    case 'huge':
      head += 'content-length: 99999999999999999999\r\n';
      visible = undefined;
      break;
    case 'bad-chunk':
      head += 'transfer-encoding: chunked\r\n';
      sent = Buffer.concat([Buffer.from('zz\r\n'), bytes]);
      visible = undefined;
      break;
    default:
      head += 'transfer-encoding: chunked\r\n';
      sent = chunked(bytes, how.sizes).subarray(0, -5);
      visible = undefined;
      halfClose = true;
  }
  const all = Buffer.concat([
    Buffer.from(`${head}\r\n`, 'latin1'),
    sent,
    Buffer.from(how.behind, 'latin1'),
  ]);
  const cuts = [
    0,
    ...how.cuts.map((cut) => cut % all.length).toSorted((a, b) => a - b),
    all.length,
  ];
  const parts = cuts.slice(1).map((end, index) => all.subarray(cuts[index], end));
  return { parts: parts.filter((part) => part.length > 0), body: visible, halfClose };
}
