import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { startService } from './start-service.ts';
import type { Service } from './start-service.ts';

let dataDir: string;
let service: Service;

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-importer-')));
  service = await startService({ dataDir, port: 0 });
});
afterAll(async () => {
  await service?.close(1_000);
  await rm(dataDir, { recursive: true, force: true });
});

const post = (
  query: string,
  body: string | Uint8Array | ReadableStream,
  token = service.adminToken,
) =>
  fetch(`${service.url}/v1/import${query}`, {
    method: 'POST',
    body,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    duplex: 'half',
  } as RequestInit);

const stored = async (site: string): Promise<number> => {
  const [row] = await service.store.reader.query<{ rows: number }>({
    sql: 'SELECT toUInt32(count()) AS rows FROM events WHERE site_id = {site:String}',
    params: { site },
  });
  return row?.rows ?? 0;
};

const head = 'timestamp,person_id,touchpoint\n';

describe('POST /v1/import', () => {
  it('takes a packed stream, and the second time adds nothing', async () => {
    const rows = Array.from(
      { length: 40_000 },
      (_, i) => `${1_700_000_000_000 + i},p${i % 9},home\n`,
    );
    const body = gzipSync(`${head}${rows.join('')}soon,p1,home\n`);
    const chunks = () =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < body.length; at += 10_000) {
            controller.enqueue(body.subarray(at, at + 10_000));
          }
          controller.close();
        },
      });
    const first = await post(`?site=${service.site.id}`, chunks());
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({
      records: 40_001,
      imported: 40_000,
      alreadyThere: 0,
      rejected: 1,
      refused: [{ line: 40_002, reason: expect.stringContaining('at: must be RFC 3339') }],
    });
    const second = await post(`?site=${service.site.id}`, chunks());
    expect(await second.json()).toMatchObject({ imported: 0, alreadyThere: 40_000, rejected: 1 });
    expect(await stored(service.site.id)).toBe(40_000);
  });

  it('maps columns, and stores nothing in a dry run', async () => {
    const text = 'when,who,what\n2026-01-01T00:00:00Z,p,mapped\n';
    const query = `?site=${service.site.id}&map=timestamp%3Dwhen&map=person_id%3Dwho&map=touchpoint%3Dwhat`;
    const before = await stored(service.site.id);
    const dry = await post(`${query}&dry-run`, text);
    expect(await dry.json()).toMatchObject({ imported: 1, rejected: 0 });
    expect(await stored(service.site.id)).toBe(before);
    expect(await (await post(query, text)).json()).toMatchObject({ imported: 1 });
    expect(await stored(service.site.id)).toBe(before + 1);
  });

  it.each([
    ['without a token', '?site=default', '', 401],
    ['with another token', '?site=default', 'nonsense', 401],
    ['without a site', '', undefined, 400],
    ['for an unknown site', '?site=nowhere', undefined, 400],
  ])('refuses %s', async (_, query, token, status) => {
    const answer = await post(query, head, token ?? service.adminToken);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { hint: expect.any(String) } });
  });

  it('says what is wrong with a file, and that it is cut off', async () => {
    const wrong = await post(`?site=${service.site.id}`, 'a,b\n1,2\n');
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('Columns found: a, b.');
    const packed = gzipSync(`${head}${'2026-01-01T00:00:00Z,p,home\n'.repeat(10_000)}`);
    const cut = await post(`?site=${service.site.id}`, packed.subarray(0, packed.length - 30));
    expect(cut.status).toBe(400);
    expect(await cut.text()).toContain('ends in the middle of its gzip data');
  });
});
