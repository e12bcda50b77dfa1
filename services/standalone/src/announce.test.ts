import { expect, test } from 'vitest';
import { readyJson, readyText } from './announce.ts';
import type { Service } from './start-service.ts';

const service = (adminToken: string | undefined, missing: string[] = []) =>
  ({
    url: 'http://127.0.0.1:8787',
    clickhouseUrl: 'http://bi:S3CRET@127.0.0.1:9123/touchtrail',
    site: { id: 'my-site', writeKey: 'wk_1' },
    adminToken,
    missing,
    store: { engine: 'embedded' },
  }) as unknown as Service;
const announced = (adminToken?: string, missing?: string[]) => ({
  service: service(adminToken, missing),
  dataDir: '.touchtrail',
  elapsedMs: 1_250,
});

test('the first start shows the token, once, in the address to click', () => {
  const text = readyText(announced('ta_1'));
  expect(text).toContain('http://127.0.0.1:8787/#token=ta_1');
  expect(text).toContain('data-site="wk_1"');
  expect(text).toContain('http://127.0.0.1:8787/demo/shop/');
  expect(text).not.toContain('S3CRET');
});

test('a later start says how to get a new one', () => {
  const text = readyText(announced());
  expect(text).not.toContain('#token');
  expect(text).toContain('touchtrail key rotate --admin');
});

test('what is not built is said', () => {
  expect(readyText(announced(undefined, ['the dashboard']))).toMatch(
    /the dashboard.*npm run build/,
  );
});

test('the ready line for programs', () => {
  expect(JSON.parse(readyJson(announced('ta_1')))).toEqual({
    event: 'ready',
    url: 'http://127.0.0.1:8787',
    clickhouseUrl: 'http://bi:S3CRET@127.0.0.1:9123/touchtrail',
    site: 'my-site',
    writeKey: 'wk_1',
    adminToken: 'ta_1',
    elapsedMs: 1_250,
  });
  expect(JSON.parse(readyJson(announced()))).toMatchObject({ adminToken: null });
});
