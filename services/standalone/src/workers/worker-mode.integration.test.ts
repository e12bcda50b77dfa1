import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, expect, test } from 'vitest';
import { ledger } from '../testing/ask-engine.ts';
import { someEvent } from '../testing/events.ts';
import { killLeft, startProcess, temporaryDir } from '../testing/processes.ts';
import type { Running } from '../testing/processes.ts';

const { dir, remove } = temporaryDir();
afterAll(async () => {
  await killLeft();
  remove();
});

const env = { TOUCHTRAIL_WORKERS: '3', TOUCHTRAIL_KEEP_ALIVE: '1' };
const dataDir = withTables(path.join(dir, 'workers'));
let service: Running;

interface Counts {
  accepted: number;
  duplicates: number;
}

/** Posts over a connection of its own, so that it may reach any worker. */
async function post(events: readonly unknown[], patienceMs = 30_000): Promise<Counts> {
  const { url, writeKey } = service.ready;
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain',
      origin: 'http://localhost:3000',
      connection: 'close',
    },
    body: JSON.stringify({ v: 1, site: writeKey, sentAt: Date.now(), events }),
    signal: AbortSignal.timeout(patienceMs),
  });
  expect(answer.status).toBe(202);
  return (await answer.json()) as Counts;
}

const childrenOf = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('worker-main'))
    .map((line) => Number.parseInt(line, 10));

test('the same events sent to all workers at once are stored once, and answered once', async () => {
  service = await startProcess(dataDir, env);
  const batches = Array.from({ length: 12 }, () => Array.from({ length: 5 }, () => someEvent()));
  const answers = await Promise.all(
    batches.flatMap((batch) => [1, 2, 3, 4, 5].map(() => post(batch))),
  );
  const sum = (key: keyof Counts) => answers.reduce((all, answer) => all + answer[key], 0);
  expect(sum('accepted')).toBe(60);
  expect(sum('duplicates')).toBe(240);
  const wanted = new Set(batches.flat().map(({ id }) => id));
  await expect
    .poll(() => ledger(service.ready, wanted), { timeout: 30_000 })
    .toEqual({ missing: [], twice: [] });
});

/** Clients that send each event again until it is acknowledged; a request that hangs is given up. */
function retryingClients(count: number) {
  const acknowledged = new Set<string>();
  const ending = new AbortController();
  const client = async () => {
    while (!ending.signal.aborted) {
      const event = someEvent();
      while (
        !(await post([event], 3_000).then(
          () => true,
          () => false,
        ))
      )
        await wait(50);
      acknowledged.add(event.id);
    }
  };
  const running = Array.from({ length: count }, client);
  return {
    acknowledged,
    async stop() {
      ending.abort();
      await Promise.all(running);
    },
  };
}

const workers = () => childrenOf(service.child.pid ?? 0);

test('every worker killed with -9 in turn, under load: nothing acknowledged is lost or doubled', async () => {
  const clients = retryingClients(6);
  const some = () => {
    const enough = clients.acknowledged.size + 30;
    return expect
      .poll(() => clients.acknowledged.size, { timeout: 60_000 })
      .toBeGreaterThan(enough);
  };
  const pids = workers();
  expect(pids).toHaveLength(3);
  for (const pid of pids) {
    await some();
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => workers().filter((one) => one !== pid).length, { timeout: 60_000 })
      .toBe(3);
  }
  await some();
  await clients.stop();
  await expect
    .poll(() => ledger(service.ready, clients.acknowledged), { timeout: 30_000 })
    .toEqual({ missing: [], twice: [] });
}, 240_000);

test('SIGTERM finishes what was accepted, by whichever worker', async () => {
  const events = Array.from({ length: 30 }, () => someEvent());
  await Promise.all(events.map((event) => post([event])));
  service.child.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0 });
  service = await startProcess(dataDir);
  await expect
    .poll(() => ledger(service.ready, new Set(events.map(({ id }) => id))), { timeout: 30_000 })
    .toEqual({ missing: [], twice: [] });
  // One process now: what three workers took is known to it.
  expect(await post(events.slice(0, 5))).toMatchObject({ accepted: 0, duplicates: 5 });
});
