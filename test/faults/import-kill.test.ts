import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = path.resolve(import.meta.dirname, '../../services/standalone/dist/main.js');
/** More than one insert, so that something is in while the file is still being read. */
const rows = 150_000;
// TOUCHTRAIL_IMPORT_KILL=400000: files of so many rows in every other form, which takes minutes.
const rowsOfForms = Number(process.env['TOUCHTRAIL_IMPORT_KILL'] ?? 0);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-import-kill-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The import of the command line, of a file or of what is written to it. */
function startImport(input = '-', site = 'shop') {
  const child = spawn(process.execPath, [main, 'import', input, '--site', site], {
    cwd: directory,
    env: { PATH: process.env['PATH'], TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  // It may be killed while it is written to.
  child.stdin.on('error', () => undefined);
  return { child, said: () => said, ended: once(child, 'exit') };
}

/** Twice the same in places: rows that are alike are kept, each once. */
const row = (i: number): string =>
  `${1_700_000_000_000 + (i >> 1)},person-${(i >> 1) % 777},home\n`;

function* file(): Generator<string> {
  yield 'timestamp,person_id,touchpoint\n';
  for (let i = 0; i < rows; i += 1_000) {
    yield Array.from({ length: 1_000 }, (_, k) => row(i + k)).join('');
  }
}

const addSite = (store: Store, id: string) =>
  store.sites.add({
    id,
    name: id,
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'opt_in',
    isDemo: false,
  });

test('an import that is killed goes on by the same command: nothing is missing, nothing twice', async () => {
  const store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await addSite(store, 'shop');
  await store.close();

  const first = startImport();
  for (const piece of file()) first.child.stdin.write(piece);
  // Progress is told every two seconds while rows come.
  for (let i = rows; !/, [1-9][\d,]* stored/.test(first.said()); i++) {
    expect(first.child.exitCode, first.said()).toBeNull();
    first.child.stdin.write(row(i));
    await wait(100);
  }
  first.child.kill('SIGKILL');
  await first.ended;

  const second = startImport();
  for (const piece of file()) second.child.stdin.write(piece);
  second.child.stdin.end();
  const [code] = (await second.ended) as [number];
  expect(second.said()).toMatch(/[1-9][\d,]* already there, 0 refused/);
  expect(code).toBe(0);

  const after = await openStore({ dataDir: path.join(directory, 'data') });
  try {
    const [counts] = await after.reader.query<{ rows: number; ids: number }>({
      sql: `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(event_id)) AS ids FROM events
            WHERE site_id = 'shop' AND ts < fromUnixTimestamp64Milli({end:Int64})`,
      params: { end: 1_700_000_000_000 + (rows >> 1) },
    });
    expect(counts).toEqual({ rows, ids: rows });
  } finally {
    await after.close();
  }
}, 180_000);

const columns = `toString(1700000000000 + intDiv(number, 2)) AS timestamp,
  concat('person-', toString(intDiv(number, 2) % 777)) AS person_id, 'home' AS touchpoint`;
const fields = `1700000000000 + intDiv(number, 2) AS at, 'seen' AS name,
  concat('person-', toString(intDiv(number, 2) % 777)) AS userId`;
const forms: [name: string, select: string, format: string, encoding?: 'gzip' | 'zstd'][] = [
  ['plain.csv', columns, 'CSVWithNames'],
  ['packed.csv.gz', columns, 'CSVWithNames', 'gzip'],
  ['packed.csv.zst', columns, 'CSVWithNames', 'zstd'],
  ['plain.ndjson', fields, 'JSONEachRow'],
  ['packed.ndjson.gz', fields, 'JSONEachRow', 'gzip'],
  ['packed.ndjson.zst', fields, 'JSONEachRow', 'zstd'],
  ['plain.parquet', columns, 'Parquet'],
  ['packed.parquet.gz', columns, 'Parquet', 'gzip'],
  ['packed.parquet.zst', columns, 'Parquet', 'zstd'],
];

/** Has the engine write the file, packed where that is asked for. */
async function write(store: Store, [name, select, format, encoding]: (typeof forms)[number]) {
  const { url, username, password, database } = store.connection;
  const asked = request(
    `${url}/?${new URLSearchParams({
      database,
      enable_http_compression: encoding ? '1' : '0',
      output_format_json_quote_64bit_integers: '0',
      output_format_parquet_row_group_size: '20000',
    }).toString()}`,
    {
      method: 'POST',
      headers: {
        'X-ClickHouse-User': username,
        'X-ClickHouse-Key': password,
        ...(encoding && { 'Accept-Encoding': encoding }),
      },
    },
  );
  asked.end(`SELECT ${select} FROM numbers(${rowsOfForms}) FORMAT ${format}`);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, encoding]);
  await pipeline(answer, createWriteStream(path.join(directory, name)));
}

const killed = rowsOfForms > 0 ? forms : [];
test.each(killed)(
  '%s, killed while it is read: the same command adds what is missing',
  async (...form) => {
    const [name] = form;
    const site = name.replaceAll('.', '-');
    const store = await openStore({ dataDir: path.join(directory, 'data') });
    try {
      await addSite(store, site);
      await write(store, form);
      const counted = async () => {
        const [counts] = await store.reader.query<{ rows: number; ids: number }>({
          sql: `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(event_id)) AS ids
                FROM events WHERE site_id = {site:String}`,
          params: { site },
        });
        return counts ?? { rows: 0, ids: 0 };
      };
      const first = startImport(name, site);
      while ((await counted()).rows === 0) {
        expect(first.child.exitCode, first.said()).toBeNull();
        await wait(20);
      }
      first.child.kill('SIGKILL');
      await first.ended;
      const { rows: before } = await counted();
      expect(before, 'it was over before it was killed: ask for more rows').toBeLessThan(
        rowsOfForms,
      );

      const second = startImport(name, site);
      const [code] = (await second.ended) as [number];
      expect([code, second.said()]).toEqual([0, expect.stringMatching(/already there, 0 refused/)]);
      console.log(`${name}: ${before} of ${rowsOfForms} rows were in when it was killed`);
      expect(await counted()).toEqual({ rows: rowsOfForms, ids: rowsOfForms });
    } finally {
      await store.close();
    }
  },
  600_000,
);
