/**
 * What it costs to tell more of an event, step by step, and how fast stored events are told again.
 *
 * Run after a build: node test/dist/bench/enrich.js [stored events, default 300000]
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import type { TouchtrailEvent } from '@touchtrail/contract';
import {
  botStep,
  channelStep,
  enrichEvent,
  moneyStep,
  parseAddressRanges,
  parseRates,
  referrerStep,
  userAgentStep,
  withChannel,
} from '@touchtrail/enrich';
import type { Circumstances } from '@touchtrail/enrich';
import { openStore, toEventRow } from '@touchtrail/store';
import type { EventRow } from '@touchtrail/store';

const storedEvents = Number(process.argv[2] ?? 300_000);
const start = Date.parse('2026-09-01T00:00:00Z');
const spanMs = 90 * 86_400_000;

const shapes: readonly ((version: number) => string)[] = [
  (n) =>
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + (n % 40)}.0.${n}.0 Safari/537.36`,
  (n) =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${n % 9} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.${n % 9} Mobile/15E${n} Safari/604.1`,
  (n) =>
    `Mozilla/5.0 (Linux; Android 14; SM-S${n}B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36`,
  (n) => `Mozilla/5.0 (X11; Linux x86_64; rv:${n}.0) Gecko/20100101 Firefox/${n}.0`,
  (n) =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 Instagram ${n}.0.0.32.98`,
];
const userAgent = (n: number): string => shapes[n % shapes.length]?.(n) ?? '';

const event = (n: number, kinds: number): TouchtrailEvent => ({
  id: `e${n}`,
  type: n % 40 === 0 ? 'conversion' : 'touch',
  name: n % 3 === 0 ? 'page.viewed' : 'element.clicked',
  at: start + Math.floor((n * spanMs) / storedEvents),
  anonymousId: `a${n % 20_000}`,
  page: { url: 'https://shop.example/a', path: '/a', referrer: `https://site${n % 500}.example/x` },
  device: {
    signals: 'coarse touch',
    userAgent: userAgent(n % kinds),
    ...(n % 3 === 0 && { width: 390 + (n % 900), height: 844, language: 'de', utcOffset: 60 }),
  },
  ...(n % 40 === 0 && { value: 10 + (n % 90), currency: n % 80 === 0 ? 'EUR' : 'USD' }),
});

/** Microseconds of one call, median of runs. */
function perCall(calls: number, work: (n: number) => unknown): number {
  const runs = Array.from({ length: 7 }, () => {
    const started = performance.now();
    for (let n = 0; n < calls; n++) work(n);
    return ((performance.now() - started) * 1_000) / calls;
  });
  return Number((runs.toSorted((a, b) => a - b)[3] ?? NaN).toFixed(3));
}

const rates = parseRates(
  `date,from,to,rate\n${Array.from({ length: 400 }, (_, n) => `${new Date(start - 30 * 86_400_000 + n * 86_400_000).toISOString().slice(0, 10)},USD,EUR,${(0.85 + (n % 10) / 100).toFixed(4)}`).join('\n')}\n`,
);
const ranges = parseAddressRanges(
  Array.from(
    { length: 40_000 },
    (_, n) => `${(n % 200) + 20}.${n % 256}.${(n >> 8) % 256}.0/24`,
  ).join('\n'),
);

const calls = 100_000;
const kinds = 1_000;
const known = Array.from({ length: kinds }, (_, n) => userAgent(n));
const ua = (n: number) => known[n % kinds] ?? '';
const events = Array.from({ length: 10_000 }, (_, n) => event(n, kinds));
const some = (n: number) => events[n % events.length] ?? event(n, kinds);
const circumstances = (one: TouchtrailEvent): Circumstances => ({
  userAgent: one.device?.userAgent ?? '',
  stated: { channel: false, referrerType: false },
  stripped: [],
  fromPage: true,
  observed: [],
  base: 'EUR',
  rates,
});
let fresh = 0;

const texts = events.map((one) => JSON.stringify(one));

const steps: Record<string, number> = {
  'for comparison: JSON.parse of an event': perCall(calls, (n) =>
    JSON.parse(texts[n % texts.length] ?? ''),
  ),
  'user agent, seen lately': perCall(calls, (n) =>
    userAgentStep.derive({ userAgent: ua(n), signals: '' }, undefined),
  ),
  'user agent, new': perCall(3_000, () =>
    userAgentStep.derive({ userAgent: `${userAgent(1_000 + ++fresh)} x`, signals: '' }, undefined),
  ),
  channel: perCall(calls, (n) =>
    channelStep.derive({ userAgent: ua(n), signals: 'coarse touch' }, undefined),
  ),
  bot: perCall(calls, (n) =>
    botStep.derive(
      { userAgent: ua(n), width: 390, height: 844, language: 'de', deviceTold: true, observed: [] },
      undefined,
    ),
  ),
  referrer: perCall(calls, (n) =>
    referrerStep.derive(
      { referrerHost: `site${n % 500}.example`, pageHost: 'shop.example' },
      undefined,
    ),
  ),
  money: perCall(calls, (n) =>
    moneyStep.derive({ currency: 'USD', day: 20_697 + (n % 90) }, { base: 'EUR', rates }),
  ),
  'address among 40,000 ranges (once a request)': perCall(calls, (n) =>
    ranges.has(`${n % 256}.${(n >> 3) % 256}.7.9`),
  ),
  'all of an event, beside the channel': perCall(calls, (n) => {
    const one = some(n);
    return enrichEvent(one, circumstances(one));
  }),
  'channel put on an event': perCall(calls, (n) => withChannel(some(n), { userAgent: ua(n) })),
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
};

async function again(): Promise<Record<string, unknown>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-bench-'));
  const store = await openStore({ dataDir });
  try {
    const site = { id: 'bench', currency: 'EUR' };
    for (let from = 0; from < storedEvents; from += 20_000) {
      const rows: EventRow[] = [];
      for (let n = from; n < Math.min(storedEvents, from + 20_000); n++) {
        rows.push(
          toEventRow(site.id, event(n, 5_000), { receivedAt: start + spanMs, source: 'sdk' }),
        );
      }
      await store.insertEvents(rows);
    }
    const dry = await timed(() => store.enrichment.rerun({ site, rates, dryRun: true }));
    const told = await timed(() => store.enrichment.rerun({ site, rates }));
    const none = await timed(() => store.enrichment.rerun({ site, rates }));
    return {
      events: storedEvents,
      'distinct user agents': 5_000,
      'dry run, s': Number(dry.toFixed(2)),
      'told again, s': Number(told.toFixed(2)),
      'events/s': Math.round(storedEvents / told),
      'nothing to do, s': Number(none.toFixed(3)),
    };
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

console.log(
  `load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}, node ${process.version}`,
);
console.log('microseconds of one event');
console.table(steps);
console.table(await again());
