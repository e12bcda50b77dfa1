/**
 * How long attribution takes: a Markov chain of order 3 with 50 channels, and the rule models over a
 * million touches without and with 200 replicates of the bootstrap.
 *
 * Run after a build: node test/dist/bench/attribution.js [touches] [people]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { models } from '@touchtrail/analysis/attribution';
import type { PathCount } from '@touchtrail/analysis/attribution';
import { openStore } from '@touchtrail/store';
import type { Reader } from '@touchtrail/store';
import { benchSite } from './bench-site.ts';
import { fillSql } from './reports-data.ts';
import { measured } from './reports-engine.ts';

const touches = Number(process.argv[2] ?? 1_000_000);
const people = Number(process.argv[3] ?? 60_000);
const rounds = 5;

const site = benchSite();

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Journeys over channels of unequal weight: the next channel hangs on the last. */
function journeysOver(channels: number, journeys: number): PathCount[] {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return Array.from({ length: journeys }, () => {
    const path: string[] = [];
    let last = 0;
    do {
      last = Math.floor(((random() ** 2 + last / channels / 3) % 1) * channels);
      path.push(`channel-${last}`);
    } while (random() < 0.8 && path.length < 60);
    const won = random() < 0.05 + last / channels / 10;
    return { path, conversions: won ? 1 : 0, value: won ? 30 : 0, nulls: won ? 0 : 1 };
  });
}

function benchMarkov(): void {
  console.log('| Markov, 50 channels | journeys | states | steps | chain, ms | solve, ms |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const journeys of [20_000, 200_000]) {
    const set = models.toPathSet(journeysOver(50, journeys));
    for (const order of [1, 2, 3]) {
      const begin = performance.now();
      const chain = models.chainOf(set, order);
      const built = performance.now();
      const { shares } = models.markov(chain);
      const solved = performance.now();
      const sum = shares.reduce((a, b) => a + b, 0);
      if (Math.abs(sum - 1) > 1e-9) throw new Error(`shares sum to ${sum}`);
      console.log(
        `| order ${order} | ${journeys} | ${chain.windows.length} | ${chain.to.length} | ${Math.round(built - begin)} | ${Math.round(solved - built)} |`,
      );
    }
  }
}

async function benchReport(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-attribution-'));
  const store = await openStore({ dataDir });
  let pass = 0;
  // The pass over the journeys that adds up the rules, apart from what every report asks before.
  const reader: Reader = {
    ...store.reader,
    async query<Row>(query: Parameters<Reader['query']>[0]): Promise<Row[]> {
      const begin = performance.now();
      const rows = await store.reader.query<Row>(query);
      if (query.sql.includes('GROUP BY key, replicate')) pass = performance.now() - begin;
      return rows;
    },
  };
  const rules =
    'first,last,last-non-direct,linear,u-shaped,w-shaped,time-decay,time-decay-step,custom,shapley-simplified';
  const weights = 'first:1,lead:1,last:1,middle:1';
  const questions: [string, Record<string, unknown>][] = [
    ['10 rules, one pass', { models: rules, weights, replicates: 0 }],
    ['10 rules, 200 replicates', { models: rules, weights }],
    ['everything, order chosen, 200 replicates', { weights, inactivityLimit: '7d' }],
  ];
  try {
    await measured(store.connection, fillSql, { site: site.id, rows: touches, people });
    const times = new Map(
      questions.map(([label]) => [label, { all: [] as number[], pass: [] as number[] }]),
    );
    let described = '';
    for (let round = 0; round <= rounds; round++) {
      for (const [label, parameters] of questions) {
        const begin = performance.now();
        const { result } = await runReport('attribution', parameters, {
          reader,
          site,
          clock: Date.now,
        });
        const own = times.get(label);
        // The first round warms up.
        if (round === 0) continue;
        own?.all.push(performance.now() - begin);
        own?.pass.push(pass);
        described = `${result.conversions} conversions, ${result.nulls} lost journeys`;
      }
    }
    console.log(`\n${touches} touches, ${described}; ms of ${rounds} warm runs`);
    const one = median(times.get('10 rules, one pass')?.pass ?? []);
    console.log('| report attribution | whole report | the pass | passes |');
    console.log('| --- | ---: | ---: | ---: |');
    for (const [label, { all, pass: passes }] of times) {
      console.log(
        `| ${label} | ${Math.round(median(all))} | ${Math.round(median(passes))} | ${(median(passes) / one).toFixed(1)}x |`,
      );
    }
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}`);
console.log(
  `load ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`,
);
benchMarkov();
await benchReport();
console.log(
  `load ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`,
);
