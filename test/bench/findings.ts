/**
 * How long the reports `findings` and `personas` take, over how many journeys.
 *
 * Run after a build: node test/dist/bench/findings.js [rows] [people]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import type { ReportName } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Query, Reader } from '@touchtrail/store';
import { benchSite } from './bench-site.ts';
import { fillSql } from './reports-data.ts';
import { measured } from './reports-engine.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const people = Number(process.argv[3] ?? Math.round(rows * 0.06));
const site = benchSite();
const names: ReportName[] = ['make-or-break', 'drop-off', 'findings', 'personas'];

const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-findings-bench-'));
const store = await openStore({ dataDir });
try {
  await measured(store.connection, fillSql, { site: site.id, rows, people });
  let queries = 0;
  const reader: Reader = {
    ...store.reader,
    query: <Row>(query: Query) => {
      queries++;
      return store.reader.query<Row>(query);
    },
  };
  await runReport('journeys', {}, { reader, site, clock: Date.now });
  console.log(
    `${rows} events, ${cpus().length} processors, load ${loadavg()
      .map((value) => value.toFixed(1))
      .join(' ')}`,
  );
  for (const name of names) {
    queries = 0;
    const began = performance.now();
    const { population } = await runReport(name, {}, { reader, site, clock: Date.now });
    const seconds = ((performance.now() - began) / 1_000).toFixed(2);
    console.log(`${name}: ${seconds} s, ${queries} queries, ${population.journeys} journeys`);
  }
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
