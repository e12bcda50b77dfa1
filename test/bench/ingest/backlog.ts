import { setTimeout as wait } from 'node:timers/promises';
import { startService, underLoad } from './processes.ts';
import { two, whole } from './line.ts';
import type { Line } from './line.ts';

const rate = 2_000;
const outageSeconds = Number(process.env['TOUCHTRAIL_BENCH_BACKLOG'] ?? 60);
/** Events a second while the engine stands still: two hours of backlog need not take two hours to pile up. */
const pilingUp = Number(process.env['TOUCHTRAIL_BENCH_PILE'] ?? rate);

/** The engine stands still for a while under load, then has to catch up while the load goes on. */
export async function backlog(): Promise<readonly Line[]> {
  const service = await startService('durable');
  const order = { eventsPerRequest: 10, connections: 64, rate, warmUpSeconds: 0 };
  try {
    await underLoad(service, { ...order, seconds: 2 });
    process.kill(service.enginePid, 'SIGSTOP');
    const during = await underLoad(
      service,
      {
        ...order,
        rate: pilingUp,
        eventsPerRequest: pilingUp > 10_000 ? 50 : order.eventsPerRequest,
        seconds: Math.ceil((outageSeconds * rate) / pilingUp),
      },
      'no flush',
    );
    const from = service.inserted.length;
    process.kill(service.enginePid, 'SIGCONT');
    const startedAt = performance.now();
    let caughtUpAt = Number.NaN;
    let rows = 0;
    const watching = (async () => {
      const limit = startedAt + Math.max(60_000, (outageSeconds * 1_000) / 5);
      while (Number.isNaN(caughtUpAt) && performance.now() < limit) {
        await wait(20);
        const inserts = service.inserted.slice(from).filter(({ table }) => table === 'events');
        // Caught up: what comes in is not older than without an outage.
        if ((inserts.at(-1)?.oldestMs ?? Infinity) < 1_500) {
          caughtUpAt = performance.now();
          rows = inserts.reduce((sum, insert) => sum + insert.rows, 0);
        }
      }
    })();
    let after = await underLoad(service, { ...order, seconds: 30 }, 'no flush');
    while (Number.isNaN(caughtUpAt) && performance.now() - startedAt < outageSeconds * 200) {
      const next = await underLoad(service, { ...order, seconds: 30 }, 'no flush');
      after = {
        ...next,
        p99: Math.max(after.p99, next.p99),
        refused: after.refused + next.refused,
        failed: after.failed + next.failed,
      };
    }
    await watching;
    const seconds = (caughtUpAt - startedAt) / 1_000;
    return [
      {
        what: `${outageSeconds} s of backlog at ${whole(rate)} events/s${pilingUp === rate ? '' : ` (piled up at ${whole(pilingUp)})`}: rate of draining over rate of arrival, new traffic served`,
        measured: two(rows / seconds / rate),
        goal: '5',
        note: `${whole(during.events)} acknowledged meanwhile; ${whole(rows)} rows in ${two(seconds)} s; acknowledgement p99 during the outage ${two(during.p99)} ms, while catching up ${two(after.p99)} ms; refused ${during.refused + after.refused}, failed ${during.failed + after.failed}; cores of others ${two(after.foreignCores)}`,
      },
    ];
  } finally {
    await service.close();
  }
}
