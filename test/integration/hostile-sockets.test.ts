import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { sendRaw } from '../faults/fuzz/raw-request.ts';

let dataDir: string;
let service: Service;
let port: number;
const children: ChildProcess[] = [];
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-sockets-')));
  service = await startService({ dataDir, port: 0 });
  port = Number(new URL(service.url).port);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const honest = async (): Promise<number> => {
  const response = await fetch(`${service.url}/v1/events`, {
    method: 'POST',
    body: JSON.stringify({
      v: 1,
      site: service.site.writeKey,
      events: [
        {
          id: crypto.randomUUID(),
          name: 'page.viewed',
          at: Date.now(),
          anonymousId: crypto.randomUUID(),
          consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() - 1_000 },
        },
      ],
    }),
  });
  await response.arrayBuffer();
  return response.status;
};

/** Files this process may open, each connection being one. */
const openFiles = Number(
  /^Max open files\s+(\d+)/m.exec(
    process.platform === 'linux' ? readFileSync('/proc/self/limits', 'utf8') : '',
  )?.[1] ?? 10_240,
);

interface Crowd {
  /** How many connections stand, and how many have been ended by the service with which status. */
  counts(): Promise<{ open: number; ended: Record<string, number> }>;
}

/** Connections of another process, so that both ends do not share one limit of files. */
async function crowd(size: number, first: string, dribble: string): Promise<Crowd> {
  const program = `
    const { connect } = require('node:net');
    let open = 0;
    const ended = {};
    const sockets = [];
    const add = () => {
      const socket = connect({ port: ${port}, host: '127.0.0.1' });
      let text = '';
      socket.on('connect', () => { open++; socket.write(${JSON.stringify(first)}); });
      socket.on('data', (part) => { text += part; });
      socket.on('error', () => {});
      socket.on('close', () => {
        const status = /^HTTP.1.1 (\\d+)/.exec(text)?.[1] ?? 'none';
        ended[status] = (ended[status] ?? 0) + 1;
        open--;
      });
      sockets.push(socket);
    };
    // In handfuls: the queue of the kernel is short.
    const more = () => {
      for (let n = 0; n < 100 && sockets.length < ${size}; n++) add();
      if (sockets.length < ${size}) setTimeout(more, 5);
    };
    more();
    if (${JSON.stringify(dribble)}) setInterval(() => {
      for (const socket of sockets) if (!socket.pending && socket.writable) socket.write(${JSON.stringify(dribble)});
    }, 500);
    process.stdin.on('data', () => console.log(JSON.stringify({ open, ended, made: sockets.length })));
  `;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  return {
    async counts() {
      child.stdin.write('?');
      const [line] = (await once(lines, 'line')) as [string];
      return JSON.parse(line) as { open: number; ended: Record<string, number> };
    },
  };
}

test(
  'ten thousand connections that never finish a request: all others are served, each is told and closed in time',
  { timeout: 120_000 },
  async () => {
    const half = Math.floor(Math.min(10_000, (openFiles - 500) * 0.9) / 2);
    // Half of them hold back their headers, half their body, a byte at a time.
    const [headers, bodies] = await Promise.all([
      crowd(half, 'POST /v1/events HTTP/1.1\r\nhost: a\r\nx-', ''),
      crowd(half, 'POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-length: 9000\r\n\r\n{', ' '),
    ]);
    const held = async () => (await headers.counts()).open + (await bodies.counts()).open;
    let most = 0;
    // On a slow machine the first are ended before the last are there; on others all stand at once.
    await expect
      .poll(
        async () => {
          const now = await held();
          const isFalling = most > half && now < most;
          most = Math.max(most, now);
          return isFalling || most === half * 2;
        },
        { timeout: 40_000 },
      )
      .toBe(true);
    console.log(`${most} connections held at once (${openFiles} files allowed)`);
    const statuses: number[] = [];
    for (let n = 0; n < 20; n++) statuses.push(await honest());
    expect(new Set(statuses)).toEqual(new Set([202]));
    await expect.poll(held, { timeout: 60_000, interval: 500 }).toBe(0);
    for (const { counts } of [headers, bodies]) {
      const { ended } = await counts();
      // Who still sends while the connection is closed may lose the answer with it: TCP resets it.
      const { 408: told = 0, none = 0, ...others } = ended;
      expect([told + none, others]).toEqual([half, {}]);
      expect(told).toBeGreaterThan(none);
    }
    expect(await honest()).toBe(202);
  },
);

test('who may not import holds no connection by a body that does not end', async () => {
  const { counts } = await crowd(
    100,
    'POST /v1/import?site=my-site HTTP/1.1\r\nhost: a\r\ncontent-length: 9000\r\n\r\n{',
    ' ',
  );
  await expect.poll(async () => (await counts()).ended, { timeout: 20_000 }).toEqual({ 401: 100 });
  expect(await honest()).toBe(202);
});

