import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, expect, test } from 'vitest';
import { browserKind, runClient, segmentKind, serverKind } from './chaos/clients.ts';
import { balanceOf, createLedger, stopMerges } from './chaos/ledger.ts';
import { between, randomBy, seedFrom } from './chaos/random.ts';
import { freePort, superviseService } from './supervised-service.ts';
import type { SupervisedService } from './supervised-service.ts';

// TOUCHTRAIL_CHAOS_ROUNDS=5000 for a night; the seed repeats the order of kills, not their instants.
const rounds = Number(process.env['TOUCHTRAIL_CHAOS_ROUNDS'] ?? 200);
const seed = seedFrom('TOUCHTRAIL_CHAOS_SEED');
/** Events that must have been acknowledged before the kills end; 0: as many as there were. */
const atLeast = Number(process.env['TOUCHTRAIL_CHAOS_EVENTS'] ?? 0);
/** Longest wait between two kills, ms. */
const gapMs = Number(process.env['TOUCHTRAIL_CHAOS_GAP_MS'] ?? 140);
const outageMs = Number(process.env['TOUCHTRAIL_CHAOS_OUTAGE_MS'] ?? 0);
const batch = Number(process.env['TOUCHTRAIL_CHAOS_BATCH'] ?? 30);
const pauseMs = Number(process.env['TOUCHTRAIL_CHAOS_PAUSE_MS'] ?? 80);

let dataDir = '';
let service: SupervisedService | undefined;
afterAll(async () => {
  await service?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

test(
  `service, engine and both killed at random: all that was acknowledged is stored, once (seed ${seed}, ${rounds} rounds)`,
  { timeout: 120_000 + rounds * (2_000 + gapMs) + outageMs + atLeast },
  async () => {
    const random = randomBy(seed);
    dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-chaos-')));
    service = await superviseService({ dataDir, port: await freePort() });
    const { url, writeKey, site } = service.ready();
    await stopMerges(dataDir);
    const store = await openStore({ dataDir, mode: 'attach-or-start' });
    const key = await store.keys.create({ siteId: site });
    await store.sites.update(site, { consentMode: 'none' });
    await store.close();
    // The service would hear of it within seconds; a new one knows it at once.
    service.killService();
    await service.up();

    const ledger = createLedger();
    const statuses = new Map<string, number>();
    let going = true;
    const kinds = [browserKind(writeKey), serverKind(site, key), segmentKind(writeKey)];
    const sending = Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        runClient({
          kind: kinds[n % kinds.length] ?? kinds[0]!,
          url,
          site,
          random: randomBy(seed + n + 1),
          ledger,
          going: () => going,
          batch,
          pauseMs,
          onAnswer: (answer) => statuses.set(answer, (statuses.get(answer) ?? 0) + 1),
        }),
      ),
    );
    // A client that gives up ends the test at once, not after the last round.
    const ended = { failed: false };
    sending.catch(() => (ended.failed = true));

    const killed = { service: 0, engine: 0, both: 0 };
    const kills = Object.keys(killed) as (keyof typeof killed)[];
    for (let round = 0; round < rounds && !ended.failed; round++) {
      // Most kills hit a service at work, some one that is starting.
      if (random() < 0.35) await service.up();
      await wait(between(random, 5, gapMs));
      const kill = kills[between(random, 0, 2)] ?? 'both';
      killed[kill]++;
      if (kill === 'service') service.killService();
      else if (kill === 'engine') service.killEngine();
      else service.killBoth();
      if (outageMs > 0 && round === Math.floor(rounds / 2)) {
        for (const until = Date.now() + outageMs; Date.now() < until; await wait(50)) {
          service.killEngine();
        }
      }
      // Spread over the whole run when a number of events is wanted.
      while (!ended.failed && ledger.acknowledged.size < (atLeast * round) / rounds) await wait(50);
    }
    await service.up();
    while (!ended.failed && ledger.acknowledged.size < atLeast) await wait(50);
    going = false;
    await sending;
    await service.stop('SIGTERM');

    const { acknowledged, rows, missing, twice } = await balanceOf(dataDir, ledger);
    console.log(
      `chaos seed ${seed}: ${acknowledged} events acknowledged, ${rows} rows, ${missing.length} missing, ` +
        `${twice.length} twice; killed service ${killed.service}, engine ${killed.engine}, both ${killed.both}; ` +
        `answers ${JSON.stringify(Object.fromEntries(statuses))} (0: none); gave up ${service.gaveUp()} times`,
    );
    expect(missing).toEqual([]);
    expect(twice).toEqual([]);
    expect(acknowledged).toBeGreaterThan(rounds);
    if (rounds >= 50) expect(Math.min(...Object.values(killed))).toBeGreaterThan(0);
  },
);
