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
    const runs: Record<string, Measured[]> = { nothing: [], durable: [], unsynced: [] };
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const kind of Object.keys(runs) as ServiceKind[]) {
        console.error(
          `  ${eventsPerRequest} events a request, ${kind}, run ${repeat + 1} of ${repeats} …`,
        );
        const service = await startService(kind);
        try {
          const order = { eventsPerRequest, connections, seconds, warmUpSeconds: 2 };
          runs[kind]?.push(await underLoad(service, order));
        } finally {
          await service.close();
        }
      }
    }
    const { nothing = [], durable = [], unsynced = [] } = runs;
    lines.push(
      {
        what: `durable acknowledged events/s over the same pipeline that writes nothing, ${eventsPerRequest} events a request`,
        measured: two(rate(durable) / rate(nothing)),
        goal,
        note: `${noteOf('nothing', nothing)}\n    ${noteOf('durable', durable)}; load ${load()}`,
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
