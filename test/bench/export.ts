/**
 * How fast events and journeys get out, and how much memory it takes on both sides.
 *
 * Run after a build: node test/dist/bench/export.js [rows] [events.csv journeys.parquet …]
 *
 * @module
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';

const rows = Number(process.argv[2] ?? 1_000_000);
/** What is exported, and as what. */
const exports =
  process.argv.length > 3
    ? process.argv.slice(3)
    : [
        'events.csv',
        'events.csv.gz',
        'events.ndjson',
        'events.parquet',
        'journeys.ndjson',
        'journeys.parquet',
      ];
const directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-bench-export-'));

/** Twenty touches a person over ten months, every fortieth a sale; made inside ClickHouse. */
async function fill(store: Store): Promise<void> {
  await store.sites.add({
    id: 'bench',
    name: 'Bench',
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'opt_in',
    isDemo: false,
  });
  const { url, username, password, database } = store.connection;
  const step = 500_000;
  for (let from = 0; from < rows; from += step) {
    const answer = await fetch(`${url}/?${new URLSearchParams({ database }).toString()}`, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password },
      body: `INSERT INTO events (site_id, subject_id, ts, event_id, seq, type, name, channel,
          anonymous_id, user_id, page_url, page_path, page_title, referrer, campaign_source,
          campaign_medium, value, currency, props, consent_purposes, consent_source,
          consent_decided_at, received_at, source)
        SELECT 'bench', concat('person-', toString(intDiv(n, 20) * 7919 % ${Math.ceil(rows / 20)})) AS s,
          toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + toIntervalMillisecond((n * 2654435761) % 26000000000),
          generateUUIDv4(), n % 4294967296, if(n % 40 = 0, 'conversion', 'touch'), 'page.viewed',
          'web', concat('browser-', s), s, concat('https://shop.example/p/', toString(n % 500)),
          concat('/p/', toString(n % 500)), concat('Product number ', toString(n % 500)),
          'https://search.example/', 'google', 'cpc', if(n % 40 = 0, 89.9, 0),
          if(n % 40 = 0, 'EUR', ''), concat('{"plan":"', toString(n % 7), '"}'),
          ['storage', 'measurement', 'identification'], 'banner',
          toDateTime64('2026-01-01 00:00:00', 3, 'UTC'), toDateTime64('2026-11-22 00:00:00', 3, 'UTC'), 'sdk'
        FROM (SELECT number + ${from} AS n FROM numbers(${Math.min(step, rows - from)}))`,
    });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.text();
  }
}

/** Resident memory of a process in MB; 0 when there is none. */
function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

/** Resident memory of this process before and after who is one person is found out, which journeys ask for. */
async function joinIds(store: Store): Promise<string> {
  const before = residentMb(process.pid);
  await store.identity.settle('bench');
  return `joining ids: ${before.toFixed(0)} to ${residentMb(process.pid).toFixed(0)} MB`;
}

/** Runs one command as a process of its own, which says what memory it took at most. */
async function asCommand(argv: readonly string[]): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'export-command.js'), [...argv], {
    env: { ...process.env, TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') },
  });
  let most = 0;
  child.on('message', (kilobytes) => {
    most = Number(kilobytes) / 1_024;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`);
  return most;
}

async function measure(store: Store, name: string): Promise<string> {
  const file = path.join(directory, name);
  const [what = ''] = name.split('.');
  let engine = 0;
  const timer = setInterval(() => {
    engine = Math.max(engine, residentMb(store.enginePid()));
  }, 200);
  const startedAt = performance.now();
  const own = await asCommand(['export', what, '--site', 'bench', '--out', file]).finally(() =>
    clearInterval(timer),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const { size } = await stat(file);
  await rm(file);
  const cells = [
    `${what} as ${name.slice(name.indexOf('.') + 1)}`,
    Math.round(rows / seconds).toLocaleString('en-US'),
    seconds.toFixed(1),
    (size / 1e6).toFixed(0),
    `${own.toFixed(0)} · ${engine.toFixed(0)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

try {
  const store = await openStore({ dataDir: path.join(directory, 'data') });
  try {
    await fill(store);
    const joined = await joinIds(store);
    const lines: string[] = [];
    for (const name of exports) lines.push(await measure(store, name));
    console.log(
      `\n${rows.toLocaleString('en-US')} events, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}; ${joined}\n`,
    );
    console.log('| | events/s | seconds | MB | most memory in MB, command · engine |');
    console.log('| --- | ---: | ---: | ---: | --- |');
    console.log(lines.join('\n'));
  } finally {
    await store.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
