import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';

let dataDir: string;
let service: Service;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-enrichment-')));
  const datacentreFile = path.join(dataDir, 'datacentres.txt');
  const ratesFile = path.join(dataDir, 'rates.csv');
  const today = new Date().toISOString().slice(0, 10);
  await writeFile(datacentreFile, '203.0.113.0/24 # hosting\n');
  await writeFile(ratesFile, `date,from,to,rate\n${today},USD,EUR,0.9\n${today},USD,CHF,0.8\n`);
  service = await startService({ dataDir, port: 0, datacentreFile, ratesFile, trustedProxies: 1 });
  await service.store.sites.update(service.site.id, { currency: 'EUR' });
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const firefox = 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';
const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

async function send(who: string, userAgent: string, address: string, more: object[] = [{}]) {
  const at = Date.now() - 60_000;
  const consent = { purposes: ['storage', 'measurement'], source: 'api', decidedAt: at };
  const answer = await fetch(`${service.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'user-agent': userAgent, 'x-forwarded-for': address },
    body: JSON.stringify({
      v: 1,
      site: service.site.writeKey,
      events: more.map((fields, index) => ({
        id: randomUUID(),
        name: 'page.viewed',
        at: at + index,
        anonymousId: who,
        consent,
        ...fields,
      })),
    }),
  });
  expect(answer.status).toBe(202);
}

async function rowsOf(count: number): Promise<Record<string, unknown>[]> {
  for (let tries = 0; tries < 400; tries++) {
    const rows = await service.store.reader.query<Record<string, unknown>>({
      sql: `SELECT subject_id, browser, os, device_type, channel, bot, value_base, rates_version, enrichment_version > 0 AS told
            FROM events WHERE site_id = {site:String} ORDER BY subject_id, ts`,
      params: { site: service.site.id },
    });
    if (rows.length >= count) return rows;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${count} rows did not come within 20 s.`);
}

const sale = (value: number, currency: string) => ({
  type: 'conversion',
  name: 'order.completed',
  value,
  currency,
});

test('from a request to a report: told, flagged, left out and counted', async () => {
  await send('person', firefox, '198.51.100.7', [
    {},
    sale(10, 'USD'),
    sale(8, 'CHF'),
    sale(1, 'XTS'),
  ]);
  await send('program', crawler, '198.51.100.7');
  await send('rented', firefox, '203.0.113.9');
  await send('backend', 'axios/1.7.7', '203.0.113.9');
  const rows = await rowsOf(7);
  const version = expect.stringMatching(/^EUR:[0-9a-f]{12}$/);
  const person = { browser: 'Firefox', os: 'Ubuntu', device_type: 'desktop', bot: '', told: 1 };
  expect(rows).toMatchObject([
    { subject_id: 'backend', browser: '', channel: '', bot: '', told: 1 },
    { subject_id: 'person', ...person, channel: 'web', value_base: null, rates_version: '' },
    { subject_id: 'person', ...person, value_base: 9, rates_version: version },
    { subject_id: 'person', ...person, value_base: 9, rates_version: version },
    { subject_id: 'person', ...person, value_base: null, rates_version: version },
    { subject_id: 'program', bot: 'ua' },
    { subject_id: 'rented', bot: 'datacentre' },
  ]);
  const ask = async (more: object) => {
    const answer = await fetch(`${service.url}/api/reports/journeys`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${service.adminToken ?? ''}`,
      },
      body: JSON.stringify({ site: service.site.id, ...more }),
    });
    return ((await answer.json()) as { population: unknown }).population;
  };
  expect(await ask({})).toMatchObject({
    people: 2,
    touches: 5,
    excluded: [{ why: 'touches of bots', count: 2 }],
  });
  expect(await ask({ includeBots: true })).toMatchObject({ people: 4, touches: 7, excluded: [] });
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('touchtrail_events_flagged_total{reason="datacentre"} 1');
  expect(metrics).toContain('touchtrail_values_unconverted_total 1');
  // What a service of this version stored, the command finds told.
  const again = await service.store.enrichment.rerun({
    site: { ...service.site, currency: 'EUR' },
  });
  expect(again.events).toBe(0);
});

test('a user agent goes with the person', async () => {
  const stored = () =>
    service.store.reader.query<{ n: number }>({
      sql: `SELECT count() AS n FROM events WHERE site_id = {site:String} AND user_agent = {agent:String}`,
      params: { site: service.site.id, agent: crawler },
    });
  expect(await stored()).toEqual([{ n: 1 }]);
  const lines: string[] = [];
  const actor = { id: 'test', role: 'admin' };
  for await (const line of service.store.people.export(service.site.id, 'program', actor)) {
    lines.push(line);
  }
  expect(lines.join('')).toContain('Googlebot');
  const answer = await fetch(`${service.url}/api/people/program/erase`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${service.adminToken ?? ''}`,
    },
    body: JSON.stringify({ site: service.site.id }),
  });
  expect(answer.ok).toBe(true);
  for (let tries = 0; tries < 400; tries++) {
    if ((await stored())[0]?.n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await stored()).toEqual([{ n: 0 }]);
});
