import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService, underLoad } from './processes.ts';
import { two } from './line.ts';
import type { Line } from './line.ts';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

/** Steps by the files they are in; the first that fits. */
const steps: readonly (readonly [step: string, where: RegExp])[] = [
  ['scrubbing', /sdk\/dist\/.*scrub|gate\/scrub-event|gate\/remembered/],
  ['enrichment', /enrich\/|ua-parser|isbot/],
  ['consent gate', /\/gate\/|consent\//],
  ['validation', /contract\/dist|zod|check-event/],
  ['rows', /row-format|event-row|event-uuid/],
  ['replay guard', /\/replay\//],
  ['spool and drain', /\/spool\/|writer\.js|clickhouse|node:internal\/fs|fs\/promises/],
  ['parsing', /read-body/],
  ['HTTP', /^node:|hono|node-server|^$/],
];

const stepOf = (name: string, url: string): string =>
  name === '(garbage collector)'
    ? 'garbage collection'
    : (steps.find(([, files]) => files.test(url))?.[0] ?? 'the rest of the collector');

/** Where the service's time goes at saturation, by the profiler: µs of each step per event. */
export async function where(): Promise<readonly Line[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-bench-'));
  try {
    const service = await startService('durable', undefined, [
      '--cpu-prof',
      `--cpu-prof-dir=${directory}`,
    ]);
    const order = { eventsPerRequest: 10, connections: 64, seconds: 6, warmUpSeconds: 0 };
    const run = await underLoad(service, order).finally(() => service.close());
    const [file = ''] = await readdir(directory);
    const profile = JSON.parse(await readFile(path.join(directory, file), 'utf8')) as Profile;
    const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
    const spent = new Map<string, number>();
    for (const [index, id] of profile.samples.entries()) {
      const { functionName = '', url = '' } = frames.get(id) ?? {};
      if (functionName === '(idle)' || functionName === '(program)') continue;
      const step = stepOf(functionName, url);
      spent.set(step, (spent.get(step) ?? 0) + (profile.timeDeltas[index] ?? 0));
    }
    return [...spent]
      .toSorted(([, a], [, b]) => b - a)
      .map(([step, time]) => ({
        what: `profile at saturation, 10 events a request: ${step}`,
        measured: `${two(time / run.events)} µs an event`,
      }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
