import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '@touchtrail/store';
import { expect, test } from 'vitest';
import { drained } from '../integration/places-of.ts';
import { browserKind } from './chaos/clients.ts';
import { balanceOf, createLedger, stopMerges } from './chaos/ledger.ts';
import { pausableService } from './pausable-service.ts';

// Ten minutes at 5,000 events a second: TOUCHTRAIL_OUTAGE_SECONDS=600 TOUCHTRAIL_OUTAGE_RATE=5000.
const seconds = Number(process.env['TOUCHTRAIL_OUTAGE_SECONDS'] ?? 10);
const rate = Number(process.env['TOUCHTRAIL_OUTAGE_RATE'] ?? 1_000);
const perRequest = 50;

const mebibytes = (bytes: number) => Math.round(bytes / 1_048_576);

/** Whether the events of a data directory, sorted by their time, are in the order they were made in. */
async function outOfOrder(directory: string): Promise<number> {
  const store = await openStore({ dataDir: directory });
  try {
    const [row] = await store.reader.query<{ n: number }>({
      sql: `SELECT toUInt32(countIf(seq <= before)) AS n FROM (
              SELECT seq, lagInFrame(seq, 1, toUInt32(0)) OVER (ORDER BY ts, seq ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before
              FROM events WHERE seq > 0)`,
      timeoutMs: 300_000,
    });
    return row?.n ?? -1;
  } finally {
    await store.close();
  }
}

// Beside each other: most of both is waiting.
test.concurrent.for([
  ['dead, and dies again whenever it is back', 'kill'],
  ['hanging: it takes questions and answers none', 'stop'],
] as const)(
  `the engine ${'%s'}: for ${seconds} s at ${rate} events/s no client sees an error, and all is there afterwards, in order of time`,
  { timeout: 180_000 + seconds * 4_000 },
  async ([, how], { onTestFinished }) => {
    const { dataDir, service, pause, resume } = await pausableService({}, onTestFinished);
    await stopMerges(dataDir);
    const { url, writeKey } = service.ready();
    const kind = browserKind(writeKey);
    const ledger = createLedger();
    const statuses = new Map<number, number>();
    const times: number[] = [];
    const memory: number[] = [];
    let seq = 0;

    const send = async () => {
      const at = Date.now();
      const events = Array.from({ length: perRequest }, () => ({
        id: kind.newId(),
        at,
        person: `p-${seq % 997}`,
        seq: ++seq,
      }));
      const { path: to, headers, body } = kind.request(events);
      const sentAt = performance.now();
      const response = await fetch(url + to, { method: 'POST', headers, body });
      await response.arrayBuffer();
      times.push(performance.now() - sentAt);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status === 202) ledger.acknowledge(events.map(({ id }) => id));
    };
    const sending = new Set<Promise<void>>();
    /** At the rate, whatever the answers take: an open loop hides no waiting. */
    const load = async (forSeconds: number) => {
      const startedAt = performance.now();
      for (let n = 0; n < (forSeconds * rate) / perRequest; n++) {
        const due = startedAt + (n * 1_000 * perRequest) / rate;
        const early = due - performance.now();
        if (early > 1) await wait(early);
        const one = send().finally(() => sending.delete(one));
        sending.add(one);
        if (n % Math.ceil(rate / perRequest) === 0) memory.push(service.residentBytes() ?? 0);
      }
      await Promise.all(sending);
    };

    await load(2);
    const hold = { on: true };
    const holding = (async () => {
      if (how === 'stop') {
        await pause();
        return;
      }
      while (hold.on) {
        service.killEngine();
        await wait(50);
      }
    })();
    await load(seconds);
    hold.on = false;
    await holding;
    resume();
    await load(2);
    const backAt = performance.now();
    await expect
      .poll(
        () =>
          drained(url).then(
            () => true,
            () => false,
          ),
        { timeout: 120_000 + seconds * 1_000 },
      )
      .toBe(true);
    const drainSeconds = (performance.now() - backAt) / 1_000;
    memory.push(service.residentBytes() ?? 0);
    await service.stop('SIGTERM');
    const { acknowledged, missing, twice } = await balanceOf(dataDir, ledger);
    const sorted = times.toSorted((a, b) => a - b);
    const quantile = (q: number) => Math.round(sorted[Math.floor(sorted.length * q)] ?? 0);
    console.log(
      `engine ${how}, ${seconds} s at ${rate} events/s: ${acknowledged} events acknowledged, ` +
        `${missing.length} missing, ${twice.length} twice; answers ${JSON.stringify(Object.fromEntries(statuses))}, ` +
        `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, longest ${quantile(0.99999)} ms; ` +
        `resident MiB first ${mebibytes(memory[0] ?? 0)}, most ${mebibytes(Math.max(...memory))}, last ${mebibytes(memory.at(-1) ?? 0)}; ` +
        `drained ${drainSeconds.toFixed(1)} s after the load ended`,
    );
    expect([...statuses.keys()]).toEqual([202]);
    expect([missing, twice]).toEqual([[], []]);
    expect(acknowledged).toBe(seq);
    expect(await outOfOrder(dataDir)).toBe(0);
    // Flat: what waits is on the disk, not in memory.
    if (process.platform === 'linux') expect(mebibytes(Math.max(...memory))).toBeLessThan(500);
  },
);
