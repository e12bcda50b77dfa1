import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorBody, errorStatus } from '@touchtrail/contract';
import type { ErrorCode } from '@touchtrail/contract';

/**
 * How long a connection may take. Node looks for late ones only each half minute unless told otherwise:
 * a sender of one byte a second would hold a connection four times as long as it may.
 */
export const wallOptions = {
  /** Until the headers are there, also of a connection that never sends any. */
  headersTimeout: 10_000,
  /** Looked at for each request by {@link buildWall}: an import may take as long as it is. */
  requestTimeout: 0,
  /** Between two requests of one connection. */
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const satisfies ServerOptions;

/** Until the whole request is there. */
const requestMs = 30_000;

/** Ends a connection whose other side takes nothing; the live stream writes more often than this. */
const silenceMs = 120_000;

/** Files that the spool, the engine's connections and the dashboard need beside the connections. */
const otherFiles = 256;
const mostConnections = 20_000;

/** How many files this process may have open, where the system tells. */
function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? NaN);
  } catch {
    return NaN;
  }
}

/**
 * How many connections may be open at a time: so many that files are left for the spool. Without a file
 * for its next segment the service could take nothing from anybody.
 *
 * @example
 * connectionsFor(1_024); // 768
 */
export const connectionsFor = (openFiles: number): number =>
  Number.isNaN(openFiles)
    ? mostConnections
    : Math.min(mostConnections, Math.max(64, openFiles - otherFiles));

const problems: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    'request_timeout',
    'The request did not arrive in time.',
    'Send it again, in one go.',
  ],
  HPE_HEADER_OVERFLOW: [
    'headers_too_large',
    'The headers are larger than 16 KiB.',
    'Send fewer or shorter headers; cookies are not needed here.',
  ],
};
const malformed = [
  'malformed_request',
  'This is not a request by HTTP/1.1.',
  'Check the request line, the headers, content-length and the chunks of the body.',
] as const;

/** An import is as long as its file; only silence ends it. */
const mayBeLong = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'POST' && (url === '/v1/import' || url.startsWith('/v1/import?'));

/** Whether an answer has begun on this connection. Node's own default looks at the same place. */
const hasBegun = (socket: Duplex): boolean =>
  (socket as { ['_httpMessage']?: { headersSent: boolean } | null })['_httpMessage']
    ?.headersSent === true;

function answerProblem(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Where an answer has begun, more text would become part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || hasBegun(socket)) {
    socket.destroy();
    return;
  }
  const [code, message, hint] = problems[error.code ?? ''] ?? malformed;
  const body = JSON.stringify(errorBody(code, message, hint));
  const status = errorStatus[code];
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\ncache-control: no-store\r\n` +
      `x-content-type-options: nosniff\r\naccess-control-allow-origin: *\r\nconnection: close\r\n\r\n${body}`,
    // Else a sender that never closes its side would keep the connection.
    () => socket.destroy(),
  );
}

/**
 * What stands before every route: bounds the number of connections and how long they last, and answers
 * what is no HTTP with the documented error. Use with {@link wallOptions} of the server.
 *
 * @example
 * const server = createServer(wallOptions, listener);
 * buildWall(server, { log });
 */
export function buildWall(
  server: Server,
  options: {
    log: (line: string) => void;
    openFiles?: number;
    clock?: () => number;
    requestMs?: number;
  },
): void {
  const { log, openFiles = openFilesLimit(), clock = Date.now } = options;
  server.maxConnections = connectionsFor(openFiles);
  server.setTimeout(silenceMs, (socket) => socket.destroy());
  // A sender may close its side when it has sent all, and wait for the answer. Without this Node closes
  // the other side too: the event is stored, and its sender never hears of it.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('clientError', answerProblem);
  const patience = options.requestMs ?? requestMs;
  server.on('request', (request) => {
    if (request.complete || mayBeLong(request)) return;
    const { socket } = request;
    const late = setTimeout(() => {
      answerProblem(Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
    }, patience);
    request.once('close', () => clearTimeout(late));
    request.once('end', () => clearTimeout(late));
  });
  let saidAt = -Infinity;
  server.on('drop', () => {
    if (clock() - saidAt < 60_000) return;
    saidAt = clock();
    log(
      `All ${server.maxConnections} connections are taken, more are refused. Raise the limit of open files (ulimit -n), or look who holds them.`,
    );
  });
}