test('a connection closed in the middle of everything leaves nothing behind', async () => {
  const request = Buffer.from(
    `POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-length: 5000\r\n\r\n{"v":1,"site":"${service.site.writeKey}"`,
  );
  await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      await new Promise((resolve) => {
        socket.write(request.subarray(0, (n * 7) % request.length || 1), resolve);
      });
      if (n % 2 === 0) socket.resetAndDestroy();
      else socket.destroy();
    }),
  );
  expect(await honest()).toBe(202);
});

const oneEvent = () =>
  JSON.stringify({
    v: 1,
    site: service.site.writeKey,
    events: [
      {
        id: crypto.randomUUID(),
        name: 'page.viewed',
        at: Date.now(),
        anonymousId: 'framed',
        consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() - 1_000 },
      },
    ],
  });
test.each([
  ['a sender that says no more after its request', 202, (n: number) => `content-length: ${n}`],
  ['the same in a body of chunks', 202, () => 'transfer-encoding: chunked'],
  ['no length at all', 400, () => 'x-length: none'],
  ['a length that is too short', 400, (n: number) => `content-length: ${n - 20}`],
  ['a length that is too long, and an end', 400, (n: number) => `content-length: ${n + 20}`],
  ['a length in words', 400, () => 'content-length: many'],
  ['two lengths', 400, (n: number) => `content-length: ${n}\r\ncontent-length: ${n + 1}`],
  ['a length beyond the limit', 413, () => 'content-length: 99999999999'],
])('%s: %i', async (_, status, length) => {
  const body = oneEvent();
  const head = length(Buffer.byteLength(body));
  const bytes = head.includes('chunked')
    ? `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`
    : body;
  const answer = await sendRaw(
    port,
    [Buffer.from(`POST /v1/events HTTP/1.1\r\nhost: a\r\n${head}\r\n\r\n${bytes}`)],
    { halfClose: true },
  );
  expect(answer.statuses[0]).toBe(status);
  expect(await honest()).toBe(202);
});

const tricks = [
  '/t.js/../../../package.json',
  '/..%2f..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/%2e%2e/package.json',
  '/assets/..%2f..%2f..%2f..%2fpackage.json',
  '/assets/%2e%2e%5c%2e%2e%5cpackage.json',
  '/demo/shop/../../../package.json',
  '/demo/shop/..%2f..%2fpackage.json',
  '/demo/shop/%2e%2e%2f%2e%2e%2fpackage.json',
  '/demo/shop/vendor/..%2f..%2fpackage.json',
  '/demo/shop/vendor/....//....//package.json',
  '/demo/shop//etc/passwd',
  '//etc/passwd',
  '/demo/shop/index.html%00.js',
  '/demo/shop/%c0%ae%c0%ae/package.json',
  '/demo/shop/%',
  '/demo/shop/%zz',
  '/t.js%00',
  '/t.js::$DATA',
  '/.git/config',
  'http://evil.example/../package.json',
  'file:///etc/passwd',
];
test.each(tricks)('the path %s leads to no file but those that are given out', async (trick) => {
  for (const method of ['GET', 'HEAD', 'POST']) {
    const answer = await sendRaw(port, [
      Buffer.from(
        `${method} ${trick} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      ),
    ]);
    expect(answer.statuses).toHaveLength(1);
    expect(answer.statuses[0]).toBeLessThan(500);
    expect(answer.text).not.toMatch(/root:|"dependencies"|"devDependencies"|\[core\]/);
    // Nobody is sent away to another host.
    expect(answer.text).not.toMatch(/^location: *(https?:)?\/\//im);
  }
});

test.each([
  ['a line break in a key', 'x-touchtrail-key', 'key\r\nset-cookie: a=b'],
  ['a line break in an origin', 'origin', 'https://shop.example\r\nx-injected: 1'],
  ['a lone line feed', 'origin', 'https://shop.example\nx-injected: 1'],
  ['a carriage return', 'origin', 'https://shop.example\rx-injected: 1'],
])('%s becomes no header of an answer', async (_, name, value) => {
  for (const [method, to] of [
    ['POST', '/v1/events'],
    ['POST', '/v1/server/events'],
    ['OPTIONS', '/v1/events'],
  ]) {
    const answer = await sendRaw(port, [
      Buffer.from(
        `${method} ${to} HTTP/1.1\r\nhost: a\r\n${name}: ${value}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
        'latin1',
      ),
    ]);
    expect(answer.statuses[0]).toBeLessThan(500);
    expect(answer.text).not.toMatch(/^(set-cookie|x-injected)/im);
  }
});
