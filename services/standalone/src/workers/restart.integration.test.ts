import { cp, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { askEngine, ledger } from '../testing/ask-engine.ts';
import { postEvents, someEvent } from '../testing/events.ts';
import { startLoad } from '../testing/load.ts';
import { killLeft, startProcess, temporaryDir } from '../testing/processes.ts';
import { startReceiver } from '../testing/webhooks.ts';
import type { Running } from '../testing/processes.ts';

const { dir, remove } = temporaryDir();
afterAll(async () => {
  await killLeft();
  remove();
});

const restarts = Number(process.env['TOUCHTRAIL_RESTARTS'] ?? 2);
const env = {
  TOUCHTRAIL_WORKERS: '1',
  TOUCHTRAIL_KEEP_ALIVE: '1',
  TOUCHTRAIL_WEBHOOK_PRIVATE: 'true',
};

/** Waits for the n-th line with this event. */
async function line(service: Running, event: string, count = 1): Promise<void> {
  const failed = () => service.lines.some((one) => one['event'] === 'restart_failed');
  while (service.lines.filter((one) => one['event'] === event).length < count) {
    if (failed()) throw new Error(JSON.stringify(service.lines.slice(-5)));
    await wait(10);
  }
}

const inPlace = (service: Running) =>
  expect.poll(async () => ledger(service.ready, new Set()), { timeout: 30_000 });

describe('a supervisor with a worker', () => {
  const dataDir = withTables(path.join(dir, 'supervised'));
  let service: Running;

  test(`${restarts} restarts under load: no request fails, nothing is lost or stored twice`, async () => {
    service = await startProcess(dataDir, env);
    const { url, writeKey } = service.ready;
    const load = startLoad(url, writeKey, { senders: 8 });
    for (let n = 1; n <= restarts; n++) {
      await wait(300);
      service.child.kill('SIGHUP');
      await line(service, 'restarted', n);
    }
    await wait(300);
    await load.stop();
    console.log(
      `restarts ${restarts}: ${load.requests} requests, ${load.failures.length} failed, ` +
        `${load.acknowledged.size} events acknowledged, longest answer ${Math.round(load.longestMs)} ms`,
    );
    expect(load.failures).toEqual([]);
    expect(load.acknowledged.size).toBeGreaterThan(100);
    await expect
      .poll(() => ledger(service.ready, load.acknowledged), { timeout: 30_000 })
      .toEqual({ missing: [], twice: [] });
  });

  test('the same event before and after a restart is one', async () => {
    const { url, writeKey } = service.ready;
    const event = someEvent();
    expect(await (await postEvents(url, writeKey, [event])).json()).toMatchObject({ accepted: 1 });
    service.child.kill('SIGHUP');
    await line(service, 'restarted', restarts + 1);
    expect(await (await postEvents(url, writeKey, [event])).json()).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
  });

  test('a login outlives a restart', async () => {
    const { url, adminToken } = service.ready;
    const login = await fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: adminToken }),
    });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    service.child.kill('SIGHUP');
    await line(service, 'restarted', restarts + 2);
    const session = await fetch(`${url}/api/session`, { headers: { cookie } });
    expect(session.status).toBe(200);
  });

  test('a worker that is killed is there again, with all it acknowledged', async () => {
    const { url, writeKey } = service.ready;
    const load = startLoad(url, writeKey, { senders: 4, pauseMs: 20 });
    while (load.acknowledged.size < 200) await wait(5);
    const pid = await workerOf(service);
    process.kill(pid, 'SIGKILL');
    const before = load.acknowledged.size;
    while (load.acknowledged.size < before + 200) await wait(5);
    await load.stop();
    expect(load.failures.length).toBeGreaterThan(0);
    await expect
      .poll(async () => (await ledger(service.ready, load.acknowledged)).missing, {
        timeout: 30_000,
      })
      .toEqual([]);
    expect((await ledger(service.ready, new Set())).twice).toEqual([]);
  });

  test('a webhook hears of who enters by attribute, behaviour and account, also when the worker that watches is killed', async () => {
    const { url, writeKey, adminToken, site } = service.ready;
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const rules = {
      paying: { attribute: 'plan', op: 'is', value: 'pro' },
      warm: { touched: { touchpoint: 'offer' }, atLeast: 2 },
      acme: { account: { id: 'acme' } },
    };
    for (const [key, rule] of Object.entries(rules)) {
      const saved = await fetch(`${url}/api/segments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminToken}` },
        body: JSON.stringify({ site, key, rule, webhook: { url: receiver.url } }),
      });
      expect(saved.status).toBe(200);
    }
    const watched = `SELECT toUInt32(uniqExact(segment)) AS n FROM segment_members WHERE kind = '' AND member`;
    await expect
      .poll(() => askEngine<{ n: number }>(service.ready, watched), { timeout: 30_000 })
      .toEqual([{ n: 3 }]);
    const consent = { purposes: ['measurement', 'identification'], source: 'api' };
    const touches = async (userId: string): Promise<number> => {
      const by = {
        userId,
        anonymousId: `${userId}-1`,
        consent: { ...consent, decidedAt: Date.now() },
      };
      const sent = [
        someEvent({ ...by, type: 'identify', name: 'person.identified', props: { plan: 'pro' } }),
        someEvent({ ...by, touchpoint: 'offer' }),
        someEvent({ ...by, touchpoint: 'offer', accountId: 'acme' }),
      ];
      const answer = await postEvents(url, writeKey, sent);
      expect(await answer.json()).toMatchObject({ accepted: 3 });
      return Date.now();
    };
    const all = (userId: string) =>
      Object.keys(rules)
        .map((key) => `entered @${key} user:${userId}`)
        .toSorted();
    const told = (userId: string) => [
      ...new Set(receiver.heard.map(({ what }) => what).filter((what) => what.endsWith(userId))),
    ];
    const tell = async (userId: string, since: number): Promise<void> => {
      await expect.poll(() => told(userId).toSorted(), { timeout: 60_000 }).toEqual(all(userId));
      const last = Math.max(
        ...receiver.heard.filter(({ what }) => what.endsWith(userId)).map(({ at }) => at),
      );
      console.log(`webhooks of ${userId}: all told ${last - since} ms after the answer`);
    };
    await tell('ada', await touches('ada'));
    const accepted = await touches('bob');
    process.kill(await workerOf(service), 'SIGKILL');
    await tell('bob', accepted);
  });

  test('the metrics are those of all processes', async () => {
    const text = await (await fetch(`${service.ready.url}/metrics`)).text();
    expect(text).toMatch(/^touchtrail_events_accepted_total \d+$/m);
    expect(text).toMatch(/^touchtrail_check\{check="store"\} 1$/m);
  });

  test('stops when told, leaving no process', async () => {
    const pid = await workerOf(service);
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('dies with all its processes when it is killed, and starts again', async () => {
    service = await startProcess(dataDir, env);
    const pid = await workerOf(service);
    service.child.kill('SIGKILL');
    await service.ended;
    service = await startProcess(dataDir, env);
    await expect.poll(() => hasEnded(pid)).toBe(true);
    await inPlace(service).toMatchObject({ twice: [] });
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
  });
});

