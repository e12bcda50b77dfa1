import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { signingKeyOf } from '@touchtrail/store';
import { describe, expect, onTestFinished, test } from 'vitest';
import { postSigned } from './post-signed.ts';
import { isPublic } from './public-address.ts';

/** A server on loopback, closed with the test. */
async function listening(handler: http.RequestListener): Promise<string> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const post = (url: string, more: Partial<Parameters<typeof postSigned>[0]> = {}) =>
  postSigned({
    url,
    signingKey: signingKeyOf('whs_secret'),
    body: '{"changes":[]}',
    allowPrivate: true,
    clock: () => 1_795_341_600_000,
    ...more,
  });

test('a receiver can tell who sent it, with the secret it was given', async () => {
  const got: { headers: http.IncomingHttpHeaders; body: string }[] = [];
  const url = await listening((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });
  expect(await post(url)).toBe(204);
  const [{ headers, body } = { headers: {}, body: '' }] = got;
  const key = signingKeyOf('whs_secret');
  const signed = `${String(headers['x-touchtrail-timestamp'])}.${String(headers['x-touchtrail-nonce'])}.${body}`;
  expect(headers['x-touchtrail-signature']).toBe(
    createHmac('sha256', key).update(signed).digest('hex'),
  );
});

test('a redirect is an answer, not a way', async () => {
  let asked = 0;
  const url = await listening((_request, response) => {
    asked++;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await post(url)).toBe(307);
  expect(asked).toBe(1);
});

test('who drips or never ends an answer is left', async () => {
  const silent = await listening(() => undefined);
  await expect(post(silent, { timeoutMs: 50 })).rejects.toThrow();
  const endless = await listening((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(8_192)), 1);
    response.on('close', () => clearInterval(timer));
  });
  expect(await post(endless)).toBe(200);
});

describe('addresses', () => {
  test.each([
    ['http://127.0.0.1:1/', 'private network'],
    ['http://[::1]:1/', 'private network'],
    ['http://169.254.169.254/latest/meta-data', 'private network'],
    ['http://localhost:1/', 'private network'],
    ['http://0x7f000001:1/', 'private network'],
  ])('%s is refused unless it is allowed', async (url, why) => {
    await expect(post(url, { allowPrivate: false })).rejects.toThrow(why);
  });

  test.each([
    ['8.8.8.8', true],
    ['2606:4700:4700::1111', true],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.1.1', false],
    ['100.64.0.1', false],
    ['224.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:8.8.8.8', true],
    ['::ffff:0a00:0001', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['64:ff9b::a00:1', false],
    ['::', false],
    ['not an address', false],
  ])('%s: public %s', (address, expected) => {
    expect(isPublic(address)).toBe(expected);
  });
});
