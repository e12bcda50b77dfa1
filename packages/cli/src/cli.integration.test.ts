import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';

let directory: string;
let store: Store;
const run = (...argv: string[]) =>
  runCli(argv, { env: { TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') } });

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-cli-'));
  // A service that runs: the commands use its engine.
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

const stored = async (site: string): Promise<{ rows: number; ids: number; links: number }> => {
  const [counts] = await store.reader.query<{ rows: number; ids: number; links: number }>({
    sql: `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(event_id)) AS ids,
            toUInt32((SELECT count() FROM id_edges WHERE site_id = {site:String})) AS links
          FROM events WHERE site_id = {site:String}`,
    params: { site },
  });
  return counts ?? { rows: 0, ids: 0, links: 0 };
};

const line = (i: number) => `${1_700_000_000_000 + i},p${i % 50},home`;

describe('import', () => {
  const rows = [
    ['timestamp', 'person_id', 'anonymous_id', 'channel', 'touchpoint', 'is_conversion', 'comment'],
    ['2024-03-01T10:00:00Z', 'p1', 'b1', 'organic', 'home', '0', ''],
    ['2024-03-01T10:00:00Z', 'p1', 'b1', 'organic', 'home', '0', ''],
    ['2024-03-01T10:01:00Z', 'p1', 'b1', 'web', 'cart', '0', 'two\nlines, "quoted"'],
    ['2024-03-01T10:02:00Z', 'p1', '', 'store', 'order', '1', ''],
    ['1999-12-31T23:59:59.999Z', 'p2', '', '', 'home', '0', ''],
    ['soon', 'p2', '', '', 'home', '0', ''],
  ];

  it('takes a file once, however often it is loaded', async () => {
    await run('site', 'add', 'Shop', '--currency', 'CHF');
    const file = path.join(directory, 'events.csv');
    await writeFile(file, `\uFEFF${Papa.unparse(rows, { newline: '\r\n' })}\r\n`);
    const first = await run('import', file, '--site', 'Shop', '--json');
    expect(first.code).toBe(3);
    expect(JSON.parse(first.out)).toMatchObject({ imported: 5, alreadyThere: 0, rejected: 1 });
    expect(existsSync(`${file}.rejected.ndjson`)).toBe(true);
    const again = await run('import', file, '--site', 'shop');
    expect(again.err).toContain('0 new, 5 already there, 1 refused');
    expect(await stored('shop')).toEqual({ rows: 5, ids: 5, links: 1 });
    const [old] = await store.reader.query<{ at: string; comment: string }>({
      sql: `SELECT toString(min(ts)) AS at, max(comment) AS comment FROM events WHERE site_id = 'shop'`,
    });
    expect(old).toEqual({ at: '1999-12-31 23:59:59.999', comment: 'two\nlines, "quoted"' });
  });

  it('finds what is there among more rows than one question takes', async () => {
    await run('site', 'add', 'Large');
    const file = path.join(directory, 'large.csv');
    const write = (count: number) =>
      writeFile(
        file,
        [
          'timestamp,person_id,touchpoint',
          ...Array.from({ length: count }, (_, i) => line(i)),
        ].join('\n'),
      );
    await write(25_000);
    expect((await run('import', file, '--site', 'large')).err).toContain('25,000 new');
    await write(45_000);
    const { err } = await run('import', file, '--site', 'large');
    expect(err).toContain('20,000 new, 25,000 already there, 0 refused');
    expect(await stored('large')).toMatchObject({ rows: 45_000, ids: 45_000 });
  });

  it('names the sites there are when one is not', async () => {
    const { code, err } = await run('import', path.join(directory, 'x.csv'), '--site', 'shp');
    expect(code).toBe(1);
    expect(err).toContain('Did you mean shop? Sites here: ');
  });
});

describe('report', () => {
  it('prints the same figures as table, JSON, CSV and Markdown', async () => {
    const steps = ['--steps', 'home,cart,order', '--window', 'none'];
    const of = (...more: string[]) => run('report', 'funnel', '--site', 'shop', ...steps, ...more);
    const report = JSON.parse((await of('--json')).out) as {
      population: { people: number };
      result: { steps: { touchpoint: string; reached: number }[] };
    };
    expect(report.population.people).toBe(2);
    expect(report.result.steps.map((step) => step.reached)).toEqual([2, 1, 1]);
    const csv = Papa.parse<Record<string, string>>((await of('--csv')).out.trim(), {
      header: true,
    });
    expect(csv.data.map((row) => row['reached'])).toEqual(['2', '1', '1']);
    expect((await of('--md')).out).toMatch(/\| 2 \| cart \| 1 \|/);
    const table = await of();
    expect(table.out).toMatch(/2 {2}cart {2,}1 {2}50\.0 % \(/);
    expect(table.err).toContain('funnel: 2 people');
  });

  it.each(['journeys', 'paths', 'drop-off', 're-entry'])('prints %s', async (name) => {
    const { code, out } = await run('report', name, '--site', 'shop');
    expect(code).toBe(0);
    expect(out.split('\n').length).toBeGreaterThan(2);
  });

  it('reads calendar days where the site is, and refuses unknown parameters', async () => {
    const json = await run(
      'report',
      'journeys',
      '--site',
      'shop',
      '--from',
      '2024-03-01',
      '--json',
    );
    expect((JSON.parse(json.out) as { population: { people: number } }).population.people).toBe(1);
    const wrong = await run('report', 'journeys', '--site', 'shop', '--param', 'lst=3');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean list?') });
    const bad = await run('report', 'journeys', '--site', 'shop', '--param', 'list=many');
    expect(bad).toMatchObject({ code: 1, err: expect.stringContaining('list') });
  });
});

describe('demo, keys, tables and doctor', () => {
  it('loads made-up people once, never into a site of real data', async () => {
    const first = await run('demo', '--people', '60', '--json');
    const { imported, rejected } = JSON.parse(first.out) as Record<string, number>;
    expect({ code: first.code, rejected }).toEqual({ code: 0, rejected: 0 });
    const before = await stored('demo');
    expect(before.rows).toBe(imported);
    expect((await store.sites.find('demo'))?.isDemo).toBe(true);
    // The clock has moved on: what was made before is recognised by its ids.
    await run('demo', '--people', '60');
    const after = await stored('demo');
    expect(after.ids).toBe(after.rows);
    expect(after.rows - before.rows).toBeLessThan(10);
    expect(await run('demo', '--site', 'shop')).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds real data'),
    });
  });

  it('rotates keys', async () => {
    const before = (await store.sites.find('shop'))?.writeKey;
    const { out } = await run('key', 'rotate', '--site', 'shop', '--json');
    const { writeKey } = JSON.parse(out) as { writeKey: string };
    expect(writeKey).not.toBe(before);
    expect((await store.sites.find('shop'))?.writeKey).toBe(writeKey);
    const token = (await run('key', 'rotate', '--admin')).out.trim();
    expect(await store.tokens.verify(token)).toBe(true);
  });

  it('rotates a write key without cutting anybody off', async () => {
    const before = (await store.sites.find('shop'))?.writeKey ?? '';
    const after = (await run('key', 'rotate', '--site', 'shop', '--keep-old')).out.trim();
    expect((await store.sites.findByWriteKey(before))?.writeKey).toBe(after);
    expect((await run('key', 'rotate', '--site', 'shop', '--end-old')).out.trim()).toBe(after);
    expect(await store.sites.findByWriteKey(before)).toBeUndefined();
    expect((await store.sites.findByWriteKey(after))?.id).toBe('shop');
  });

  it('makes, lists and revokes secret keys', async () => {
    const options = '--site shop --name till --scope identify:write --purpose measurement';
    const made = await run('key', 'create', ...options.split(' '), '--basis', 'contract', '--json');
    const { id, secret } = JSON.parse(made.out) as { id: string; secret: string };
    expect((await store.keys.live())[0]).toMatchObject({
      id,
      siteId: 'shop',
      scopes: ['identify:write'],
      purposes: ['measurement'],
      basis: 'contract',
    });
    const listed = (await run('key', 'list', '--site', 'shop')).out;
    expect(listed).toContain(id);
    expect(listed).not.toContain(secret);
    expect((await run('key', 'create', '--site', 'shop', '--purpose', 'sharing')).err).toContain(
      '--basis',
    );
    expect((await run('key', 'create', '--site', 'shop', '--scope', 'event:write')).err).toContain(
      'events:write',
    );
    expect((await run('key', 'revoke', id)).code).toBe(0);
    expect(await store.keys.live()).toEqual([]);
    expect((await run('key', 'revoke', 'key_none')).code).toBe(1);
  });

  it('shows migrations', async () => {
    const states = JSON.parse((await run('migrate', '--json')).out) as { state: string }[];
    expect(states.length).toBeGreaterThan(0);
    expect(states.every(({ state }) => state === 'applied')).toBe(true);
  });

  it('finds nothing broken here, and says what is broken elsewhere', async () => {
    const well = await run('doctor', '--json');
    const checks = JSON.parse(well.out) as { name: string; state: string }[];
    expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['node', 'disk', 'lock', 'spool', 'engine', 'tables', 'sites']),
    );
    const file = path.join(directory, 'plain-file');
    await writeFile(file, '');
    const ill = await run('doctor', '--data-dir', path.join(file, 'data'));
    expect(ill).toMatchObject({ code: 1, out: expect.stringContaining('is a file') });
    const away = await runCli(['doctor'], {
      env: { CLICKHOUSE_URL: 'http://127.0.0.1:9', TOUCHTRAIL_DATA_DIR: directory },
    });
    expect(away).toMatchObject({ code: 1, out: expect.stringMatching(/fail {2}engine: .*127/) });
  });
});

