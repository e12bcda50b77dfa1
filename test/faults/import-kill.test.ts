import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = path.resolve(import.meta.dirname, '../../services/standalone/dist/main.js');
/** More than one insert, so that something is in while the file is still being read. */
const rows = 150_000;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-import-kill-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The import of the command line, reading what is written to it. */
function startImport() {
  const child = spawn(process.execPath, [main, 'import', '-', '--site', 'shop'], {
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

test('an import that is killed goes on by the same command: nothing is missing, nothing twice', async () => {
  const store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await store.sites.add({
    id: 'shop',
    name: 'Shop',
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'opt_in',
    isDemo: false,
  });
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
