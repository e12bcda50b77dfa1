import { startService, underLoad } from './processes.ts';
import type { Measured } from './processes.ts';
import { median, two, whole } from './line.ts';
import type { Line } from './line.ts';

const order = { eventsPerRequest: 10, connections: 64, seconds: 5, warmUpSeconds: 1 };

/** Of each rate; at 3 all takes two and a half minutes. */
const rounds = Number(process.env['TOUCHTRAIL_BENCH_ROUNDS'] ?? 3);

const p50 = (some: readonly Measured[]) => median(some.map((run) => run.p50));
const p99 = (some: readonly Measured[]) => median(some.map((run) => run.p99));

/** Acknowledging after the disk has it, against acknowledging before anything is written. */
export async function latency(): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const rate of [1_000, 5_000, 10_000]) {
    const runs: Record<'durable' | 'before-write', Measured[]> = {
      durable: [],
      'before-write': [],
    };
    for (let repeat = 0; repeat < rounds; repeat++) {
      // The other one first each time, so that a machine that becomes slower or faster favours neither.
      const pair = ['before-write', 'durable'] as const;
      for (const kind of repeat % 2 === 0 ? pair : pair.toReversed()) {
        console.error(`  ${whole(rate)} events/s, ${kind}, run ${repeat + 1} of ${rounds} …`);
        const service = await startService(kind);
        try {
          runs[kind].push(await underLoad(service, { ...order, rate }));
        } finally {
          await service.close();
        }
      }
    }
    const { durable } = runs;
    const before = runs['before-write'];
    const ratios = durable.map((run, at) => run.p50 / (before[at]?.p50 ?? Number.NaN));
    const spread = `${two(Math.min(...ratios))} to ${two(Math.max(...ratios))}`;
    lines.push({
      what: `fsynced acknowledgement p50 over acknowledging before any write, ${whole(rate)} events/s`,
      measured: two(p50(durable) / p50(before)),
      goal: '1.25',
      note: `by round ${spread}; p50 ${two(p50(durable))} and ${two(p50(before))} ms, p99 ${two(p99(durable))} and ${two(p99(before))} ms; cores: others ${two(median(durable.map((run) => run.foreignCores)))}, load generator ${two(median(durable.map((run) => run.cores)))}`,
    });
  }
  return lines;
}
