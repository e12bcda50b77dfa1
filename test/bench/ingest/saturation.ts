import { startService, underLoad } from './processes.ts';
import type { Measured } from './processes.ts';
import type { ServiceKind } from './service.ts';
import { load } from './machine.ts';
import { median, two, whole } from './line.ts';
import type { Line } from './line.ts';

const seconds = 4;
const connections = 64;
const repeats = Number(process.env['TOUCHTRAIL_BENCH_REPEATS'] ?? 3);

const microseconds = ({ serviceCores, eventsPerSecond }: Measured) =>
  (serviceCores * 1e6) / eventsPerSecond;

const noteOf = (name: string, runs: readonly Measured[]): string => {
  const of = (pick: (run: Measured) => number) => median(runs.map(pick));
  return `${name}: ${whole(of((run) => run.eventsPerSecond))} events/s, ${two(of(microseconds))} µs of service CPU per event; cores: service ${two(of((run) => run.serviceCores))}, engine ${two(of((run) => run.engineCores))}, load generator ${two(of((run) => run.cores))}, others ${two(of((run) => run.foreignCores))}`;
};

const rate = (some: readonly Measured[]) => median(some.map((run) => run.eventsPerSecond));

/** The most that is taken, against the same pipeline that writes nothing. */
export async function saturation(): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const [eventsPerRequest, goal] of [
    [10, '0.75'],
    [50, '0.85'],
  ] as const) {
    const runs: Record<string, Measured[]> = { nothing: [], durable: [], unsynced: [], paused: [] };
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const name of Object.keys(runs)) {
        console.error(
          `  ${eventsPerRequest} events a request, ${name}, run ${repeat + 1} of ${repeats} …`,
        );
        const isPaused = name === 'paused';
        const service = await startService(isPaused ? 'durable' : (name as ServiceKind));
        try {
          const order = { eventsPerRequest, connections, seconds, warmUpSeconds: 2 };
          // What is acknowledged waits on the disk meanwhile, as when ClickHouse is on another machine.
          if (isPaused) {
            // Sites are read with the first request.
            await underLoad(service, { ...order, seconds: 1, warmUpSeconds: 0 });
            process.kill(service.enginePid, 'SIGSTOP');
          }
          runs[name]?.push(await underLoad(service, order, isPaused ? 'no flush' : 'flush'));
        } finally {
          if (isPaused) process.kill(service.enginePid, 'SIGCONT');
          await service.close();
        }
      }
    }
    const { nothing = [], durable = [], unsynced = [], paused = [] } = runs;
    lines.push(
      {
        what: `durable acknowledged events/s over the same pipeline that writes nothing, ${eventsPerRequest} events a request`,
        measured: two(rate(durable) / rate(nothing)),
        goal,
        note: `${noteOf('nothing', nothing)}\n    ${noteOf('durable', durable)}; load ${load()}`,
      },
      {
        what: `the same while the engine stands still: the service alone, ${eventsPerRequest} events a request`,
        measured: two(rate(paused) / rate(nothing)),
        note: noteOf('durable, nothing drained', paused),
      },
      {
        what: `power-loss safety: events/s with fdatasync over without, ${eventsPerRequest} events a request`,
        measured: two(rate(durable) / rate(unsynced)),
        note: noteOf('without', unsynced),
      },
    );
  }
  return lines;
}