describe('site update', () => {
  it('lets an existing site take events from another origin', async () => {
    await run('site', 'add', 'Late origin', '--origin', 'https://old.example');
    const changed = await run('site', 'update', 'late-origin', '--origin', 'https://new.example');
    expect(changed.code).toBe(0);
    const before = await store.sites.find('late-origin');
    expect(before?.origins).toEqual(['https://old.example', 'https://new.example']);
    await run('site', 'update', 'late-origin', '--remove-origin', 'https://old.example');
    const after = await store.sites.find('late-origin');
    expect(after).toEqual({ ...before, origins: ['https://new.example'] });
    const record = await store.audit.list({ site: 'late-origin', action: 'site.' });
    expect(record.map(({ action, detail }) => [action, detail])).toEqual([
      [
        'site.changed',
        { origins: `["https://old.example","https://new.example"] → ["https://new.example"]` },
      ],
      [
        'site.changed',
        { origins: `["https://old.example"] → ["https://old.example","https://new.example"]` },
      ],
      ['site.added', { name: 'Late origin' }],
    ]);
  });

  it('says what is wrong and changes nothing', async () => {
    const wrong = await run('site', 'update', 'late-origin', '--origin', 'new.example/path');
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('https://shop.example');
    const unknown = await run('site', 'update', 'nowhere', '--name', 'X');
    expect(unknown.err).toContain('Sites here: ');
    expect((await store.sites.find('late-origin'))?.origins).toEqual(['https://new.example']);
  });
});

const eventLine = (name: string, at: number) =>
  `{"name":"${name}","at":${1_780_000_000_000 + at},"userId":"u","props":{"k":"${name}"}}`;

it('a row with broken text does not cost its neighbours', async () => {
  await run('site', 'add', 'Broken text');
  const file = path.join(directory, 'broken.ndjson');
  await writeFile(
    file,
    [
      eventLine('ok', 1),
      eventLine(String.raw`cut \ud83d`, 2),
      eventLine(String.raw`nul \u0000`, 3),
    ].join('\n'),
  );
  const ran = await run('import', file, '--site', 'broken-text', '--json');
  expect(ran).toMatchObject({ code: 0 });
  const again = await run('import', file, '--site', 'broken-text', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ imported: 0, alreadyThere: 3 });
  const names = await store.reader.query<{ name: string }>({
    sql: `SELECT name FROM events WHERE site_id = 'broken-text' ORDER BY ts`,
  });
  expect(names.map(({ name }) => name)).toEqual(['ok', 'cut \uFFFD', 'nul \u0000']);
});
