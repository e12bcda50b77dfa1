import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getPage } from './get-page.ts';

const server = createServer((request, response) => {
  if (request.url === '/around') response.writeHead(302, { location: '/around' }).end();
  else if (request.url === '/moved') response.writeHead(301, { location: '/' }).end();
  else if (request.url === '/hangs') response.writeHead(200).write('<p>');
  else if (request.url === '/huge') response.writeHead(200).end('x'.repeat(3_000_000));
  else response.writeHead(200, { 'content-security-policy': "default-src 'self'" }).end('<p>Hi');
});
let origin = '';
const get = (path: string, options: object = {}) =>
  getPage(new URL(path, origin), {
    allowPrivate: true,
    signal: new AbortController().signal,
    ...options,
  });

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a page is got with its policy, also where it moved to', async () => {
  const page = await get('/moved');
  expect({ ...page, url: page.url.pathname }).toEqual({
    url: '/',
    status: 200,
    policy: "default-src 'self'",
    html: '<p>Hi',
  });
});

test('not more of it than a page is long, and not for ever', async () => {
  const { html } = await get('/huge');
  expect(html.length).toBeLessThan(2_000_000);
  await expect(get('/around')).rejects.toThrow('it leads on and on');
  await expect(get('/hangs', { timeoutMs: 50 })).rejects.toThrow(/abort/i);
});

test('nothing of this machine or of a private network, by address or by name', async () => {
  const own = { allowPrivate: false };
  await expect(get('/', own)).rejects.toThrow(/private network/);
  for (const address of ['http://127.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/meta']) {
    await expect(get(address, own)).rejects.toThrow(/private network/);
  }
  await expect(get('file:///etc/passwd')).rejects.toThrow(/no address of a page/);
});
