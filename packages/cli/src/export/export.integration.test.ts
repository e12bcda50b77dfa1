import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openExport, runReport } from '@touchtrail/analysis';
import { gatheredReports, reportNames } from '@touchtrail/contract';
import type { ReportName } from '@touchtrail/contract';
import type { JourneysResult } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { richEvents } from './testing/rich-events.ts';

let directory: string;
let store: Store;
const run = (...argv: string[]) =>
  runCli(argv, { env: { TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') } });
const at = (name: string) => path.join(directory, name);
const done = async (...argv: string[]) => {
  const ran = await run(...argv);
  expect(ran, argv.join(' ')).toMatchObject({ code: 0 });
  return ran;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-export-'));
  store = await openStore({ dataDir: withTables(at('data')) });
  await done('site', 'add', 'First');
  await writeFile(at('rich.ndjson'), richEvents(120));
  await done('import', at('rich.ndjson'), '--site', 'first');
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

const site = async (id: string) => {
  const found = await store.sites.find(id);
  if (!found) throw new Error(`no site ${id}`);
  return found;
};

/** All that is stored of a site but where and when it came from. */
const stored = async (id: string): Promise<unknown[]> =>
  store.reader.query({
    sql: `SELECT * EXCEPT (site_id, received_at) FROM events FINAL
          WHERE site_id = {id:String} ORDER BY subject_id, ts, event_id`,
    params: { id },
  });

const reports = async (id: string) => {
  const context = { reader: store.reader, site: await site(id), clock: () => 0 };
  const all: unknown[] = [];
  const parameters: Partial<Record<ReportName, Record<string, unknown>>> = {
    funnel: { steps: '/p/1,support', window: 'none' },
    compare: { report: 'journeys', compareSegment: [{ field: 'channel', value: 'email' }] },
    trends: { report: 'journeys' },
  };
  // What is gathered from others is the same when they are.
  const names = reportNames.filter(
    (name) => !(gatheredReports as readonly string[]).includes(name),
  );
  for (const name of names) {
    const { result, population } = await runReport(name, parameters[name] ?? {}, context);
    all.push({ name, result, population });
  }
  return all;
};

const lines = async (...more: string[]) =>
  (await done('export', 'events', '--site', 'first', '--format', 'ndjson', ...more)).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { at: string; anonymousId: string; channel?: string });

const sum = (numbers: number[]) => numbers.reduce((total, next) => total + next, 0);

const bad = async (...argv: string[]) => (await run('export', ...argv)).err;

/** Journeys of a site, and how many rows an export of them reads; what the engine writes as bytes goes through. */
const toldOf = async (id: string) => {
  let rows = 0;
  const reader: Store['reader'] = {
    ...store.reader,
    async query<Row>(asked: Parameters<Store['reader']['query']>[0]) {
      const found = await store.reader.query<Row>(asked);
      rows += found.length;
      return found;
    },
  };
  const source = await openExport(
    'journeys',
    {},
    { reader, site: await site(id), clock: Date.now },
  );
  for await (const { sql, params } of source.slices('wire')) {
    const { bytes } = await store.streams.open({ sql, params, format: 'TSVRaw' });
    for await (const chunk of bytes) void chunk;
  }
  return { rows, journeys: source.rows };
};

describe('events', () => {
  let first: { rows: unknown[]; reports: unknown[] };
  beforeAll(async () => {
    first = { rows: await stored('first'), reports: await reports('first') };
    expect(first.rows).toHaveLength(390);
  });

  it.each(['csv', 'ndjson', 'csv.gz', 'ndjson.zst', 'parquet'])(
    'come back whole and give the same reports: %s',
    async (ending) => {
      const to = `from-${ending.replace('.', '-')}`;
      await done('site', 'add', to);
      const file = at(`events.${ending}`);
      const { err } = await done('export', 'events', '--site', 'first', '--out', file);
      expect(err).toContain('390 events in ');
      const loaded = await done('import', file, '--site', to);
      expect(loaded.err).toContain('390 new, 0 already there, 0 refused');
      expect(await stored(to)).toEqual(first.rows);
      // The same rows tell the same: asked of one format with texts and of one with types.
      if (ending === 'csv' || ending === 'parquet')
        expect(await reports(to)).toEqual(first.reports);
    },
  );

  it('have every column of the table, or it is known why not', async () => {
    const columns = await store.reader.query<{ name: string }>({
      sql: `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events'`,
    });
    const source = await openExport(
      'events',
      {},
      {
        reader: store.reader,
        site: await site('first'),
        clock: Date.now,
      },
    );
    const { sql } = source.whole('table');
    const left = columns
      .map(({ name }) => name)
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(sql));
    expect(left.toSorted()).toEqual([
      // Notes of how this copy was taken in, or made of other columns; the values of `value_base` are
      // told anew in the currency of whichever site it comes to.
      'clamped',
      'enrichment_version',
      'inserted_at',
      'rates_version',
      'sent_at',
      'stated',
      'stripped',
      'subject_id',
      'touch_key',
      'value_base',
    ]);
  });

  it('that are there twice are written once', async () => {
    await done('site', 'add', 'Twice');
    await done('import', at('rich.ndjson'), '--site', 'twice');
    const { url, username, password, database } = store.connection;
    const again = await fetch(`${url}/?${new URLSearchParams({ database }).toString()}`, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password },
      body: `INSERT INTO events SELECT * FROM events WHERE site_id = 'twice' AND type = 'feedback'
             SETTINGS insert_deduplicate = 0`,
    });
    expect(again.ok).toBe(true);
    for (const format of ['ndjson', 'csv', 'parquet']) {
      const file = at(`twice.${format}`);
      const { err } = await done('export', 'events', '--site', 'twice', '--out', file);
      expect(err).toContain('390 events');
      await done('site', 'add', `once-${format}`);
      const { err: told } = await done('import', file, '--site', `once-${format}`);
      expect(told).toContain('390 new, 0 already there, 0 refused');
    }
  });

  it('of a range and of a segment only', async () => {
    const late = await lines('--from', '2026-10-01');
    expect(late.length).toBeGreaterThan(50);
    expect(late.length).toBeLessThan(390);
    expect(late.every((event) => event.at >= '2026-10-01')).toBe(true);
    const shop = await lines('--segment', 'channel=store');
    const people = new Set(shop.map((event) => event.anonymousId));
    // All events of them, not only those that fit.
    expect(people.size).toBe(15);
    expect(shop).toHaveLength(60);
    const others = await lines('--segment', 'channel!=store', '--segment', 'campaign_name~tum');
    expect(others).toHaveLength(330);
  });

  it('of nobody are an empty file with its header', async () => {
    const csv = await done('export', 'events', '--site', 'first', '--to', '1000');
    expect(csv.out.split('\n')[0]).toContain('"event_id","timestamp"');
    expect(csv.out.trim().split('\n')).toHaveLength(1);
    await done('export', 'events', '--site', 'first', '--to', '1000', '--out', at('none.parquet'));
    expect((await readFile(at('none.parquet'))).subarray(-4).toString()).toBe('PAR1');
    const foreign = await run(
      'import',
      at('none.parquet'),
      '--site',
      'first',
      '--recipe',
      'snowplow',
    );
    expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining('is a Parquet file') });
  });
});

