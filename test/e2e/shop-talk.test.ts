import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { consoleApi, eventually } from './browser/console-api.ts';
import { launch } from './browser/launch.ts';
import { bodyText } from './browser/request-body.ts';

let dataDir: string;
let service: Service;
let browser: Browser;

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-talk-')));
  service = await startService({ dataDir, port: 0 });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** All rows as text. */
async function everythingStored(): Promise<string> {
  const url = new URL(service.clickhouseUrl ?? '');
  const authorization = `Basic ${btoa(`${url.username}:${decodeURIComponent(url.password)}`)}`;
  const response = await fetch(`${url.origin}/?database=touchtrail`, {
    method: 'POST',
    headers: { authorization },
    body: 'SELECT * FROM events FORMAT JSONEachRow',
  });
  const text = await response.text();
  expect(text).toContain('chat.message_sent');
  return text;
}

test('a talk in the shop’s chat and an answer to its question stand in one journey, without a word', async () => {
  const api = consoleApi(service.url, service.adminToken ?? '');
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const bodies: string[] = [];
  page.on('request', (request) => bodies.push(bodyText(request)));
  await page.goto(`${service.url}/demo/shop/`);
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await page.getByRole('button', { name: 'Ask us' }).click();
  await page.locator('deep-chat #text-input').fill('When do you deliver to CANARYTOWN?');
  await page.keyboard.press('Enter');
  await page.getByText('Two to three days').waitFor();
  await page.goto(`${service.url}/demo/shop/thanks.html?order=KV-9&total=99.00&items=morel:1`);
  await page.getByRole('radio', { name: '6' }).check();
  await page.getByRole('button', { name: 'Send' }).click();

  const site = 'my-site';
  const said = await eventually(
    () => api.report('feedback', { site }),
    ({ result }) => result.overall.rated === 1,
  );
  expect(said.result.overall.mean.value).toBeCloseTo(1 + (9 * 5) / 6, 9);
  const { result } = await api.report('journeys', { site });
  expect(result.outcomes.converted.count).toBe(1);
  const paths = await api.report('paths', { site, unit: 'person' });
  const places = paths.result.transitions.map((step) => step.to);
  for (const place of ['chat.deep-chat', 'order.thanks', 'order.placed']) {
    expect(places).toContain(place);
  }
  const { moves } = (await api.report('channels', { site })).result;
  expect(moves.map(({ from, to }) => `${from} > ${to}`)).toEqual(
    expect.arrayContaining(['web > chat', 'chat > web']),
  );
  expect(bodies.join('')).not.toContain('CANARYTOWN');
  expect(await everythingStored()).not.toContain('CANARYTOWN');
  expect(problems).toEqual([]);
});
