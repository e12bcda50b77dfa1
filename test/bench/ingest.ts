/**
 * What the write path does and costs, each as a ratio to a floor that is measured in the same run.
 *
 * Run after a build: node test/dist/bench/ingest.js [part …]
 *
 * Parts: check, saturation, latency, steady, where, backlog, start; default: all. TOUCHTRAIL_BENCH_SECONDS is the
 * length of the steady run (default 20; 300 for five minutes), TOUCHTRAIL_BENCH_ROUNDS the rounds of latency (default 3), TOUCHTRAIL_BENCH_BACKLOG the seconds of
 * backlog (default 60; 7200 for two hours), TOUCHTRAIL_BENCH_PILE the events a second at which it piles up (default 2000).
 *
 * @module
 */
import { cpus } from 'node:os';
import { backlog } from './ingest/backlog.ts';
import { checking } from './ingest/checking.ts';
import { latency } from './ingest/latency.ts';
import { load } from './ingest/machine.ts';
import { saturation } from './ingest/saturation.ts';
import { start } from './ingest/start.ts';
import { steady } from './ingest/steady.ts';
import { where } from './ingest/where.ts';
import type { Line } from './ingest/line.ts';

const parts: Readonly<Record<string, () => Promise<readonly Line[]>>> = {
  check: checking,
  saturation,
  latency,
  steady,
  where,
  backlog,
  start,
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}

console.log(`${cpus().length} cores (${cpus()[0]?.model}), ${process.version}, load ${load()}`);
const lines: Line[] = [];
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} …`);
  for (const line of await run()) {
    lines.push(line);
    console.log(`${line.what}: ${line.measured}${line.goal ? ` (goal ${line.goal})` : ''}`);
    if (line.note) console.log(`    ${line.note}`);
  }
}
console.log(`load at the end ${load()}`);
console.log('\n| what | measured | goal |\n| --- | ---: | ---: |');
for (const { what, measured, goal } of lines)
  console.log(`| ${what} | ${measured} | ${goal ?? ''} |`);
