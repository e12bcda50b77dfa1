/**
 * How fast a file of a million rows gets in, against what ClickHouse alone takes for the same file.
 *
 * Run after a build: node test/dist/bench/import.js [rows]
 *
 * @module
 */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { importFile } from '@touchtrail/cli';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';

const rows = Number(process.argv[2] ?? 1_000_000);
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

/** ClickHouse reading the file by itself into an unindexed table of the same columns as text. */
async function floor(store: Store, file: string): Promise<number> {
  const { url, username, password, database } = store.connection;
  const columns = header
    .split(',')
    .map((name) => `${name} String`)
    .join(', ');
  const send = async (query: string, body?: ReadableStream | string) => {
    const address = new URL(url);
    address.searchParams.set('database', database);
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
  await send(
    `CREATE TABLE bench_floor (${columns}) ENGINE = MergeTree ORDER BY (person_id, timestamp)`,
  );
  const startedAt = performance.now();
  const body = createReadStream(file, { highWaterMark: 1 << 20 });
  await send(
    'INSERT INTO bench_floor FORMAT CSVWithNames',
    (await import('node:stream')).Readable.toWeb(body) as ReadableStream,
  );
  const elapsed = performance.now() - startedAt;
  await send('DROP TABLE bench_floor');
  return elapsed;
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

const directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-bench-'));
try {
  const file = path.join(directory, 'events.csv');
  await writeCsv(file);
  const megabytes = (await stat(file)).size / 1e6;
  const store = await openStore({ dataDir: path.join(directory, 'data') });
  try {
    await store.sites.add({
      id: 'bench',
      name: 'Bench',
      origins: [],
      timezone: 'UTC',
      currency: 'EUR',
      consentMode: 'opt_in',
      isDemo: false,
    });
    const results: Record<string, string | number>[] = [];
    const add = (what: string, ms: number) =>
      results.push({
        what,
        seconds: Number((ms / 1_000).toFixed(1)),
        'rows/s': Math.round((rows * 1_000) / ms),
        'MB/s': Math.round((megabytes * 1_000) / ms),
      });
    const load = async (what: string, dryRun: boolean) => {
      const before = process.cpuUsage();
      const engineBefore = engineCpu(store);
      const summary = await importFile({
        input: file,
        site: 'bench',
        clock: Date.now,
        dryRun,
        store,
      });
      const cpu = process.cpuUsage(before);
      add(what, summary.elapsedMs);
      console.log(
        `${what}: ${summary.imported} in, ${summary.alreadyThere} there, ${summary.rejected} refused, ` +
          `cpu ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s, engine ${(engineCpu(store) - engineBefore).toFixed(1)} s, rss ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
      );
    };
    add('ClickHouse alone, CSVWithNames into text columns', await floor(store, file));
    await load('check only (dry run)', true);
    await load('import into an empty site', false);
    await load('import again, nothing new', false);
    console.log(
      `${rows} rows, ${megabytes.toFixed(0)} MB, ${cpus().length} cores, ${process.version}`,
    );
    console.table(results);
  } finally {
    await store.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
