import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { askEngine } from './testing/ask-engine.ts';
import { postEvents, someEvent } from './testing/events.ts';
import { killLeft, runCommand, startProcess, temporaryDir } from './testing/processes.ts';
import type { Ready } from './testing/processes.ts';

const { dir, remove } = temporaryDir();
afterAll(async () => {
  await killLeft();
  remove();
});

describe('the life of the service', () => {
  const dataDir = path.join(dir, 'life');
  let first: Ready;

  test('the first start makes a site and a token, answers, and stops when told', async () => {
    const { child, ready, lines, ended } = await startProcess(dataDir);
    first = ready;
    expect(lines.map(({ event }) => event)).toContain('progress');
    expect(ready).toMatchObject({ site: 'my-site', writeKey: expect.stringMatching(/^wk_/) });
    expect(ready.adminToken).toMatch(/^ta_[\w-]{43}$/);
    expect((await fetch(`${ready.url}/readyz`)).status).toBe(200);
    expect((await postEvents(ready.url, ready.writeKey, [someEvent()])).status).toBe(202);
    const headers = { authorization: `Bearer ${ready.adminToken}` };
    // A live stream that is open must not hold the stop.
    const live = await fetch(`${ready.url}/api/live?site=my-site`, { headers });
    expect(live.status).toBe(200);
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    await live.text();
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('{"event":"stopped"}');
  });

  test('a later start shows no token, knows the key, and has what was accepted', async () => {
    const { child, ready, ended } = await startProcess(dataDir);
    expect(ready).toMatchObject({ adminToken: null, writeKey: first.writeKey });
    expect(await askEngine(ready, 'SELECT toUInt32(count()) AS n FROM events')).toEqual([{ n: 1 }]);
    const headers = { authorization: `Bearer ${first.adminToken}` };
    expect((await fetch(`${ready.url}/api/session`, { headers })).status).toBe(200);
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  test('killed in the middle of writes: all that was acknowledged is there once', async () => {
    const { child, ready, ended } = await startProcess(dataDir);
    const acknowledged: string[] = [];
    const sender = async () => {
      for (;;) {
        const events = Array.from({ length: 10 }, () => someEvent());
        try {
          const response = await postEvents(ready.url, ready.writeKey, events);
          if (response.status === 202) acknowledged.push(...events.map(({ id }) => id));
        } catch {
          return;
        }
      }
    };
    const senders = [sender(), sender(), sender(), sender()];
    while (acknowledged.length < 1_000) await wait(5);
    child.kill('SIGKILL');
    await Promise.all(senders);
    expect((await ended).signal).toBe('SIGKILL');
    const again = await startProcess(dataDir);
    let missing = new Set(acknowledged);
    while (missing.size > 0) {
      const rows = await askEngine<{ id: string; copies: number }>(
        again.ready,
        'SELECT toString(event_id) AS id, toUInt32(count()) AS copies FROM events GROUP BY id',
      );
      expect(rows.filter(({ copies }) => copies !== 1)).toEqual([]);
      const found = new Set(rows.map(({ id }) => id));
      missing = new Set(acknowledged.filter((id) => !found.has(id)));
      await wait(20);
    }
    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  });

  test('a second start on the same data names the first one', async () => {
    const running = await startProcess(dataDir);
    const { code, stderr } = await runCommand(['start', '--port', '0', '--data-dir', dataDir]);
    expect(code).toBe(1);
    expect(stderr).toContain(String(running.child.pid));
    expect(stderr).not.toContain('    at ');
    expect((await fetch(`${running.ready.url}/readyz`)).status).toBe(200);
    running.child.kill('SIGTERM');
    await running.ended;
    await expect(askEngine(running.ready, 'SELECT 1')).rejects.toThrow('fetch failed');
  });
});

const cleanly = (stderr: string) => {
  expect(stderr).toMatch(/^touchtrail: /m);
  expect(stderr).not.toContain('    at ');
};

describe('what keeps the service from starting is said in one message', () => {
  test('a port in use, before anything is made', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const dataDir = path.join(dir, 'untouched');
    const { code, stderr } = await runCommand([
      'start',
      '--port',
      String(port),
      '--data-dir',
      dataDir,
    ]);
    other.close();
    expect(code).toBe(1);
    cleanly(stderr);
    expect(stderr).toContain(`Port ${port}`);
    expect(stderr).toContain('--port');
    expect(existsSync(dataDir)).toBe(false);
  });

  test('a data directory that cannot be written', async () => {
    const file = path.join(dir, 'a-file');
    writeFileSync(file, '');
    const { code, stderr } = await runCommand(['start', '--port', '0', '--data-dir', file]);
    expect(code).toBe(1);
    cleanly(stderr);
    expect(stderr).toContain(file);
  });

  test('a ClickHouse that does not answer', async () => {
    const { code, stderr, stdout } = await runCommand(
      ['start', '--json', '--port', '0', '--data-dir', path.join(dir, 'remote')],
      { CLICKHOUSE_URL: 'http://user:S3CRET@127.0.0.1:1/db' },
    );
    expect(code).toBe(1);
    cleanly(stderr);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'error',
      code: 'unreachable',
      message: expect.any(String),
      hint: expect.any(String),
    });
    expect(stderr).toContain('127.0.0.1:1');
    expect(stderr).not.toContain('S3CRET');
  });

  test('settings that are wrong', async () => {
    const { code, stderr } = await runCommand(['start'], { TOUCHTRAIL_PORT: 'eighty' });
    expect(code).toBe(1);
    cleanly(stderr);
    expect(stderr).toContain('TOUCHTRAIL_PORT');
  });
});
