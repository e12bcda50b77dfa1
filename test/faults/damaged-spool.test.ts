import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { drained } from '../integration/places-of.ts';
import { balanceOf, createLedger } from './chaos/ledger.ts';
import { freePort, paused, superviseService } from './supervised-service.ts';
import type { SupervisedService } from './supervised-service.ts';

let dataDir = '';
let service: SupervisedService | undefined;
/** As the service left it: copied for each test, which spoils its copy. */
let leftBehind = '';
let ids: string[] = [];
const newDirectory = () => mkdtemp(path.join(tmpdir(), 'touchtrail-damaged-'));
afterAll(() => rm(leftBehind, { recursive: true, force: true }));
beforeEach(async () => {
  if (leftBehind === '') {
    leftBehind = withTables(await newDirectory());
    ids = await fourWaiting(leftBehind);
  }
  dataDir = await newDirectory();
  await cp(leftBehind, dataDir, { recursive: true, verbatimSymlinks: true });
});
afterEach(async () => {
  await service?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const spool = () => path.join(dataDir, 'spool', 'events');
const segments = () =>
  readdirSync(spool())
    .filter((name) => /^\d{15}-/.test(name))
    .map((name) => path.join(spool(), name));

async function send(at: SupervisedService, name: string): Promise<string> {
  const { url, writeKey } = at.ready();
  const id = randomUUID();
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    body: JSON.stringify({
      v: 1,
      site: writeKey,
      events: [
        {
          id,
          name,
          at: Date.now(),
          anonymousId: 'a',
          consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() - 1_000 },
        },
      ],
    }),
  });
  expect(response.status).toBe(202);
  return id;
}

/** Four acknowledged events that wait on the disk when the service dies, each synced alone. */
async function fourWaiting(directory: string): Promise<string[]> {
  service = await superviseService({ dataDir: directory, port: await freePort() });
  // Its site is known from then on.
  await send(service, 'warm-up');
  await drained(service.ready().url);
  const engine = service.enginePid();
  if (engine === undefined) throw new Error('no engine');
  await paused(engine);
  const waiting: string[] = [];
  for (const name of ['first', 'CANARY-ONE', 'CANARY-TWO', 'CANARY-THREE']) {
    waiting.push(await send(service, name));
  }
  await service.stop();
  return waiting;
}

async function startAgain() {
  service = await superviseService({ dataDir, port: await freePort() });
  await drained(service.ready().url);
  const { log } = service;
  await service.stop('SIGTERM');
  return log;
}

/** Spoils a byte of what was written for an event. */
function spoil(name: string): void {
  for (const file of segments()) {
    const bytes = readFileSync(file);
    const at = bytes.indexOf(name);
    if (at === -1) continue;
    bytes[at + 3] = (bytes[at + 3] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    return;
  }
  throw new Error(`${name} is in no segment`);
}

test.each([
  ['in the middle', 'CANARY-TWO', 2],
  ['at the end', 'CANARY-THREE', 3],
])(
  'a byte that changed on the disk %s is found: its event is set aside and reported, all others go in',
  async (_, name, index) => {
    spoil(name);
    const log = await startAgain();
    const ledger = createLedger();
    ledger.acknowledge(ids);
    const { rows, missing, twice } = await balanceOf(dataDir, ledger);
    expect([rows, missing, twice]).toEqual([4, [ids[index]], []]);
    const failed = readdirSync(path.join(spool(), 'failed'));
    expect(failed.filter((file) => file.endsWith('.damaged'))).toHaveLength(1);
    expect(failed.filter((file) => file.endsWith('.reason.txt'))).toHaveLength(1);
    expect(log.join('\n')).toMatch(/damaged/);
  },
);

test('a tail that was cut in the middle of a write costs nothing before it, and no start', async () => {
  const last = segments().at(-1) ?? '';
  const bytes = readFileSync(last);
  // What a kill or a power cut leaves of a group that was never acknowledged.
  writeFileSync(last, Buffer.concat([bytes, bytes.subarray(0, Math.floor(bytes.length / 3))]));
  await startAgain();
  const ledger = createLedger();
  ledger.acknowledge(ids);
  const { missing, twice } = await balanceOf(dataDir, ledger);
  expect([missing, twice]).toEqual([[], []]);
});