describe('journeys', () => {
  it('of more people are told to the command in no more rows', async () => {
    await done('site', 'add', 'Many');
    const people = 3_000;
    const start = Date.UTC(2026, 8, 1);
    const touches = Array.from({ length: 2 * people }, (_, i) =>
      [
        new Date(start + i * 1_000).toISOString(),
        `p${i % people}`,
        `b${i % people}`,
        'home',
      ].join(),
    );
    const head = 'timestamp,person_id,anonymous_id,touchpoint';
    await writeFile(at('many.csv'), [head, ...touches].join('\n'));
    await done('import', at('many.csv'), '--site', 'many');
    const few = await toldOf('first');
    const many = await toldOf('many');
    expect(many.journeys).toBe(people);
    expect(many.rows).toBeLessThanOrEqual(few.rows);
  });

  interface Journey {
    subject: string;
    outcome: string;
    value?: number;
    currency?: string;
    touches: number;
    visits: number;
    pauses: number;
    touchpoints: string[];
    channels: string[];
    times: string[];
  }

  it.each([
    ['as they are', [], {}],
    ['with a goal', ['--goal', 'support'], { goal: 'support' }],
    ['of accounts', ['--subject', 'account'], { subject: 'account' }],
    [
      'with gaps of their own',
      ['--param', 'abandonmentGaps=analog=1m,email=2d'],
      { abandonmentGaps: 'analog=1m,email=2d' },
    ],
    [
      'of a segment, with a limit',
      ['--segment', 'channel=store', '--param', 'inactivityLimit=1d'],
      { segment: [{ field: 'channel', op: 'is', value: 'store' }], inactivityLimit: '1d' },
    ],
  ] as const)('add up to the report: %s', async (_, options, parameters) => {
    const { out } = await done(
      'export',
      'journeys',
      '--site',
      'first',
      '--format',
      'ndjson',
      ...options,
    );
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Journey);
    const asked = { ...parameters, list: 1_000 };
    const { result, population } = await runReport('journeys', asked, {
      reader: store.reader,
      site: await site('first'),
      clock: () => 0,
    });
    expect(rows).toHaveLength(population.journeys);
    expect(rows.length).toBeGreaterThan(3);
    const having = (outcome: string) => rows.filter((row) => row.outcome === outcome);
    const { outcomes, value, touchesPerJourney, visitsPerJourney } = result as JourneysResult;
    for (const outcome of ['converted', 'abandoned', 'open'] as const) {
      expect(having(outcome), outcome).toHaveLength(outcomes[outcome].count);
    }
    expect(sum(rows.map((row) => row.touches))).toBe(population.touches);
    expect(sum(rows.map((row) => row.touches)) / rows.length).toBeCloseTo(
      touchesPerJourney.mean ?? 0,
    );
    expect(sum(rows.map((row) => row.visits)) / rows.length).toBeCloseTo(
      visitsPerJourney.mean ?? 0,
    );
    expect(sum(rows.map((row) => row.pauses))).toBe(
      sum((result as JourneysResult).journeys.map((row) => row.pauses)),
    );
    for (const row of rows) {
      expect([row.touchpoints, row.channels, row.times].map((list) => list.length)).toEqual(
        Array.from({ length: 3 }, () => row.touches),
      );
      expect(row.times).toEqual(row.times.toSorted());
    }
    for (const { currency, total } of value) {
      expect(
        sum(rows.filter((row) => row.currency === currency).map((row) => row.value ?? 0)),
      ).toBeCloseTo(total, 6);
    }
  });

  it('are the same in CSV, with lists as JSON', async () => {
    const { out } = await done('export', 'journeys', '--site', 'first', '--format', 'csv');
    const { data } = Papa.parse<Record<string, string>>(out.trim(), { header: true });
    const first = data.find((row) => row['outcome'] === 'converted');
    expect(JSON.parse(first?.['touchpoints'] ?? '')).toHaveLength(Number(first?.['touches']));
    expect(data).toHaveLength(120);
  });
});

