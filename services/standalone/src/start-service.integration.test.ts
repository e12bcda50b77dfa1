import { setTimeout as wait } from 'node:timers/promises';
import type { LiveTouch } from '@touchtrail/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { startService } from './start-service.ts';
import type { Service } from './start-service.ts';
import { postEvents, someEvent } from './testing/events.ts';
import { startLoad } from './testing/load.ts';
import { temporaryDir } from './testing/processes.ts';

const { dir, remove } = temporaryDir();
let service: Service;
beforeAll(async () => {
  service = await startService({ dataDir: withTables(dir), port: 0 });
});
afterAll(async () => {
  await service.close();
  remove();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, {
    headers: { authorization: `Bearer ${service.adminToken}`, ...headers },
  });

/** Asks until the answer is as wanted: the test's own limit ends it. */
async function until(path: string, status: number): Promise<Response> {
  for (;;) {
    const response = await get(path);
    if (response.status === status) return response;
    await response.body?.cancel();
    await wait(20);
  }
}

describe('one port for everything', () => {
  test.each([
    ['/healthz', 'application/json'],
    ['/readyz', 'application/json'],
    ['/metrics', 'text/plain'],
    ['/api/sites', 'application/json'],
    ['/demo/shop/', 'text/html'],
    ['/demo/shop/vendor/cookieconsent.umd.js', 'text/javascript'],
  ])('%s', async (path, type) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
  });

  test('the shop records into the first site', async () => {
    const html = await (await get('/demo/shop/')).text();
    expect(html).toContain(service.site.writeKey);
    expect(html).not.toContain('%TOUCHTRAIL');
  });
});

test('a touch is on the live line as soon as it is acknowledged, and once', async () => {
  const live = await get('/api/live?site=my-site');
  const event = someEvent({ touchpoint: 'first-light' });
  let text = '';
  let posted = false;
  for await (const chunk of live.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (!posted) {
      posted = true;
      expect((await postEvents(service.url, service.site.writeKey, [event])).status).toBe(202);
    }
    if (text.includes('first-light')) break;
  }
  const line = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '') as LiveTouch;
  expect(line).toMatchObject({ id: event.id, touchpoint: 'first-light', subject: 'a-1' });
});

test('while the engine is away events are taken and reports say so; then all is well', async () => {
  process.kill(service.store.enginePid(), 'SIGKILL');
  const event = someEvent({ touchpoint: 'in-the-dark' });
  expect((await postEvents(service.url, service.site.writeKey, [event])).status).toBe(202);
  expect((await get('/healthz')).status).toBe(200);
  await until('/readyz', 200);
  for (;;) {
    const touchpoints = (await (await get('/api/touchpoints?site=my-site')).json()) as {
      key: string;
      touches: number;
    }[];
    const found = touchpoints.find(({ key }) => key === 'in-the-dark');
    if (found) {
      expect(found.touches).toBe(1);
      break;
    }
    await wait(20);
  }
});

test('a rotated token ends access', async () => {
  const token = await service.store.tokens.rotate();
  await until('/api/session', 401);
  const headers = { authorization: `Bearer ${token}` };
  expect((await get('/api/session', headers)).status).toBe(200);
});

test('the metrics under load: what was acknowledged is counted, and how late it can be queried', async () => {
  const { url, site } = service;
  const read = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return (series: string) => Number(text.split(`\n${series} `)[1]?.split('\n')[0] ?? Number.NaN);
  };
  const before = await read();
  const load = startLoad(url, site.writeKey, { senders: 4 });
  let scrapes = 0;
  while (load.acknowledged.size < 1_000) {
    const now = await read();
    expect(now('touchtrail_check{check="store"}')).toBe(1);
    expect(now('touchtrail_spool_bytes{spool="events"}')).toBeGreaterThanOrEqual(0);
    scrapes++;
  }
  await load.stop();
  expect(load.failures).toEqual([]);
  expect(scrapes).toBeGreaterThan(0);
  const accepted = 'touchtrail_events_accepted_total';
  const rows = 'touchtrail_inserted_rows_total{table="events"}';
  await expect
    .poll(async () => (await read())(rows) - before(rows), { timeout: 20_000 })
    .toBeGreaterThanOrEqual(load.acknowledged.size);
  const after = await read();
  expect(after(accepted) - before(accepted)).toBe(load.acknowledged.size);
  for (const histogram of [
    'touchtrail_http_request_seconds_count',
    'touchtrail_insert_seconds_count{table="events"}',
    'touchtrail_queryable_lag_seconds_count{table="events"}',
  ]) {
    expect(after(histogram), histogram).toBeGreaterThan(before(histogram));
  }
  expect(after('process_resident_memory_bytes')).toBeGreaterThan(0);
});
