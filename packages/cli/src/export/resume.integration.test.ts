import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openExport } from '@touchtrail/analysis';
import type { ExportName } from '@touchtrail/analysis';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import type { OutputFormat } from './output-format.ts';
import { checkpointName, loadCheckpoint, openPartFile, partName } from './part-file.ts';
import type { FileLike } from './part-file.ts';
import { richEvents } from './testing/rich-events.ts';
import { writeExport } from './write-export.ts';

let directory: string;
let store: Store;
const at = (name: string) => path.join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-resume-'));
  store = await openStore({ dataDir: withTables(at('data')) });
  await writeFile(at('rich.ndjson'), richEvents(60));
  const run = (...argv: string[]) => runCli(argv, { env: { TOUCHTRAIL_DATA_DIR: at('data') } });
  await run('site', 'add', 'First');
  expect((await run('import', at('rich.ndjson'), '--site', 'first')).code).toBe(0);
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

/** A disk with room for this many bytes. */
const disk =
  (room: number) =>
  async (part: string, keep: number): Promise<FileLike> => {
    let bytes = (await readFile(part).catch(() => Buffer.alloc(0))).subarray(0, keep);
    const save = () => writeFile(part, bytes);
    await save();
    return {
      async write(chunk) {
        const fits = Math.min(chunk.length, Math.max(0, room - bytes.length));
        bytes = Buffer.concat([bytes, chunk.subarray(0, fits)]);
        await save();
        if (fits === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        return { bytesWritten: fits };
      },
      truncate: async () => undefined,
      sync: async () => undefined,
      close: async () => undefined,
    };
  };

/** One run of an export in parts of about ten rows, on a disk of some size. */
async function attempt(name: ExportName, file: string, output: OutputFormat, room: number) {
  const site = await store.sites.find('first');
  if (!site) throw new Error('no site');
  const fingerprint = `${name}-${output.format}`;
  const from = await loadCheckpoint(file, fingerprint);
  const source = await openExport(
    name,
    {},
    { reader: store.reader, site, clock: Date.now },
    { resumed: from && { frozen: from.frozen, rows: from.rows }, partRows: 10 },
  );
  const part = await openPartFile(file, from?.bytes, disk(room));
  await writeExport({
    source,
    streams: store.streams,
    output,
    sink: part,
    resumable: { name: file, fingerprint, from },
    clock: Date.now,
  });
  await part.finish();
  return from?.rowsDone ?? 0;
}

it.each([
  ['events', 'csv', undefined],
  ['events', 'ndjson', 'gzip'],
  ['journeys', 'ndjson', undefined],
] as const)('%s as %s go on where the disk was full', async (name, format, compression) => {
  const output = { format, compression };
  const whole = at(`whole-${name}.${format}`);
  const file = at(`${name}.${format}`);
  await attempt(name, whole, output, Infinity);
  const { size } = await stat(whole);
  let stops = 0;
  let resumedAt = 0;
  for (let room = 3_000; !existsSync(file); room += Math.max(1_000, Math.floor(size / 5))) {
    try {
      resumedAt = await attempt(name, file, output, room);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
      expect(existsSync(file)).toBe(false);
      stops++;
    }
  }
  expect(stops).toBeGreaterThan(1);
  expect(resumedAt).toBeGreaterThan(0);
  const read = async (named: string) => {
    const bytes = await readFile(named);
    const text = (compression ? gunzipSync(bytes) : bytes).toString();
    // Journeys come in no order inside a part.
    return name === 'journeys' ? text.split('\n').toSorted() : text;
  };
  expect(await read(file)).toEqual(await read(whole));
  expect([partName(file), checkpointName(file)].filter((left) => existsSync(left))).toEqual([]);
});

it('what came in meanwhile is not half in it', async () => {
  const file = at('meanwhile.ndjson');
  const output = { format: 'ndjson', compression: undefined } as const;
  await expect(attempt('events', file, output, 40_000)).rejects.toMatchObject({ code: 'ENOSPC' });
  const kept = await loadCheckpoint(file, 'events-ndjson');
  expect(kept?.rows).toBe(195);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await store.insertEvents([
    {
      site_id: 'first',
      subject_id: 'zz-late',
      anonymous_id: 'zz-late',
      ts: Date.UTC(2026, 9, 1),
      event_id: '0193bd4e-7c2a-4d3e-9f00-000000000001',
      seq: 0,
      type: 'touch',
      name: 'page.viewed',
      received_at: Date.now() + 1_000,
      source: 'sdk',
    },
  ]);
  await attempt('events', file, output, Infinity);
  const text = await readFile(file, 'utf8');
  expect(text.trim().split('\n')).toHaveLength(195);
  expect(text).not.toContain('zz-late');
});

it('another export under the same name, or a damaged checkpoint, begins anew', async () => {
  const file = at('other.csv');
  await expect(
    attempt('events', file, { format: 'csv', compression: undefined }, 40_000),
  ).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(await loadCheckpoint(file, 'journeys-csv')).toBeUndefined();
  expect(await loadCheckpoint(file, 'events-csv')).toBeDefined();
  await writeFile(checkpointName(file), '{"fingerprint":');
  expect(await loadCheckpoint(file, 'events-csv')).toBeUndefined();
});

async function* brokenOff() {
  yield Buffer.from('"event_id"\n');
  throw Object.assign(new Error('broke the answer off'), { code: 'query_failed' });
}

it('an engine that ends in the middle leaves no file', async () => {
  const file = at('broken.csv');
  const part = await openPartFile(file);
  const site = await store.sites.find('first');
  if (!site) throw new Error('no site');
  const source = await openExport('events', {}, { reader: store.reader, site, clock: Date.now });
  const writing = writeExport({
    source,
    streams: { open: async () => ({ bytes: brokenOff(), state: async () => undefined }) },
    output: { format: 'csv', compression: undefined },
    sink: part,
    resumable: { name: file, fingerprint: 'x', from: undefined },
    clock: Date.now,
  });
  await expect(writing).rejects.toMatchObject({ code: 'query_failed' });
  await part.close();
  expect(existsSync(file)).toBe(false);
  expect(await loadCheckpoint(file, 'x')).toBeUndefined();
});
