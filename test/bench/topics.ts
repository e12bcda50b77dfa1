/**
 * How long the report of topics takes, and how much memory, over many comments.
 *
 * Run after a build: node --expose-gc test/dist/bench/topics.js [comments] [rounds]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { openStore } from '@touchtrail/store';
import type { EventRow } from '@touchtrail/store';
import { benchSite } from './bench-site.ts';

const comments = Number(process.argv[2] ?? 50_000);
const rounds = Number(process.argv[3] ?? 3);
const site = benchSite();
const begin = Date.UTC(2026, 8, 1);
const day = 86_400_000;

const mb = (bytes: number) => Math.round(bytes / 1_048_576);
let state = 1;
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 4_294_967_296;
};
/** Words of eight topics and of none; the first are frequent, as words are. */
const words = Array.from({ length: 9 }, (_, topic) =>
  Array.from({ length: topic === 8 ? 20_000 : 300 }, (_w, n) => {
    const letters = 'bdfgklmnprst';
    const vowels = 'aeiou';
    let word = '';
    for (let rest = topic * 50_000 + n + 99; rest > 0; rest = Math.floor(rest / 60)) {
      word += `${letters[rest % 12] ?? 'b'}${vowels[Math.floor(rest / 12) % 5] ?? 'a'}`;
    }
    return word;
  }),
);
function sentence(): string {
  const topic = Math.floor(random() * 8);
  return Array.from({ length: 6 + Math.floor(random() * 14) }, () => {
    const pool = words[random() < 0.5 ? topic : 8] ?? [];
    return pool[Math.floor(random() ** 3 * pool.length)] ?? '';
  }).join(' ');
}

const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-topics-'));
const store = await openStore({ dataDir });
try {
  for (let from = 0; from < comments; from += 10_000) {
    const rows = Array.from({ length: Math.min(10_000, comments - from) }, (_, at): EventRow => {
      const n = from + at;
      return {
        site_id: site.id,
        subject_id: `p${Math.floor(n / 1.3)}`,
        ts: begin + Math.floor(random() * 90 * day),
        event_id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
        seq: 0,
        type: 'feedback',
        name: 'feedback.given',
        touchpoint: `place-${n % 12}`,
        channel: 'web',
        rating: 1 + (n % 10),
        rating_scale: 'scale10',
        comment: sentence(),
        received_at: begin,
        source: 'import',
      };
    });
    await store.insertEvents(rows);
  }
  console.log(`${comments} comments, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
  console.log('| run | seconds | longest pause, ms | resident before, MB | most, MB | topics |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (let round = 1; round <= rounds; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let most = before;
    let longest = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      most = Math.max(most, process.memoryUsage.rss());
    }, 10);
    const start = performance.now();
    const { result } = await runReport(
      'topics',
      { comments: 100_000 },
      {
        reader: store.reader,
        site,
        clock: Date.now,
      },
    );
    const seconds = (performance.now() - start) / 1_000;
    clearInterval(watch);
    console.log(
      `| ${round} | ${seconds.toFixed(1)} | ${Math.round(longest)} | ${mb(before)} | ${mb(most)} | ${result.rows.length} of ${result.discovery.groups ?? 0} groups |`,
    );
  }
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
