import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { createClient } from '../client.ts';
import { openStore } from '../open-store.ts';
import { openTempStore, until } from '../testing/open-temp-store.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { lockFileOf } from './engine.ts';
import { engineLibrary } from './platform.ts';
import { isAlive } from './process-identity.ts';

const file = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

describe('the embedded engine', () => {
  test('starts, answers, stops, and leaves neither process nor lock', async () => {
    const dataDir = await tempDir();
    const steps: string[] = [];
    const store = await openStore({ dataDir, onProgress: (step) => steps.push(step) });
    const pid = store.enginePid();
    expect(steps).toEqual(['engine', 'migrate', 'ready']);
    expect(await store.ping()).toBe(true);
    expect(isAlive(pid)).toBe(true);
    await store.close();
    await store.close();
    expect(isAlive(pid)).toBe(false);
    expect(await store.ping()).toBe(false);
    expect(readdirSync(dataDir)).toEqual(['engine']);
    expect(readdirSync(path.join(dataDir, 'engine', 'data', 'tmp'))).toEqual([]);
    expect(readdirSync(path.join(dataDir, 'engine', 'log'))).toContain('engine.log');
    // The second start finds the same address: what a BI tool was told stays true.
    const again = await openTempStore({ dataDir });
    expect(again.connection).toEqual(store.connection);
  });

  test('a directory in use is refused with the process and the way out; a reader may attach', async () => {
    const dataDir = await tempDir();
    const owner = await openTempStore({ dataDir });
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: 'data_dir_in_use',
      message: expect.stringContaining(`process ${process.pid}`) as string,
      hint: expect.stringContaining('--data-dir') as string,
    });
    const guest = await openStore({ dataDir, mode: 'attach-or-start' });
    expect(guest.attached).toBe(true);
    expect(guest.connection).toEqual(owner.connection);
    expect(await guest.reader.query({ sql: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await guest.close();
    expect(await owner.ping()).toBe(true);
  });

  test('several that start at once: one owns, the others attach', async () => {
    const dataDir = await tempDir();
    const stores = await Promise.all(
      [1, 2, 3].map(() => openTempStore({ dataDir, mode: 'attach-or-start' })),
    );
    expect(stores.filter((store) => !store.attached)).toHaveLength(1);
    for (const store of stores) expect(await store.ping()).toBe(true);
    const owner = stores.find((store) => !store.attached);
    await Promise.all(stores.filter((store) => store !== owner).map((store) => store.close()));
    await owner?.close();
  });

  test('is started again at the same address when it dies', async () => {
    const lines: string[] = [];
    const store = await openTempStore({ log: (line) => lines.push(line) });
    const restarts: number[] = [];
    store.onEngineRestart(() => restarts.push(store.enginePid()));
    const first = store.enginePid();
    process.kill(first, 'SIGKILL');
    await until(() => restarts.length === 1);
    expect(restarts[0]).not.toBe(first);
    expect(await store.reader.query({ sql: 'SELECT count() AS n FROM sites' })).toEqual([{ n: 0 }]);
    expect(lines.join('\n')).toMatch(/ended unexpectedly[\s\S]*is back/);
  });

  test('closing while it is being restarted ends cleanly', async () => {
    const dataDir = await tempDir();
    const store = await openStore({ dataDir });
    process.kill(store.enginePid(), 'SIGKILL');
    await until(() => store.enginePid() === 0);
    await store.close();
    expect(readdirSync(dataDir)).toEqual(['engine']);
    expect(store.enginePid() === 0 || !isAlive(store.enginePid())).toBe(true);
  });

  test('dies with its parent, however that dies', async () => {
    const directory = await tempDir();
    mkdirSync(path.join(directory, 'data'));
    const naps = 'SELECT sleep(0.2) FROM numbers(1000000000) SETTINGS max_block_size = 1';
    const argv = ['clickhouse', `--path=${path.join(directory, 'data')}`, `--query=${naps}`];
    const parent = spawn(
      process.execPath,
      [
        file('../testing/doomed-parent.js'),
        file('../../engine/child.js'),
        engineLibrary(),
        JSON.stringify(argv),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const pid = Number(line);
    // Only once the engine runs does its death say anything.
    await until(() => readdirSync(path.join(directory, 'data')).length > 0);
    process.kill(pid, 'SIGINT');
    process.kill(pid, 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });

  test('takes over the lock of a process that is gone', async () => {
    const dataDir = await tempDir();
    const gone = spawn(process.execPath, ['-e', '0']);
    await once(gone, 'exit');
    writeFileSync(
      lockFileOf(dataDir),
      JSON.stringify({ pid: gone.pid, identity: 'x', info: { enginePid: gone.pid } }),
    );
    const store = await openTempStore({ dataDir });
    expect(JSON.parse(readFileSync(lockFileOf(dataDir), 'utf8'))).toMatchObject({
      pid: process.pid,
      info: { state: 'ready', enginePid: store.enginePid() },
    });
  });

  test.each([
    ['a file', (directory: string) => path.join(directory, 'plain')],
    ['below a file', (directory: string) => path.join(directory, 'plain', 'deeper')],
    ['in /proc', () => '/proc/touchtrail'],
  ])('a data directory that is %s is refused', async (_name, choose) => {
    const directory = await tempDir();
    writeFileSync(path.join(directory, 'plain'), '');
    await expect(openStore({ dataDir: choose(directory) })).rejects.toMatchObject({
      code: 'data_dir_not_writable',
      hint: expect.stringMatching(/--data-dir/) as string,
    });
  });
});

describe('who may ask the engine', () => {
  test('only those who name a user; the reading user may only read', async () => {
    const dataDir = await tempDir();
    const store = await openTempStore({ dataDir });
    const post = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${store.connection.url}/${query}`, {
        method: 'POST',
        body: 'SYSTEM STOP LISTEN HTTP',
        headers: { ...headers, connection: 'close' },
      }).then(async (response) => {
        await response.text();
        return response.status;
      });
    // What a web page could send without asking first.
    expect(await post('')).toBe(404);
    expect(await post('?user=default&password=')).toBe(404);
    expect(await post('', { authorization: `Basic ${btoa('default:')}` })).toBe(404);
    expect(await post('', { authorization: `Basic ${btoa('svc:guess')}` })).toBeGreaterThan(399);
    expect(await store.ping()).toBe(true);

    if (!store.readOnlyConnection) throw new Error('no reading user');
    const client = createClient(store.readOnlyConnection);
    try {
      const answer = await client.query({ query: 'SELECT count() AS n FROM events' });
      expect(await answer.json()).toMatchObject({ data: [{ n: expect.anything() as unknown }] });
      for (const query of [
        'DROP TABLE events',
        "INSERT INTO sites (id) VALUES ('x')",
        "SELECT * FROM file('/etc/passwd', 'LineAsString')",
        "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      ]) {
        await expect(client.command({ query })).rejects.toThrow(/privileges|readonly/i);
      }
    } finally {
      await client.close();
    }
    const secret = ['lock.json', 'engine/settings.json', 'engine/users.xml', 'engine/config.xml'];
    expect(secret.map((name) => statSync(path.join(dataDir, name)).mode & 0o077)).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
