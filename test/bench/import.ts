/**
 * How fast a file of a million rows gets in, against what ClickHouse alone takes for the same file.
 *
 * Run after a build: node test/dist/bench/import.js [rows]. Floors and the import take turns, three rounds
 * (TOUCHTRAIL_BENCH_ROUNDS); what counts is the ratio within a round. With TOUCHTRAIL_IMPORT_GB=5 a stream of so
 * many gigabytes is read too, and the memory told as it goes; TOUCHTRAIL_IMPORT_STORE=1 stores it.
 *
 * @module
 */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { importFile } from '@touchtrail/cli';
import type { ImportOptions } from '@touchtrail/cli';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';

const rows = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.env['TOUCHTRAIL_BENCH_ROUNDS'] ?? 3);
const places = ['home', 'category', 'product', 'search.results', 'cart', 'checkout.address'];
const channels = ['web', 'mobile_web', 'email', 'search', 'ads', ''];
const header =
  'event_id,timestamp,seq,session_id,person_id,anonymous_id,account_id,channel,touchpoint,name,type,is_conversion,value,currency,rating,comment,url,referrer,source,medium,campaign';

async function writeCsv(file: string): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${header}\n`);
  let text = '';
  const start = Date.UTC(2026, 0, 1);
  for (let i = 0; i < rows; i++) {
    // Five touches a visit, one after the other.
    const person = Math.floor(i / 5) % 50_000;
    const visit = Math.floor(i / 250_000);
    const place = places[(i * 7 + visit) % places.length] ?? 'home';
    const bought = i % 40 === 0;
    const at = new Date(start + visit * 86_400_000 + person * 1_000 + (i % 1_000)).toISOString();
    text += `,${at},${i},visit-${person}-${visit},person-${person},browser-${person},,${channels[i % 6] ?? ''},${bought ? 'order.placed' : place},page.viewed,,${bought ? 1 : 0},${bought ? '89.90' : ''},${bought ? 'EUR' : ''},,,https://shop.example/${place},,google,cpc,autumn\n`;
    if (text.length > 1 << 20) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'close');
}

const textColumns = header
  .split(',')
  .map((name) => `${name} String`)
  .join(', ');
const typedColumns = `event_id UUID, timestamp DateTime64(3, 'UTC'), seq UInt32, session_id String,
  person_id String, anonymous_id String, account_id String, channel LowCardinality(String),
  touchpoint LowCardinality(String), name LowCardinality(String), type LowCardinality(String),
  is_conversion UInt8, value Decimal(18, 4), currency LowCardinality(String),
  rating Nullable(Float32), comment String, url String, referrer String,
  source LowCardinality(String), medium LowCardinality(String), campaign LowCardinality(String)`;

/** Tables that ClickHouse takes the file into by itself. */
const floors = [
  ['text columns, no key', `(${textColumns}) ENGINE = MergeTree ORDER BY tuple()`],
  ['text columns, a key', `(${textColumns}) ENGINE = MergeTree ORDER BY (person_id, timestamp)`],
  [
    'typed columns, the key and the fsync of events',
    `(${typedColumns}) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(timestamp)
     ORDER BY (person_id, timestamp, event_id)
     SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 10000`,
  ],
] as const;

/** ClickHouse reading the file by itself, `FORMAT CSVWithNames` over HTTP. Milliseconds. */
async function floor(store: Store, file: string, table: string): Promise<number> {
  const { url, username, password, database } = store.connection;
  const send = async (query: string, body?: ReadableStream) => {
    const address = new URL(url);
    address.searchParams.set('database', database);
    address.searchParams.set('date_time_input_format', 'best_effort');
    address.searchParams.set('input_format_csv_empty_as_default', '1');
    if (body !== undefined) address.searchParams.set('query', query);
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password },
      body: body ?? query,
      ...(body !== undefined && { duplex: 'half' }),
    } as RequestInit);
    if (!answer.ok) throw new Error(await answer.text());
    await answer.text();
  };
  await send(`CREATE TABLE bench_floor ${table}`);
  const startedAt = performance.now();
  const body = createReadStream(file, { highWaterMark: 1 << 20 });
  await send('INSERT INTO bench_floor FORMAT CSVWithNames', Readable.toWeb(body) as ReadableStream);
  const elapsed = performance.now() - startedAt;
  await send('DROP TABLE bench_floor SYNC');
  return elapsed;
}

/** Waits until ClickHouse merges nothing any more: what one import left to do would be charged to the next. */
async function untilMerged(store: Store): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    await setTimeout(500);
    const [row] = await store.reader.query<{ n: number }>({
      sql: 'SELECT toUInt32(count()) AS n FROM system.merges',
    });
    quiet = row?.n === 0 ? quiet + 1 : 0;
  }
}

