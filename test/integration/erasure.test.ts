import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { gatheredReports, reportNames } from '@touchtrail/contract';
import type { ReportName, Site } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import type { EventRow, PrivacyRequest } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchtrail } from '../command-line/run.ts';

const main = path.resolve(import.meta.dirname, '../../services/standalone/dist/main.js');
const start = Date.UTC(2026, 9, 1);
const hour = 3_600_000;
const places = ['home', 'search', 'product', 'cart', 'checkout', 'order.placed'];

let dataDir: string;
let service: Service;
let token: string;
let eventCount = 0;

const touch = (
  site: string,
  ids: { anonymous: string; user?: string; account?: string },
  at: number,
  place: number,
): EventRow => ({
  site_id: site,
  subject_id: ids.user ?? ids.anonymous,
  anonymous_id: ids.anonymous,
  user_id: ids.user ?? '',
  account_id: ids.account ?? '',
  ts: start + at,
  // The same on every site, so that ties are broken alike.
  event_id: `0193bd4e-7c2a-4d3e-9f00-${String(++eventCount).padStart(12, '0')}`,
  seq: eventCount,
  type: place === 5 ? 'conversion' : 'touch',
  name: 'page.viewed',
  touchpoint: places[place] ?? 'home',
  channel: ['web', 'mobile_web', 'email'][eventCount % 3],
  page_url: `https://shop.example/${places[place]}?u=${ids.user ?? ids.anonymous}`,
  consent_purposes: ['measurement', 'storage'],
  consent_source: 'api',
  consent_decided_at: start,
  received_at: Date.now(),
  source: 'sdk',
});

/** Two hundred others: some log in, some buy, some belong to the same company. */
function others(site: string): EventRow[] {
  eventCount = 1_000_000;
  return Array.from({ length: 200 }, (_, other) => {
    const device = `device-of-${other}`;
    return Array.from({ length: 8 + (other % 7) }, (_step, step) =>
      touch(
        site,
        {
          anonymous: device,
          ...(step > 2 && other % 3 === 0 && { user: `customer-${other}` }),
          ...(other % 20 === 0 && { account: 'acme-gmbh' }),
        },
        other * hour + step * (step % 4 === 3 ? 30 * hour : 60_000),
        (other + step) % 6,
      ),
    );
  }).flat();
}

/** One person: three devices, one user id, one account. */
function person(site: string, name: string, events: number): EventRow[] {
  eventCount = name.length * 10_000_000;
  return Array.from({ length: events }, (_, n) =>
    touch(
      site,
      {
        anonymous: `${name}-device-${n % 3}`,
        ...(n % 2 === 1 && { user: `${name}@example.org`, account: 'acme-gmbh' }),
      },
      200 * hour + Math.floor((n * 300 * hour) / events),
      n % 6,
    ),
  );
}

const insert = async (rows: readonly EventRow[]) => {
  for (let from = 0; from < rows.length; from += 20_000) {
    await service.store.insertEvents(rows.slice(from, from + 20_000));
  }
};

const addSite = (id: string): Promise<Site> =>
  service.store.sites.add({
    id,
    name: id,
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'none',
    isDemo: false,
  });

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-erasure-')));
  service = await startService({ dataDir, port: 0 });
  token = service.adminToken ?? '';
  for (const id of ['shop', 'without']) await addSite(id);
  await insert([...others('shop'), ...others('without')]);
}, 120_000);
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const parameters: Partial<Record<ReportName, Record<string, unknown>>> = {
  funnel: { steps: 'home,product,cart,order.placed', window: '30d' },
  compare: { report: 'journeys', compareSegment: [{ field: 'channel', value: 'email' }] },
  trends: { report: 'journeys' },
};

/** To six digits: the engine adds up in whatever order its threads are ready, and a fit goes on from there. */
const rounded = (answer: object): unknown =>
  JSON.parse(
    JSON.stringify(answer, (_key, value: unknown) =>
      typeof value === 'number'
        ? Math.abs(value) < 1e-9
          ? 0
          : Number(value.toPrecision(6))
        : value,
    ),
  );

/** What a report says of a site, without what names the site or the moment. */
async function told(site: Site, name: ReportName, subject: 'person' | 'account'): Promise<unknown> {
  const { population, result, warnings } = await runReport(
    name,
    { site: site.id, subject, ...parameters[name] },
    { reader: service.store.reader, site, clock: Date.now },
  );
  return rounded({ population, result, warnings });
}

/** What every report says of a site; once more: by person alone, and not what gathers from others. */
async function allReports(id: string, again = false): Promise<Record<string, unknown>> {
  const site = await service.store.sites.find(id);
  if (!site) throw new Error(`no site ${id}`);
  const gathered: readonly string[] = gatheredReports;
  const answers: Record<string, unknown> = {};
  for (const name of reportNames) {
    if (again && gathered.includes(name)) continue;
    answers[`${name} by person`] = await told(site, name, 'person');
    if (again || gathered.includes(name)) continue;
    answers[`${name} by account`] = await told(site, name, 'account');
  }
  return answers;
}

