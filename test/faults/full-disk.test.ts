import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ErrorBody } from '@touchtrail/contract';
import { afterEach, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { browserKind, runClient } from './chaos/clients.ts';
import { balanceOf, createLedger, stopMerges } from './chaos/ledger.ts';
import { randomBy, seedFrom } from './chaos/random.ts';
import { freePort, superviseService } from './supervised-service.ts';
import type { SupervisedService } from './supervised-service.ts';

const seed = seedFrom('TOUCHTRAIL_CHAOS_SEED');
let dataDir = '';
let service: SupervisedService | undefined;
afterEach(async () => {
  await service?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test.each([
  ['full: half of a write is stored, then it fails', 'full'],
  ['nearly full: too little is free', 'low'],
  ['broken: a write cannot be synced', 'broken'],
])(
  `a disk that is %s: 503 until it is better, without a restart; nothing acknowledged is lost, also not by a kill in between (seed ${seed})`,
  async (_, fault) => {
    dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-full-')));
    const disk = path.join(dataDir, 'disk-state');
    const say = (state: string) => writeFileSync(disk, state);
    service = await superviseService({
      dataDir,
      port: await freePort(),
      preload: 'disk.js',
      env: { FAULT_DISK: disk },
    });
    await stopMerges(dataDir);
    const { url, writeKey, site } = service.ready();
    const ledger = createLedger();
    const refusals: [number, string | null, string][] = [];
    let going = true;
    const kind = browserKind(writeKey);
    const counts = { before: 0, during: 0 };
    let phase: keyof typeof counts | 'after' = 'before';
    const sending = Promise.all(
      [1, 2, 3].map((n) =>
        runClient({
          kind,
          url,
          site,
          random: randomBy(seed + n),
          ledger,
          going: () => going,
          batch: 20,
          pauseMs: 20,
          onAnswer(answer) {
            if (answer === '202' && phase !== 'after') counts[phase]++;
          },
        }),
      ),
    );
    const probe = async () => {
      const {
        path: to,
        headers,
        body,
      } = kind.request([{ id: kind.newId(), at: Date.now(), person: 'probe' }]);
      const response = await fetch(url + to, { method: 'POST', headers, body });
      const answer = (await response.json()) as Partial<ErrorBody>;
      return [
        response.status,
        response.headers.get('retry-after'),
        answer.error?.code ?? '',
      ] as const;
    };
    await expect.poll(() => counts.before, { timeout: 20_000 }).toBeGreaterThan(20);
    say(fault);
    // Free space is looked at once a second.
    await expect.poll(probe, { timeout: 10_000 }).toEqual([503, '30', 'spool_full']);
    phase = 'during';
    for (let n = 0; n < 20; n++) refusals.push([...(await probe())]);
    expect(new Set(refusals.map(String))).toEqual(new Set(['503,30,spool_full']));
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    await ready.arrayBuffer();
    expect(counts.during).toBe(0);
    // After a kill the engine starts too, which takes a while beside other work.
    const better = () => expect.poll(async () => (await probe())[0], { timeout: 60_000 }).toBe(202);
    phase = 'after';
    say('');
    await better();
    say(fault);
    await expect.poll(probe, { timeout: 10_000 }).toEqual([503, '30', 'spool_full']);
    // What is on the disk is torn where the fault hit it; the next process finds it so.
    service.killService();
    await service.up();
    say('');
    await better();
    going = false;
    await sending;
    await service.stop('SIGTERM');
    const { acknowledged, missing, twice } = await balanceOf(dataDir, ledger);
    expect([missing, twice]).toEqual([[], []]);
    expect(acknowledged).toBeGreaterThan(100);
  },
);
