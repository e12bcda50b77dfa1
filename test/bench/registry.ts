/**
 * What a registry of fifty rules costs: reports over a million page views as sent, and named by rules of
 * which most fit nothing, read from events and from the sequences that the store has made.
 *
 * Run after a build: node test/dist/bench/registry.js [rows] [rules]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { registrySchema } from '@touchtrail/contract';
import type { RegistryInput, ReportName } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Reader } from '@touchtrail/store';
import { benchSite } from './bench-site.ts';
import { measured } from './reports-engine.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const rules = Number(process.argv[3] ?? 50);
const rounds = 5;

/** People of twenty page views each, on paths of six sections with two hundred pages. */
const fillSql = `
INSERT INTO events (site_id, subject_id, ts, event_id, seq, type, name, channel, anonymous_id, page_path, page_url,
  campaign_source, props, received_at, source)
SELECT {site:String}, concat('d', toString(intDiv(number, 20))), at, reinterpretAsUUID(sipHash128(number)), toUInt32(number),
  if(number % 97 = 0, 'conversion', 'touch'), 'page.viewed', ['web', 'mobile_web', 'app', 'email'][1 + intDiv(number, 20) % 4],
  concat('d', toString(intDiv(number, 20))),
  concat('/', ['home', 'product', 'cart', 'checkout', 'help', 'blog'][1 + sipHash64(number, 7) % 6], '/', toString(sipHash64(number, 1) % 200)) AS path,
  concat('https://shop.example', path), ['google', 'newsletter', ''][1 + number % 3], '{"plan":"a"}', at, 'import'
FROM (SELECT number, fromUnixTimestamp64Milli(toInt64(1772323200000 + intDiv(number, 20) % 50000 * 60000 + number % 20 * 400000), 'UTC') AS at
  FROM numbers({rows:UInt64}))`;

type When = NonNullable<RegistryInput['rules']>[number]['when'];
/** All but the last six fit nothing: each event is held against nearly all. */
const registryOf = (unused: (n: number) => When): RegistryInput => {
  const sections = ['home', 'product', 'cart', 'checkout', 'help', 'blog'];
  return {
    touchpoints: [...sections, 'none'].map((key) => ({ key, phase: 'use' })),
    rules: [
      ...Array.from({ length: rules - sections.length }, (_, n) => ({
        touchpoint: 'none',
        when: unused(n),
      })),
      ...sections.map((key) => ({ touchpoint: key, when: { path: `/${key}/**` } })),
    ],
  };
};

const registries: [string, RegistryInput | undefined][] = [
  ['as sent', undefined],
  ['event names', registryOf((n) => ({ event: `never.${n}` }))],
  ['path patterns', registryOf((n) => ({ path: `/never-${n}/*/edit` }))],
  ['attributes', registryOf((n) => ({ props: { plan: `never-${n}` } }))],
  ['expressions in the URL', registryOf((n) => ({ url: { matches: `/(never|not)-${n}/` } }))],
];
const questions: [ReportName, Record<string, unknown>][] = [
  ['journeys', {}],
  ['paths', {}],
  ['drop-off', {}],
];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-bench-registry-'));
  const store = await openStore({ dataDir });
  try {
    console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; ${rows} events, ${rules} rules`);
    const { sequences: _made, ...raw } = store.reader;
    const readers: [string, Reader][] = [
      ['events', raw],
      ['sequences', store.reader],
    ];
    const times = new Map<string, number[]>();
    const runs: [string, () => Promise<unknown>][] = [];
    for (const [label, registry] of registries) {
      const site = `site-${registries.findIndex(([name]) => name === label)}`;
      await measured(store.connection, fillSql, { site, rows });
      if (registry) {
        await store.registry.save(site, registrySchema.parse(registry), { author: 'bench' });
      }
      for (const [from, reader] of readers) {
        for (const [name, parameters] of questions) {
          runs.push([
            `${label} | ${from} | ${name}`,
            () => runReport(name, parameters, { reader, site: benchSite(site), clock: Date.now }),
          ]);
        }
      }
    }
    for (const [label, run] of runs) {
      await run();
      times.set(label, []);
    }
    // Round by round, so that a disturbance meets all of them.
    for (let round = 0; round < rounds; round++) {
      for (const [label, run] of runs) {
        const begin = performance.now();
        await run();
        times.get(label)?.push(performance.now() - begin);
      }
    }
    console.log(
      `load ${loadavg()
        .map((value) => value.toFixed(1))
        .join(' ')}; median ms of ${rounds}`,
    );
    console.log(
      '| rules by | read from | report | ms | of as sent |\n| --- | --- | --- | ---: | ---: |',
    );
    for (const [label, values] of times) {
      const [, from, name] = label.split(' | ');
      const plain = median(times.get(`as sent | ${from} | ${name}`) ?? []);
      console.log(
        `| ${label} | ${Math.round(median(values))} | ${(median(values) / plain).toFixed(2)} |`,
      );
    }
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
