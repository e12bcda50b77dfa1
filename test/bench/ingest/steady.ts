import { setTimeout as wait } from 'node:timers/promises';
import { ask } from './engine.ts';
import { cpuSeconds, load, residentMb } from './machine.ts';
import { startService, underLoad } from './processes.ts';
import type { ServiceProcess } from './processes.ts';
import { median, two, whole } from './line.ts';
import type { Line } from './line.ts';

const rate = 10_000;
const seconds = Number(process.env['TOUCHTRAIL_BENCH_SECONDS'] ?? 20);
const rowsPerFloorInsert = 10_000;

/**
 * CPU of the engine per row when it is sent the same rows in RowBinary, ten thousand at a time, into a
 * table of the same columns and order, without views, tokens or syncs: what no design can go below.
 */
async function floor({ clickhouse, enginePid }: ServiceProcess): Promise<number> {
  await ask(
    clickhouse,
    'CREATE TABLE bench_floor AS events ENGINE = MergeTree PARTITION BY toYYYYMM(ts) ORDER BY (site_id, subject_id, ts, event_id)',
  );
  await ask(clickhouse, 'SYSTEM STOP MERGES bench_floor');
  const answer = await fetch(
    `${clickhouse?.url}/?database=${clickhouse?.database}&query=${encodeURIComponent(
      `SELECT * FROM events LIMIT ${rowsPerFloorInsert} FORMAT RowBinaryWithNamesAndTypes`,
    )}`,
    {
      headers: {
        'X-ClickHouse-User': clickhouse?.username ?? '',
        'X-ClickHouse-Key': clickhouse?.password ?? '',
      },
    },
  );
  const rows = Buffer.from(await answer.arrayBuffer());
  // Asleep, so that merges of what came before are not counted.
  await wait(3_000);
  const idle = await engineIdle(enginePid);
  const startedAt = performance.now();
  const before = cpuSeconds(enginePid);
  const inserts = 10;
  for (let insert = 0; insert < inserts; insert++) {
    await ask(clickhouse, 'INSERT INTO bench_floor FORMAT RowBinaryWithNamesAndTypes', rows);
  }
  const used = cpuSeconds(enginePid) - before - (idle * (performance.now() - startedAt)) / 1_000;
  await ask(clickhouse, 'DROP TABLE bench_floor');
  return (used * 1e6) / (inserts * rowsPerFloorInsert);
}

/** Cores that the engine uses doing nothing. */
async function engineIdle(pid: number): Promise<number> {
  const before = cpuSeconds(pid);
  await wait(2_000);
  return (cpuSeconds(pid) - before) / 2;
}

/** Sends single events now and then and asks until each is there: ms from acknowledged to visible. */
function probe({ port, writeKey, clickhouse }: ServiceProcess) {
  const seen: number[] = [];
  const stopping = new AbortController();
  const one = async (n: number) => {
    const person = `probe-${n}-${Math.random()}`;
    await fetch(`http://127.0.0.1:${port}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({
        v: 1,
        site: writeKey,
        events: [
          {
            id: crypto.randomUUID(),
            name: 'probe',
            at: Date.now(),
            anonymousId: person,
            consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() },
          },
        ],
      }),
    });
    const acknowledged = performance.now();
    const sql = `SELECT count() FROM events WHERE site_id = 'bench' AND subject_id = '${person}'`;
    while ((await ask(clickhouse, sql)) === '0') await wait(15);
    seen.push(performance.now() - acknowledged);
  };
  const running = (async () => {
    for (let n = 0; !stopping.signal.aborted; n++) {
      await one(n);
      await wait(Math.random() * 100);
    }
  })();
  return {
    seen,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const share = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

/** Ten thousand events a second for a while: how late, how much memory, how much of the engine. */
export async function steady(): Promise<readonly Line[]> {
  const service = await startService('durable');
  try {
    // A new load generator and its connections are slow at first; what piles up then takes seconds to go.
    const first = { eventsPerRequest: 10, connections: 64, seconds: 3, rate, warmUpSeconds: 8 };
    await underLoad(service, first);
    const resident: number[] = [];
    const watching = setInterval(() => resident.push(residentMb(service.pid)), 500);
    const from = service.inserted.length;
    const idle = 0.04;
    // Without probes: their questions, sixty a second, would be counted as the engine's cost of a row.
    console.error(`  ${Math.min(60, seconds)} s without probes …`);
    const run = await underLoad(service, { ...first, seconds: Math.min(60, seconds) });
    const alone = service.inserted.length;
    console.error(`  ${seconds} s with probes …`);
    const probing = probe(service);
    const probed = await underLoad(service, { ...first, seconds });
    await probing.stop();
    clearInterval(watching);
    await wait(2_000);
    const inserts = service.inserted.slice(from, alone).filter(({ table }) => table === 'events');
    const watched = service.inserted.slice(alone).filter(({ table }) => table === 'events');
    const rows = inserts.reduce((sum, insert) => sum + insert.rows, 0);
    const perRow = ((run.engineSeconds - idle * run.seconds) * 1e6) / rows;
    const disk = async (where: string) =>
      Number(
        await ask(
          service.clickhouse,
          `SELECT sum(bytes_on_disk) / (SELECT count() FROM events) FROM system.parts WHERE active AND database = currentDatabase() AND ${where}`,
        ),
      );
    const onDisk = { all: await disk('1'), events: await disk(`table = 'events'`) };
    const least = await floor(service);
    const half = Math.floor(resident.length / 2);
    const shares = `cores: service ${two(run.serviceCores)}, engine ${two(run.engineCores)}, load generator ${two(run.cores)}, others ${two(run.foreignCores)}; load ${load()}`;
    return [
      {
        what: `p99 of the acknowledgement at ${whole(rate)} events/s`,
        measured: `${two(run.p99)} ms`,
        goal: '15 ms',
        note: `p50 ${two(run.p50)}, longest ${two(run.max)} ms, ${whole(run.eventsPerSecond)} events/s taken over ${whole(run.seconds)} s; ${shares}`,
      },
      {
        what: `engine CPU per acknowledged row over the RowBinary floor, ${whole(rate)} events/s`,
        measured: two(perRow / least),
        goal: '2',
        note: `${two(perRow)} and ${two(least)} µs per row; ${inserts.length} inserts of ${whole(rows / inserts.length)} rows, ${whole(median(inserts.map(({ ms }) => ms)))} ms each`,
      },
      {
        what: `acknowledged to visible, p99, ${whole(rate)} events/s for ${seconds} s`,
        measured: `${whole(share(probing.seen, 0.99))} ms`,
        goal: '500 ms',
        note: `p50 ${whole(share(probing.seen, 0.5))} ms of ${probing.seen.length} probes; oldest row of a segment, p99: ${whole(
          share(
            watched.map(({ oldestMs }) => oldestMs),
            0.99,
          ),
        )} ms; acknowledgement p99 beside the probes ${two(probed.p99)} ms; cores: engine ${two(probed.engineCores)}, others ${two(probed.foreignCores)}`,
      },
      {
        what: 'resident memory of the service, same run',
        measured: `${whole(Math.max(...resident))} MB`,
        goal: 'flat, 200 MB',
        note: `median of the first half ${whole(median(resident.slice(0, half)))} MB, of the second ${whole(median(resident.slice(half)))} MB`,
      },
      {
        what: 'disk of a million events, all tables',
        measured: `${whole(onDisk.all)} MB`,
        note: `table of events ${whole(onDisk.events)} MB; page views of 199 people, some parts not merged yet`,
      },
    ];
  } finally {
    await service.close();
  }
}
