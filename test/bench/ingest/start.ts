import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { load } from './machine.ts';
import { median, two } from './line.ts';
import type { Line } from './line.ts';

const main = path.resolve(import.meta.dirname, '../../../../services/standalone/dist/main.js');

interface Ready {
  event: string;
  url: string;
  writeKey: string;
}

/** Seconds from the command to the first event that is acknowledged, over a data directory. */
async function firstAcknowledgement(dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [main, 'start', '--json', '--port', '0', '--data-dir', dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  let seconds = Number.NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = JSON.parse(line) as Ready;
    if (ready.event !== 'ready') continue;
    const answer = await fetch(`${ready.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'http://localhost:3000' },
      body: JSON.stringify({
        v: 1,
        site: ready.writeKey,
        events: [
          {
            id: crypto.randomUUID(),
            name: 'bench',
            at: Date.now(),
            anonymousId: 'a',
            consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() },
          },
        ],
      }),
    });
    if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
    seconds = (performance.now() - startedAt) / 1_000;
    break;
  }
  child.kill('SIGTERM');
  await exited;
  return seconds;
}

/** From the command to the first durable acknowledgement, engine included. */
export async function start(): Promise<readonly Line[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-bench-'));
  try {
    const first = await firstAcknowledgement(directory);
    const next: number[] = [];
    for (let run = 0; run < 5; run++) next.push(await firstAcknowledgement(directory));
    return [
      {
        what: 'cold start to the first durable acknowledgement',
        measured: `${two(median(next))} s`,
        goal: '1 s',
        note: `runs ${next.map(two).join(', ')} s; the very first, which makes the tables, ${two(first)} s; load ${load()}`,
      },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
