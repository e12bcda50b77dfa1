import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore, runCli } from '../testing/run-cli.ts';
import { importFile } from './import-file.ts';
import type { ImportOptions } from './import-file.ts';

const now = Date.UTC(2026, 10, 22, 12);
const clock = () => now;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-import-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let files = 0;
async function file(text: string | Buffer, name = `f${files++}.csv`): Promise<string> {
  const at = path.join(directory, name);
  await writeFile(at, text);
  return at;
}
const load = (input: string, options: Partial<ImportOptions> = {}) =>
  importFile({ input, site: 'shop', clock, store: memoryStore(), ...options });

const head = 'timestamp,person_id,touchpoint,is_conversion,value\n';
const home = '2012-05-01T10:00:00Z,p1,home,0,\n';

describe('importFile', () => {
  it('keeps identical rows, and adds nothing the second time', async () => {
    const store = memoryStore();
    const input = await file(
      `\uFEFF${head}${home}${home}${home}2012-05-01T10:00:00Z,p2,home,1,5\n`,
    );
    expect(await load(input, { store })).toMatchObject({ imported: 4, alreadyThere: 0 });
    expect(await load(input, { store })).toMatchObject({ imported: 0, alreadyThere: 4 });
    const longer = await file(`${head}${home}${home}${home}${home}`);
    expect(await load(longer, { store })).toMatchObject({ imported: 1, alreadyThere: 3 });
    expect(store.rows).toHaveLength(5);
  });

  it('keeps old times, the order of the file, and the record of consent', async () => {
    const store = memoryStore();
    const rows = ['a', 'b', 'c'].map((place) => `2012-05-01T10:00:00Z,p1,${place},,\n`).join('');
    await load(await file(head + rows), { store, purposes: ['offline_join'], currency: 'CHF' });
    expect(store.rows.map((row) => row['touchpoint'])).toEqual(['a', 'b', 'c']);
    expect(store.rows.map((row) => row.seq)).toEqual([1, 2, 3]);
    expect(store.rows[0]).toMatchObject({
      ts: Date.UTC(2012, 4, 1, 10),
      source: 'import',
      subject_id: 'p1',
      consent_purposes: ['offline_join'],
      consent_source: 'import',
      consent_decided_at: now,
    });
  });

  it('writes refused lines with reasons beside the file', async () => {
    const future = '2030-01-01T00:00:00Z,p1,home,0,\n';
    const broken = 'yesterday,p1,home,0,\n';
    const input = await file(`${head}${home}${broken}${future}x,y\n`);
    const summary = await load(input);
    expect(summary).toMatchObject({ imported: 1, rejected: 3 });
    expect(summary.rejectedFile).toBe(`${input}.rejected.ndjson`);
    const lines = (await readFile(`${input}.rejected.ndjson`, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { line: 3, reason: expect.stringContaining('at: must be RFC 3339'), raw: broken.trim() },
      { line: 4, reason: 'at: lies in the future' },
      { line: 5, reason: 'has 2 fields, the header has 5', raw: 'x,y' },
    ]);
  });

  it('does not lose refused lines silently when their file cannot be written', async () => {
    const input = await file(`${head}${home}x,y\n`);
    const rejectedFile = path.join(directory, 'no-such-folder', 'r.ndjson');
    await expect(load(input, { rejectedFile })).rejects.toMatchObject({
      code: 'import_interrupted',
      message: expect.stringMatching(/ENOENT.*1 new event is in/),
    });
  });

  it('stores and writes nothing in a dry run', async () => {
    const input = await file(`${head}${home}nonsense,p,t,,\n`);
    const store = memoryStore();
    expect(await load(input, { store, dryRun: true })).toMatchObject({ imported: 1, rejected: 1 });
    expect(store.rows).toEqual([]);
    expect(existsSync(`${input}.rejected.ndjson`)).toBe(false);
  });

  it('reads NDJSON with and without ids, counts an id that comes twice once', async () => {
    const store = memoryStore();
    const event = { name: 'page.viewed', at: '2026-01-01T00:00:00Z', anonymousId: 'a' };
    const lines = [event, event, { ...event, id: 'x' }, { ...event, id: 'x' }, { at: 1 }];
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"torn`;
    const summary = await load(await file(text, 'events.ndjson'), { store });
    expect(summary).toMatchObject({ imported: 3, alreadyThere: 1, rejected: 2 });
  });

  it('turns sender session names into stable UUIDs', async () => {
    const store = memoryStore();
    const csv = 'timestamp,person_id,touchpoint,session_id\n2012-05-01T10:00:00Z,p,a,s1\n';
    await load(await file(csv), { store });
    expect(store.rows[0]?.['session_id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
  });

  it('says how much is in when the store fails half-way, and resumes', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `2012-05-01T10:00:00Z,p${i},home,,\n`);
    const input = await file(head + rows.join(''));
    const store = memoryStore({ failAfter: 20 });
    const failed = load(input, { store, batchRows: 10, carefully: true });
    await expect(failed).rejects.toMatchObject({
      code: 'import_interrupted',
      message: expect.stringContaining('No space left on device. 20 new events are in'),
      hint: expect.stringContaining('run the same command again'),
    });
    const resumed = memoryStore();
    resumed.rows.push(...store.rows);
    expect(await load(input, { store: resumed })).toMatchObject({ imported: 80, alreadyThere: 20 });
  });

  it.each([
    ['a spreadsheet', Buffer.from('PK\u0003\u0004'), 'is a ZIP archive or a spreadsheet'],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), 'is compressed with xz'],
    ['a binary file', Buffer.from('a,b\u0000\n1,2\n'), 'is no text'],
    ['UTF-16', Buffer.from('\uFEFFa,b', 'utf16le'), 'is UTF-16'],
  ])('recognises %s', async (_, bytes, message) => {
    await expect(load(await file(bytes))).rejects.toMatchObject({
      code: 'format_unsupported',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['nothing.csv', 'file_not_found'],
    ['', 'not_a_file'],
  ])('refuses %j', async (name, code) => {
    await expect(load(path.join(directory, name))).rejects.toMatchObject({ code });
  });
});

describe('touchtrail import', () => {
  it('checks a pipe without a store and ends with 3 when lines are refused', async () => {
    const good = await runCli(['import', '-', '--dry-run'], { stdinText: head + home });
    expect(good).toMatchObject({ code: 0, err: '1 valid, 0 refused; nothing stored (dry run).\n' });
    const bad = await runCli(['import', '-', '--dry-run', '--json'], {
      stdinText: `${head}${home}x,p,home,,\n`,
    });
    expect(bad.code).toBe(3);
    expect(JSON.parse(bad.out)).toMatchObject({ imported: 1, rejected: 1 });
  });

  it('ends with 1 and loads nothing when columns do not fit', async () => {
    const { code, err } = await runCli(['import', '-', '--dry-run'], {
      openStore: async () => memoryStore(),
      stdinText: 'time,who,what\n1,2,3\n',
    });
    expect(code).toBe(1);
    expect(err).toContain('Columns found: time, who, what.');
    expect(err).toContain('--map timestamp=time');
  });
});
