import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { buildWall, connectionsFor, wallOptions } from './server-wall.ts';

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  const closing = server;
  server = undefined;
  closing?.closeAllConnections();
  if (closing) await new Promise((resolve) => void closing.close(resolve));
});

async function walled(
  options: {
    headersTimeout?: number;
    openFiles?: number;
    log?: string[];
    requestMs?: number;
  } = {},
): Promise<number> {
  const { headersTimeout = 10_000, openFiles = NaN, log = [] } = options;
  server = createServer(
    { ...wallOptions, headersTimeout, connectionsCheckingInterval: 50 },
    (request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end('taken'), 20));
    },
  );
  buildWall(server, {
    log: (line) => void log.push(line),
    openFiles,
    ...(options.requestMs !== undefined && { requestMs: options.requestMs }),
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const open = (port: number): Socket => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  return socket;
};

const everything = (socket: Socket) =>
  new Promise<string>((resolve) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => void (text += part));
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
    socket.on('end', () => {
      socket.destroy();
      resolve(text);
    });
  });

const bodyOf = (text: string) =>
  (JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as { error: { code: string } }).error.code;

test.each([
  ['no HTTP', 'HELLO\r\n\r\n', 400, 'malformed_request'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
    400,
    'malformed_request',
  ],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    400,
    'malformed_request',
  ],
  [
    'bad chunks',
    'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    400,
    'malformed_request',
  ],
  [
    'headers without end',
    `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}`,
    431,
    'headers_too_large',
  ],
])('%s is answered with the documented error', async (_, sent, status, code) => {
  const socket = open(await walled());
  socket.write(sent);
  const text = await everything(socket);
  expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(bodyOf(text)).toBe(code);
});

test.each([
  ['that sends nothing', ''],
  ['whose headers never end', 'GET / HTTP/1.1\r\nhost: a\r\nx-slow: '],
])('a connection %s is told so, and closed', async (_, sent) => {
  const socket = open(await walled({ headersTimeout: 100 }));
  socket.write(sent);
  const text = await everything(socket);
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(bodyOf(text)).toBe('request_timeout');
});

test('a body that never ends is told so, and closed', async () => {
  const socket = open(await walled({ requestMs: 50 }));
  socket.write('POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-length: 20\r\n\r\nhi');
  const text = await everything(socket);
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(bodyOf(text)).toBe('request_timeout');
});

test('an import may last longer than a request', async () => {
  const socket = open(await walled({ requestMs: 50 }));
  socket.write(
    'POST /v1/import?site=a HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 4\r\n\r\nhi',
  );
  setTimeout(() => socket.write('!!'), 200);
  expect(await everything(socket)).toMatch(/^HTTP\/1\.1 200 [^]*taken/);
});

test('who closes the own side behind a request hears the answer', async () => {
  const socket = open(await walled());
  socket.end('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi');
  expect(await everything(socket)).toMatch(/^HTTP\/1\.1 200 [^]*taken/);
});

test('who closes the own side within a request is told so', async () => {
  const socket = open(await walled());
  socket.end('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 20\r\n\r\nhi');
  const text = await everything(socket);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(bodyOf(text)).toBe('malformed_request');
});

test('more connections than there are files for are refused, and said once', async () => {
  const log: string[] = [];
  const port = await walled({ openFiles: 0, log });
  let refused = 0;
  const all = Array.from({ length: 80 }, () => open(port));
  for (const socket of all) void everything(socket).then(() => refused++);
  await expect.poll(() => refused).toBe(16);
  expect(log).toHaveLength(1);
  expect(log[0]).toContain('ulimit');
});

test.each([
  [1_024, 768],
  [100, 64],
  [1_000_000, 20_000],
  [NaN, 20_000],
])('with %s files there is room for %s connections', (openFiles, connections) => {
  expect(connectionsFor(openFiles)).toBe(connections);
});
