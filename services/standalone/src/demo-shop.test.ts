import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoShop } from './demo-shop.ts';

let root: string;
const write = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
};
beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'touchtrail-shop-'));
  write('shop/index.html', '<script data-site="%TOUCHTRAIL_WRITE_KEY%"></script>');
  write('shop/cart.html', 'cart %TOUCHTRAIL_WRITE_KEY%');
  write('shop/deep/index.html', 'deep');
  write('shop/shop.js', '"ü"');
  write('consent/cookieconsent.umd.js', '"consent"');
  write('chat/chat.bundle.js', '"chat"');
  write('secret.html', 'secret');
});
afterAll(() => rmSync(root, { recursive: true }));

const shop = () =>
  demoShop({
    shopDir: path.join(root, 'shop'),
    vendorDirs: [path.join(root, 'consent'), path.join(root, 'chat')],
    writeKey: () => 'wk_filled',
  });
const get = (url: string) => shop().request(url);

test.each([
  ['/demo/shop/', '<script data-site="wk_filled"></script>'],
  ['/demo/shop/cart.html?cart=lamp:1', 'cart wk_filled'],
  ['/demo/shop/deep/', 'deep'],
  ['/demo/shop/shop.js', '"ü"'],
  ['/demo/shop/vendor/cookieconsent.umd.js', '"consent"'],
  ['/demo/shop/vendor/chat.bundle.js', '"chat"'],
])('%s', async (url, text) => {
  const response = await get(url);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(text);
  expect(response.headers.get('content-type')).toMatch(/charset=utf-8$/i);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
});

test.each(['/demo', '/demo/', '/demo/shop'])('%s leads to the shop', async (url) => {
  const response = await get(url);
  expect([response.status, response.headers.get('location')]).toEqual([302, '/demo/shop/']);
});

test.each([
  '/demo/shop/none.html',
  '/demo/shop/..%2fsecret.html',
  '/demo/shop/%2e%2e%2fsecret.html',
  '/demo/shop/vendor/..%2f..%2fsecret.html',
])('%s is not there', async (url) => {
  const response = await get(url);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('/demo/shop/');
});