/** CPU seconds the engine has used so far; 0 where /proc is not there to tell. */
function engineCpu(store: Store): number {
  try {
    const text = readFileSync(`/proc/${store.enginePid()}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** Rows without end, up to so many bytes. */
async function* endless(bytes: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${header}\n`);
  let sent = 0;
  for (let i = 0; sent < bytes;) {
    let text = '';
    for (const until = i + 5_000; i < until; i++) {
      const at = new Date(Date.UTC(2026, 0, 1) + i * 10).toISOString();
      text += `,${at},${i},visit-${i >> 3},person-${i % 3_000_000},,,web,${places[i % 6] ?? ''},page.viewed,,0,,,,,https://shop.example/p/${i % 977},,google,cpc,autumn\n`;
    }
    const piece = Buffer.from(text);
    sent += piece.length;
    yield piece;
  }
}

const directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-bench-'));
try {
  const file = path.join(directory, 'events.csv');
  await writeCsv(file);
  const megabytes = (await stat(file)).size / 1e6;
  const store = await openStore({ dataDir: path.join(directory, 'data') });
  try {
    const results: Record<string, string | number>[] = [];
    async function measured(
      what: string,
      work: () => Promise<{ ms: number; note?: string }>,
    ): Promise<number> {
      await untilMerged(store);
      const before = process.cpuUsage();
      const engineBefore = engineCpu(store);
      const { ms, note = '' } = await work();
      const cpu = process.cpuUsage(before);
      const perRow = (seconds: number) => Number(((seconds * 1e6) / rows).toFixed(2));
      results.push({
        what,
        'rows/s': Math.round((rows * 1_000) / ms),
        'MB/s': Math.round((megabytes * 1_000) / ms),
        'cpu µs/row, this process': perRow((cpu.user + cpu.system) / 1e6),
        'engine’s': perRow(engineCpu(store) - engineBefore),
        'rss MB': Math.round(process.memoryUsage().rss / 1e6),
        note,
      });
      return ms;
    }
    const addSite = (id: string) =>
      store.sites.add({
        id,
        name: id,
        origins: [],
        timezone: 'UTC',
        currency: 'EUR',
        consentMode: 'opt_in',
        isDemo: false,
      });
    const load = (what: string, options: Partial<ImportOptions>) =>
      measured(what, async () => {
        const summary = await importFile({
          input: file,
          site: 'bench',
          clock: Date.now,
          store,
          currency: 'EUR',
          ...options,
        });
        const { imported, alreadyThere, rejected } = summary;
        const note = `${imported} in, ${alreadyThere} there, ${rejected} refused`;
        return { ms: summary.elapsedMs, note };
      });
    await addSite('careful');
    await addSite('as-it-is');
    const perFloor: number[][] = floors.map(() => []);
    for (let round = 1; round <= rounds; round++) {
      const took: number[] = [];
      for (const [what, table] of floors) {
        await measured(`ClickHouse: ${what}`, async () => {
          const ms = await floor(store, file, table);
          took.push(ms);
          return { ms };
        });
      }
      const site = round === rounds ? 'bench' : `bench-${round}`;
      await addSite(site);
      const ms = await load('import into an empty site', { site });
      for (const [at, floorMs] of took.entries()) perFloor[at]?.push(floorMs / ms);
    }
    await load('check only (dry run)', { dryRun: true });
    await load('check only, not scrubbed', { dryRun: true, asTheyAre: true });
    await load('import again, nothing new', {});
    await load('import, not scrubbed', { asTheyAre: true, site: 'as-it-is' });
    await load('import, every row the ordinary way', { carefully: true, site: 'careful' });
    console.log(
      `${rows} rows, ${megabytes.toFixed(0)} MB, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, ${process.version}`,
    );
    console.table(results);
    for (const [at, [what]] of floors.entries()) {
      const ratios = (perFloor[at] ?? []).map((ratio) => ratio.toFixed(2)).join(', ');
      console.log(`import over ClickHouse, ${what}, by round: ${ratios}`);
    }
    const gigabytes = Number(process.env['TOUCHTRAIL_IMPORT_GB'] ?? 0);
    if (gigabytes > 0) {
      const every = Math.max(1, Math.round(gigabytes / 10));
      let next = every;
      const dryRun = process.env['TOUCHTRAIL_IMPORT_STORE'] === undefined;
      const summary = await importFile({
        input: { name: 'a stream', stream: endless(gigabytes * 1e9) },
        site: 'bench',
        clock: Date.now,
        store,
        dryRun,
        onProgress({ bytes, records }) {
          if (bytes < next * 1e9) return;
          next += every;
          const rss = Math.round(process.memoryUsage().rss / 1e6);
          console.log(`${(bytes / 1e9).toFixed(1)} GB, ${records} rows: ${rss} MB`);
        },
      });
      console.log(`${summary.records} rows of a stream, ${summary.eventsPerSecond} rows/s`);
    }
  } finally {
    await store.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
