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
  writeFileSync(path.join(dir, 'index.html'), '<!doctype html><head></head><div id="app"></div>');
  writeFileSync(path.join(dir, 'screens.json'), JSON.stringify(chunks));
});
afterAll(() => rmSync(dir, { recursive: true }));

const page = (sites: () => Promise<unknown>, signedIn = true) => {
  const app = new Hono<NodeEnv>();
  app.get('/api/session', (c) =>
    signedIn ? c.json({ role: 'viewer' }) : c.json({ error: {} }, 401),
  );
  app.get('/api/sites', async (c) => c.json(await sites()));
  app.get('*', createShell(app, dir));
  return async (cookie: string) =>
    app.request('http://shop.test/flow', cookie === '' ? {} : { headers: { cookie } });
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