const api = async (url: string, body?: unknown): Promise<Response> =>
  fetch(service.url + url, {
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });

const request = async (id: string): Promise<PrivacyRequest> =>
  (await (await api(`/api/privacy/requests/${id}`)).json()) as PrivacyRequest;

/** Files under the data directory that contain a text. */
const filesWith = (text: string): string[] => {
  try {
    return execFileSync('grep', ['-rlaF', text, dataDir], { encoding: 'utf8' }).trim().split('\n');
  } catch {
    return [];
  }
};

describe('a person of 100,000 events', () => {
  const ada = 'canary-ada';

  test('is gone from every report at once, then from disk, and does not come back', async () => {
    await insert(person('shop', ada, 100_000));
    const expected = await allReports('without');
    // The comparison can fail: with her, the numbers are others.
    const shop = await service.store.sites.find('shop');
    if (!shop) throw new Error('no site shop');
    for (const subject of ['person', 'account'] as const) {
      expect(await told(shop, 'journeys', subject)).not.toEqual(expected[`journeys by ${subject}`]);
    }
    expect(filesWith(`${ada}-device-1`).length).toBeGreaterThan(0);

    const answer = await api(`/api/people/${ada}-device-1/erase`, { site: 'shop' });
    expect(answer.status).toBe(202);
    expect(await allReports('shop')).toEqual(expected);
    const timeline = await api(`/api/people/${ada}%40example.org?site=shop`);
    expect(await timeline.json()).toMatchObject({ touches: [] });

    const { id } = (await answer.json()) as PrivacyRequest;
    await expect.poll(async () => (await request(id)).state, { timeout: 120_000 }).toBe('done');
    const { receipt } = await request(id);
    expect(receipt).toMatchObject({
      subjects: 4,
      counts: { events: 100_000, id_edges: 3 },
      proof: { found: [] },
      partsLeft: 0,
    });
    expect(filesWith(`${ada}-device`)).toEqual([]);
    expect(filesWith(`${ada}@example.org`)).toEqual([]);
    for (const [name, left] of Object.entries(await allReports('shop', true))) {
      expect(left, name).toEqual(expected[name]);
    }

    // By replay: the same event, another of the same device, and one of the user on a new device.
    const { writeKey } = (await service.store.sites.find('shop')) ?? { writeKey: '' };
    const sent = await fetch(`${service.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({
        v: 1,
        site: writeKey,
        events: [
          { id: '1', name: 'n', at: Date.now(), anonymousId: `${ada}-device-0` },
          { id: '2', name: 'n', at: Date.now(), anonymousId: 'new', userId: `${ada}@example.org` },
          { id: '3', name: 'n', at: Date.now(), anonymousId: 'device-of-1' },
        ].map((event) => ({
          ...event,
          consent: {
            purposes: ['storage', 'measurement', 'identification'],
            source: 'api',
            decidedAt: Date.now() - 60_000,
          },
        })),
      }),
    });
    const { accepted, rejected } = (await sent.json()) as {
      accepted: number;
      rejected: { code: string }[];
    };
    expect({ accepted, codes: rejected.map(({ code }) => code) }).toEqual({
      accepted: 1,
      codes: ['erased', 'erased'],
    });
    // By import.
    const csv = path.join(dataDir, 'ada.csv');
    await writeFile(
      csv,
      `timestamp,person_id,touchpoint\n2026-10-05T10:00:00Z,${ada}@example.org,home\n`,
    );
    const imported = await touchtrail(
      dataDir,
      'import',
      csv,
      '--site',
      'shop',
      '--force',
      '--json',
    );
    expect(JSON.parse(imported.out)).toMatchObject({ imported: 0, rejected: 1 });
    await rm(csv);
    expect(filesWith(`${ada}@example.org`)).toEqual([]);
  }, 240_000);
});

describe('an erasure killed in the middle', () => {
  const eve = 'canary-eve-2';

  test('is finished by the service', async () => {
    if (!existsSync(main)) throw new Error(`${main} is not built: run npm run build first.`);
    await insert(person('shop', eve, 30_000));
    const args = [main, 'people', 'erase', `${eve}@example.org`, '--site', 'shop', '--yes'];
    const child = spawn(process.execPath, [...args, '--data-dir', dataDir], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const chunk of child.stderr) {
      said += String(chunk);
      if (said.includes('  counted') || said.includes('  deleting')) break;
    }
    child.kill('SIGKILL');
    const id = /Request ([0-9a-f-]{36})/.exec(said)?.[1] ?? said;
    expect((await request(id)).state).toBe('running');
    await expect.poll(async () => (await request(id)).state, { timeout: 120_000 }).toBe('done');
    const { receipt } = await request(id);
    expect(receipt).toMatchObject({ counts: { events: 30_000 }, proof: { found: [] } });
    expect(filesWith(eve)).toEqual([]);
  }, 240_000);
});
