import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NodeEnv } from './access.ts';
import { createShell, screenFiles } from './dashboard-shell.ts';

const chunks = {
  'index.html': { file: 'assets/index-1.js', imports: ['_shared.js'] },
  '_shared.js': { file: 'assets/shared-2.js' },
  'src/screens/flow/flow.tsx': { file: 'assets/flow-3.js', imports: ['index.html', '_shared.js'] },
};
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'touchtrail-shell-'));
  writeFileSync(
    path.join(dir, 'index.html'),
    '<!doctype html><head></head><body><div id="app"></div></body>',
  );
  writeFileSync(path.join(dir, 'screens.json'), JSON.stringify(chunks));
});
afterAll(() => rmSync(dir, { recursive: true }));

const page = (
  sites: () => Promise<unknown>,
  signedIn = true,
  report: (parameters: unknown) => Promise<unknown> = async () => ({}),
) => {
  const app = new Hono<NodeEnv>();
  app.get('/api/session', (c) =>
    signedIn ? c.json({ role: 'viewer' }) : c.json({ error: {} }, 401),
  );
  app.get('/api/sites', async (c) => c.json(await sites()));
  app.post('/api/reports/paths', async (c) => c.json(await report(await c.req.json())));
  app.get('*', createShell(app, dir, Date.now));
  return async (cookie: string, more: Record<string, string> = {}, query = '') =>
    app.request(`http://shop.test/flow?v=1&steps=4${query}`, {
      headers: { ...more, ...(cookie !== '' && { cookie }) },
    });
};

it('names the files of a screen, the entry left out, and none of what is no screen', () => {
  expect(screenFiles(chunks, '/flow')).toEqual(['assets/flow-3.js', 'assets/shared-2.js']);
  expect(screenFiles(chunks, '/../index.html')).toEqual([]);
  expect(screenFiles(chunks, '/constructor')).toEqual([]);
});

it('holds who is signed in and the sites, whatever they are called', async () => {
  const sites = [{ id: 'shop', name: '</script><script>alert(1)</script>' }];
  const answer = await page(async () => sites)('touchtrail_session=x');
  const text = await answer.text();
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(text).toContain('<link rel="modulepreload" href="/assets/flow-3.js">');
  const [, json = ''] =
    /<script type="application\/json" id="given">(.*?)<\/script>/.exec(text) ?? [];
  expect(JSON.parse(json)).toEqual({ session: { role: 'viewer' }, sites });
});

it('tells nobody who is not signed in anything, and waits for nothing that is slow', async () => {
  for (const ask of [
    () => page(async () => [])(''),
    () => page(async () => [], false)('touchtrail_session=old'),
    () => page(() => new Promise(() => undefined))('touchtrail_session=x'),
    () => page(() => Promise.reject(new Error('down')))('touchtrail_session=x'),
  ]) {
    const answer = await ask();
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).not.toContain('given');
  }
});

const shop = {
  id: 'shop',
  name: 'Shop',
  timezone: 'Europe/Berlin',
  touches: 9,
  lastTouchAt: Date.now(),
};
const block = (text: string, id: string): unknown => {
  const found = new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`).exec(text);
  return found && (JSON.parse(found[1] ?? '') as unknown);
};

it('sends the page at once, and the report of its address behind it', async () => {
  const waiting: ((report: unknown) => void)[] = [];
  const asked: unknown[] = [];
  const open = page(
    async () => [shop],
    true,
    (parameters) => {
      asked.push(parameters);
      return new Promise((done) => {
        waiting.push(done);
      });
    },
  );
  const answer = await open('touchtrail_session=x');
  const reader = (answer.body ?? expect.fail()).pipeThrough(new TextDecoderStream()).getReader();
  const { value: first = '' } = await reader.read();
  expect(first).toContain('<div id="app">');
  expect(first).not.toContain('first-report');
  expect(block(first, 'given')).toMatchObject({ asked: { name: 'paths' } });
  await expect.poll(() => asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ site: 'shop', timezone: 'Europe/Berlin', steps: 4 });
  waiting[0]?.({ result: '</script>' });
  const { value: rest = '' } = await reader.read();
  expect(block(rest, 'first-report')).toEqual({ result: '</script>' });
  expect(rest).toMatch(/<\/body>$/);
});

it('asks in the language that the page will begin with', async () => {
  const asked: unknown[] = [];
  const open = page(
    async () => [shop],
    true,
    async (parameters) => {
      asked.push(parameters);
      return {};
    },
  );
  const austrian = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' };
  const answers = [
    await open('touchtrail_session=x', austrian),
    await open('touchtrail_session=x; language=en', austrian),
    await open('touchtrail_session=x; language=en', {}, '&lang=de'),
  ];
  const told = await Promise.all(
    answers.map(async (answer) => block(await answer.text(), 'given')),
  );
  expect(told).toMatchObject([{ asked: { parameters: { lang: 'de' } } }, {}, {}]);
  expect(asked).toMatchObject([{ lang: 'de' }, { steps: 4 }, { lang: 'de' }]);
  expect(asked[1]).not.toHaveProperty('lang');
});

it('leaves out a report that takes long, and does not wait for it again', async () => {
  let times = 0;
  const open = page(
    async () => [shop],
    true,
    () => {
      times += 1;
      return new Promise(() => undefined);
    },
  );
  const first = await (await open('touchtrail_session=x')).text();
  expect(first).toMatch(/<\/body>$/);
  expect(first).not.toContain('first-report');
  const second = await (await open('touchtrail_session=x')).text();
  expect(block(second, 'given')).not.toHaveProperty('asked');
  expect(times).toBe(1);
});
