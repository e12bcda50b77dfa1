import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Site } from '@touchtrail/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../browser/console-api.ts';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';

const folder = path.resolve(import.meta.dirname, '../../../examples/segment');
const run = promisify(execFile);

let rig: Rig;
let program: Site;
let shop: Site;
beforeAll(async () => {
  rig = await openRig();
  const site = {
    origins: ['http://localhost:*'],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'opt_in' as const,
    isDemo: false,
  };
  program = await rig.service.store.sites.add({ ...site, id: 'program', name: 'Program' });
  shop = await rig.service.store.sites.add({ ...site, id: 'shop', name: 'Shop' });
});
afterAll(() => rig?.close());

interface Row {
  name: string;
  type: string;
  user_id: string;
  value: number;
  consent_source: string;
}

const stored = (site: string, count: number) =>
  eventually(
    () =>
      rig.service.store.reader.query<Row>({
        sql: `SELECT name, type, user_id, toFloat64(value) AS value, consent_source
              FROM events WHERE site_id = {site:String} ORDER BY ts, received_at`,
        params: { site },
      }),
    ({ length }) => length >= count,
  );

const send = (...args: string[]) =>
  run(process.execPath, [path.join(folder, 'send.js'), ...args], { timeout: 60_000 });

test('the program sends a way with a sale, and says how to be called', async () => {
  const { stdout } = await send(rig.service.url, program.writeKey);
  expect(stdout).toMatch(/^Sent 5 messages of customer-/);
  const rows = await stored('program', 5);
  expect(rows.map(({ type }) => type).toSorted()).toEqual([
    'account',
    'conversion',
    'identify',
    'touch',
    'touch',
  ]);
  expect(rows.find(({ type }) => type === 'conversion')?.value).toBe(59.9);
  await expect(send()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
  await expect(send(rig.service.url, 'wk_wrong')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('401'),
  });
});

test('the page asks first, then sends what is clicked', async () => {
  const args = [path.join(folder, 'serve.js'), rig.service.url, shop.writeKey, '0'];
  const serving = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(serving, 'exit');
  const page = await rig.browser.newPage();
  try {
    const [origin] = (await once(createInterface({ input: serving.stdout }), 'line')) as [string];
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.url());
    });
    await page.goto(`${origin}/`);
    await page.waitForLoadState('networkidle');
    expect(sent).toEqual([]);
    for (const id of ['allow', 'sign-in', 'buy']) {
      await page.locator(`#${id}`).click();
      await page.getByText(`Done: ${id}`).waitFor();
    }
    const rows = await stored('shop', 3);
    expect(rows.map(({ name }) => name)).toEqual([
      'page.viewed',
      'person.identified',
      'Order Completed',
    ]);
    expect(rows.at(-1)).toMatchObject({
      user_id: 'customer-1',
      value: 59.9,
      consent_source: 'categories:segment',
    });
  } finally {
    await page.close();
    serving.kill();
    await ended;
  }
});
