import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchAnswer } from '@touchtrail/contract';
import { afterAll, expect, test } from 'vitest';
import { askEngine, startServiceProcess } from './service-process.ts';
import type { ServiceProcess } from './service-process.ts';

const rounds = Number(process.env['TOUCHTRAIL_CHAOS_ROUNDS'] ?? 12);
const seed = Number(process.env['TOUCHTRAIL_CHAOS_SEED'] ?? Date.now() % 1_000_000);
const senders = 4;
const batch = 20;

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
function randomBy(state: number): () => number {
  let s = state;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

let dataDir = '';
let service: ServiceProcess | undefined;
afterAll(async () => {
  await service?.kill('SIGKILL');
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** Sends batches until told to stop; a batch without an answer is sent again, as clients do. */
async function sender(
  url: string,
  key: string,
  acknowledged: Set<string>,
  going: () => boolean,
): Promise<void> {
  while (going()) {
    const ids = Array.from({ length: batch }, () => randomUUID());
    const body = JSON.stringify({
      v: 1,
      site: key,
      context: {
        anonymousId: `a-${ids[0]}`,
        consent: { purposes: ['measurement'], source: 'test', decidedAt: Date.now() },
      },
      events: ids.map((id) => ({ id, name: 'chaos.touch', at: Date.now() })),
    });
    for (;;) {
      try {
        const response = await fetch(`${url}/v1/events`, {
          method: 'POST',
          headers: { 'content-type': 'text/plain' },
          body,
          signal: AbortSignal.timeout(5_000),
        });
        const answer = (await response.json()) as BatchAnswer;
        if (response.status === 202) {
          expect(answer.accepted + answer.duplicates).toBe(batch);
          for (const id of ids) acknowledged.add(id);
          break;
        }
        expect(response.status).toBe(503);
      } catch (error) {
        // An assertion is not an outage.
        if (error instanceof Error && error.name === 'AssertionError') throw error;
      }
      await wait(50);
    }
  }
}

test(
  `service and engine killed at random: all that was acknowledged is there, once (seed ${seed}, ${rounds} rounds)`,
  { timeout: 60_000 + rounds * 10_000 },
  async () => {
    const random = randomBy(seed);
    dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-chaos-'));
    const port = await freePort();
    service = await startServiceProcess(dataDir, port);
    const acknowledged = new Set<string>();
    let going = true;
    const { url, writeKey } = service.ready;
    const sending = Promise.all(
      Array.from({ length: senders }, () => sender(url, writeKey, acknowledged, () => going)),
    );
    const killed = { service: 0, engine: 0 };
    for (let round = 0; round < rounds; round++) {
      await wait(200 + random() * 800);
      const engine = service.enginePid();
      const target = random();
      if (target < 0.6 && engine !== undefined) {
        try {
          process.kill(engine, 'SIGKILL');
          killed.engine++;
        } catch {
          // Dead already, and not back yet.
        }
      }
      if (target >= 0.4) {
        killed.service++;
        await service.kill('SIGKILL');
        service = await startServiceProcess(dataDir, port);
      }
    }
    going = false;
    await sending;
    // A clean end drains the spool; the next start answers for what is stored.
    await service.kill('SIGTERM');
    service = await startServiceProcess(dataDir, port);
    const { ready } = service;
    const count = async () => {
      const [row] = await askEngine<{ n: number }>(
        ready,
        'SELECT toUInt32(count()) AS n FROM events',
      );
      return row?.n ?? 0;
    };
    await expect.poll(count, { timeout: 30_000 }).toBeGreaterThanOrEqual(acknowledged.size);
    const stored = await askEngine<{ id: string; n: number }>(
      ready,
      'SELECT toString(event_id) AS id, toUInt32(count()) AS n FROM events GROUP BY id',
    );
    const ids = new Set(stored.map(({ id }) => id));
    const missing = [...acknowledged].filter((id) => !ids.has(id));
    const twice = stored.filter(({ n }) => n !== 1);
    console.log(
      `chaos seed ${seed}: ${acknowledged.size} acknowledged, ${stored.length} stored, ` +
        `${missing.length} missing, ${twice.length} twice; ` +
        `killed service ${killed.service}, engine ${killed.engine}`,
    );
    expect(missing).toEqual([]);
    expect(twice).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(rounds * batch);
    // With few rounds chance may spare one of them.
    if (rounds >= 12) expect(Math.min(killed.service, killed.engine)).toBeGreaterThan(0);
  },
);
