/**
 * What trackers cost a page that is visited for the first time: CPU of the main thread, requests,
 * what they store. Ours in its builds; with TOUCHTRAIL_PEERS, a folder of other scripts with a
 * `peers.json` (see sdk-start/trackers.ts), those in the same run.
 *
 * Run after a build: node test/dist/bench/sdk-start.js [loads] [throttle]
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { flags, launch } from '../e2e/browser/launch.ts';
import { openStandIn } from './sdk-start/stand-in.ts';
import type { StandIn } from './sdk-start/stand-in.ts';
import { costOf } from './sdk-start/trace.ts';
import type { Cost } from './sdk-start/trace.ts';
import { trackers } from './sdk-start/trackers.ts';
import type { Tracker } from './sdk-start/trackers.ts';

const loads = Number(process.argv[2] ?? 10);
const throttle = Number(process.argv[3] ?? 1);
/** Time that a timed load is watched, ms; longer when the processor is slowed down. */
const watchedMs = throttle > 1 ? 2_500 : 1_500;
/** Time in which requests and what is stored are counted, ms. */
const countedMs = 5_000;

/** A first visit: a browser without cache or storage. `during` sees it after `ms`. */
async function visit<T>(
  browser: Browser,
  url: string,
  ms: number,
  use: (page: Awaited<ReturnType<Browser['newPage']>>, offsite: string[]) => Promise<T>,
  traced = false,
): Promise<{ seen: T; trace: string }> {
  const version = browser.version().split('.')[0];
  const context = await browser.newContext({
    // Some trackers record nothing for a browser that says it is automated.
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
  });
  const page = await context.newPage();
  const offsite: string[] = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol !== 'data:' && !['127.0.0.1', 'localhost'].includes(hostname)) {
      offsite.push(request.url());
    }
  });
  if (throttle > 1) {
    const client = await context.newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  }
  if (traced) {
    await browser.startTracing(page, {
      categories: ['devtools.timeline', 'v8', 'disabled-by-default-v8.compile', 'toplevel'],
    });
  }
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(ms);
  const trace = traced ? (await browser.stopTracing()).toString() : '';
  const seen = await use(page, offsite);
  await context.close();
  return { seen, trace };
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? sorted[middle]!
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

async function measure(
  browser: Browser,
  standIn: StandIn,
  tracker: Tracker,
  number: number,
): Promise<string[]> {
  const url = `${standIn.pages}/page/${number}`;
  standIn.counts();
  const { seen } = await visit(browser, url, countedMs, async (page, offsite) => ({
    ...standIn.counts(),
    offsite: offsite.length,
    stored: await page.evaluate(async () =>
      [
        document.cookie.split('; ').filter(Boolean).length,
        localStorage.length,
        sessionStorage.length,
        (await indexedDB.databases()).length,
      ].join('/'),
    ),
  }));
  const costs: Cost[] = [];
  for (let load = 0; load < loads; load++) {
    const { trace } = await visit(browser, url, watchedMs, () => Promise.resolve(), true);
    costs.push(costOf(trace, [standIn.pages, standIn.collector]));
  }
  const bytes = tracker.scripts
    .map((file) => brotliCompressSync(readFileSync(file)).length)
    .reduce((sum, size) => sum + size, 0);
  const figure = (name: keyof Cost) => median(costs.map((cost) => cost[name])).toFixed(2);
  return [
    tracker.name,
    bytes.toLocaleString('en'),
    figure('sync'),
    figure('script'),
    figure('longest'),
    `${seen.requests}+${seen.preflights}${seen.offsite ? `, ${seen.offsite} off-site` : ''}`,
    seen.stored,
  ];
}

const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);

const { list, answers } = trackers(process.env['TOUCHTRAIL_PEERS']);
const standIn = await openStandIn(list, answers);
const browser = await launch({
  args: [
    ...flags,
    '--disable-blink-features=AutomationControlled',
    // Nothing leaves the machine; what tries to is counted.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  ],
});
try {
  console.log(
    `Chromium ${browser.version()}, ${loads} first visits each, processor slowed down ${throttle} times\n`,
  );
  row([
    'tracker',
    'B brotli',
    'sync ms',
    'script ms',
    'longest task ms',
    'requests + preflights',
    'stored c/l/s/db',
  ]);
  row(['---', '---:', '---:', '---:', '---:', '---', '---']);
  for (const [number, tracker] of list.entries()) {
    row(await measure(browser, standIn, tracker, number));
  }
} finally {
  await browser.close();
  await standIn.close();
}