describe('who is not to be seen', () => {
  it('is in no export, and every export is in the audit log', async () => {
    await done('site', 'add', 'Hidden');
    await done('import', at('rich.ndjson'), '--site', 'hidden');
    await done('people', 'restrict', 'user-3', '--site', 'hidden');
    for (const what of ['events', 'journeys']) {
      const { out } = await done('export', what, '--site', 'hidden', '--format', 'ndjson');
      expect(out).toContain('"user-6"');
      expect(out).not.toContain('"user-3"');
    }
    const { out } = await done('audit', '--site', 'hidden', '--action', 'events', '--json');
    expect(out).toContain('events.exported');
    expect(out).toContain('387');
  });
});

describe('a file', () => {
  it('is readable by its owner only, and is not replaced unless that is said', async () => {
    const file = at('owned.csv');
    await done('export', 'events', '--site', 'first', '--out', file);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(existsSync(`${file}.part`)).toBe(false);
    const again = await run('export', 'events', '--site', 'first', '--out', file);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
    await done('export', 'events', '--site', 'first', '--out', file, '--force');
  });

  it('that cannot be written, and words that are none, say what to do', async () => {
    expect(await bad('events', '--site', 'first', '--out', at('no/such/place.csv'))).toContain(
      'was not made',
    );
    expect(await bad('people', '--site', 'first')).toContain('There is no export people');
    expect(await bad('events', '--site', 'first', '--format', 'xml')).toContain(
      '--format xml is not known',
    );
    expect(await bad('events', '--site', 'first', '--segment', 'channel')).toContain('FIELD=VALUE');
    expect(await bad('events', '--site', 'first', '--segment', 'colour=red')).toContain('segment');
    expect(await bad('events', '--site', 'first', '--goal', 'x')).toContain('goal');
    expect(
      await bad('events', '--site', 'first', '--from', '2026-10-02', '--to', '2026-10-01'),
    ).toContain('must be after from');
  });
});