/** Whether a process is over: an orphan stays listed as a zombie until whoever adopted it looks. */
async function hasEnded(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat === '' || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

/** The worker process, once there is only one: children of the supervisor, as Linux lists them. */
async function workerOf({ child }: Running): Promise<number> {
  for (;;) {
    const found: number[] = [];
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
      if (parent === child.pid && command.includes('worker-main')) found.push(Number(name));
    }
    const [only, ...more] = found;
    if (only !== undefined && more.length === 0) return only;
    await wait(20);
  }
}

describe('one process', () => {
  test('told to stop under load: all running requests are answered, nothing acknowledged is lost', async () => {
    const dataDir = withTables(path.join(dir, 'one'));
    const service = await startProcess(dataDir);
    const { url, writeKey } = service.ready;
    let told = false;
    const load = startLoad(url, writeKey, { senders: 8, isOver: () => told });
    while (load.acknowledged.size < 500) await wait(5);
    told = true;
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
    await load.stop();
    expect(load.failures).toEqual([]);
    const again = await startProcess(dataDir);
    expect(await ledger(again.ready, load.acknowledged)).toEqual({ missing: [], twice: [] });
    const [row] = await askEngine<{ n: number }>(
      again.ready,
      'SELECT toUInt32(count()) AS n FROM events',
    );
    expect(row?.n).toBeGreaterThanOrEqual(load.acknowledged.size);
    again.child.kill('SIGTERM');
    await again.ended;
  });

  test('a second signal ends it at once', async () => {
    const service = await startProcess(withTables(path.join(dir, 'twice')));
    // A request that never ends its body would hold the stop for its grace.
    const stuck = fetch(`${service.ready.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) }),
      duplex: 'half',
    } as RequestInit);
    const failed = stuck.then(
      () => false,
      () => true,
    );
    await wait(200);
    service.child.kill('SIGTERM');
    await line(service, 'stopping');
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(130);
    expect(await failed).toBe(true);
  });
});

test('a copy of a stopped data directory is a backup', async () => {
  const from = withTables(path.join(dir, 'saved'));
  const service = await startProcess(from);
  const events = Array.from({ length: 20 }, () => someEvent());
  const { url, writeKey } = service.ready;
  expect((await postEvents(url, writeKey, events)).status).toBe(202);
  service.child.kill('SIGTERM');
  await service.ended;
  const copy = path.join(dir, 'copy');
  await cp(from, copy, { recursive: true });
  await rm(from, { recursive: true });
  const restored = await startProcess(copy);
  const ids = new Set(events.map(({ id }) => id));
  expect(await ledger(restored.ready, ids)).toEqual({ missing: [], twice: [] });
  expect(restored.ready).toMatchObject({ writeKey, adminToken: null });
  restored.child.kill('SIGTERM');
  expect((await restored.ended).code).toBe(0);
});
