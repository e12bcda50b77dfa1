import { batchSchema, checkedEvent, eventSchema } from '@touchtrail/contract';
import type { Context } from '@touchtrail/contract';
import { batchTemplate } from './batch.ts';
import { median, two, whole } from './line.ts';
import type { Line } from './line.ts';

const eventsPerBatch = 50;
const rounds = 400;
const repeats = 7;

/** µs per event of a way of reading the same text. */
function timed(text: string, read: (text: string) => void): number {
  for (let round = 0; round < rounds; round++) read(text);
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round++) read(text);
  return ((performance.now() - startedAt) * 1_000) / (rounds * eventsPerBatch);
}

const parse = (given: string) => JSON.parse(given) as unknown;
const envelope = (given: string) => {
  const { context, events } = batchSchema.parse(parse(given));
  return { context, events };
};
const merged = (context: Context | undefined, event: unknown) => ({
  ...context,
  ...(event as object),
});

const compiled = (given: string) => {
  const { context, events } = envelope(given);
  for (const event of events) {
    if (!checkedEvent(event as Record<string, unknown>, context)) throw new Error('refused');
  }
};
const bySchema = (given: string) => {
  const { context, events } = envelope(given);
  for (const event of events) {
    if (!eventSchema.safeParse(merged(context, event)).success) throw new Error('refused');
  }
};

/** What validation adds to parsing, on one core, without HTTP. */
export async function checking(): Promise<readonly Line[]> {
  const text = batchTemplate('wk_bench', eventsPerBatch, 7).bytes.toString('utf8');
  const times = { parse: [] as number[], compiled: [] as number[], schema: [] as number[] };
  for (let repeat = 0; repeat < repeats; repeat++) {
    times.parse.push(timed(text, parse));
    times.compiled.push(timed(text, compiled));
    times.schema.push(timed(text, bySchema));
  }
  const [alone, fast, slow] = [median(times.parse), median(times.compiled), median(times.schema)];
  return [
    {
      what: 'validated events/s over `JSON.parse` alone',
      measured: two(alone / fast),
      goal: '0.75',
      note: `µs per event: parse ${two(alone)}, with the compiled check ${two(fast)}, with the schema alone ${two(slow)} (${two(alone / slow)}); ${whole(1e6 / fast)} events/s`,
    },
  ];
}
