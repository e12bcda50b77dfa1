/**
 * How soon a screen is seen and how soon it answers, in Chromium with the processor slowed down fourfold,
 * on demo data: first contentful paint, the report's picture, and the longest of some presses of a key or
 * button until the frame that answers it, by the browser's event timing (what INP is made of).
 *
 * Run after a build: node test/dist/bench/dashboard.js [people [screen …]]
 *
 * @module
 */
import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { touchtrail } from '../command-line/run.ts';
import { openRig } from '../e2e/browser/rig.ts';
import { signIn } from '../e2e/browser/sign-in.ts';

const [people = '8000', ...only] = process.argv.slice(2);
const slower = 4;
const visits = 5;
const all = [
  '',
  'journey-map',
  'flow',
  'flow?map=process',
  'funnel',
  'drop-off',
  'make-or-break',
  'attribution',
  'channels',
  'forms',
  'feedback',
  'findings',
  'people',
  'accounts',
  'actions',
  'live',
  'registry',
  'segments',
  'settings',
];
const screens = only.length > 0 ? only.map((name) => (name === 'overview' ? '' : name)) : all;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds from navigation to the first paint with content, and to what the screen is about. */
async function visit(page: Page, url: string): Promise<{ paint: number; picture: number }> {
  await page.goto(url);
  await page.locator('main :is(.population, .empty, table, form, .board)').first().waitFor();
  return page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return { paint: paint?.startTime ?? Number.NaN, picture: performance.now() };
  });
}

/** Runs in the page before it: keeps how long each press took until the frame that answers it was seen. */
const keepPresses = (): void => {
  const kept: number[] = [];
  Object.assign(globalThis, { presses: kept });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if ((entry as PerformanceEventTiming).interactionId > 0) kept.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
};

/** The longest of the presses so far in ms, by the browser's event timing: in steps of 8, 16 where shorter. */
const longestPress = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(16, ...(globalThis as unknown as { presses: number[] }).presses));

/** The longest of four presses: charts as tables and back, the menu opened and closed. */
async function slowestPress(page: Page): Promise<number> {
  const menu = page.locator('.top-bar .menu').last().locator('button').first();
  for (const press of [
    () => page.keyboard.press('t'),
    () => page.keyboard.press('t'),
    () => menu.click(),
    () => menu.click(),
  ]) {
    await press();
    await page.waitForTimeout(400);
  }
  return longestPress(page);
}

const rig = await openRig();
try {
  const demo = await touchtrail(rig.dataDir, 'demo', '--people', people);
  console.error(demo.err.trim());
  const page = await rig.browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signIn(page, rig.service);
  await page.addInitScript(keepPresses);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  console.log(`demo of ${people} people, ${slower}x slower, median of ${visits} visits, ms`);
  console.log('screen                    paint   picture   slowest press');
  for (const screen of screens) {
    const [path = '', query = ''] = screen.split('?');
    const url = `${rig.service.url}/${path}?site=demo&range=all${query && `&${query}`}`;
    const seen: { paint: number; picture: number }[] = [];
    const presses: number[] = [];
    for (let count = 0; count < visits; count += 1) {
      seen.push(await visit(page, url));
      presses.push(await slowestPress(page));
    }
    const cells = [
      median(seen.map(({ paint }) => paint)),
      median(seen.map(({ picture }) => picture)),
      median(presses),
    ].map((value, index) => value.toFixed(0).padStart([8, 10, 16][index] ?? 8));
    console.log(`/${screen}`.padEnd(23) + cells.join(''));
  }
  console.log(`load ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await rig.close();
}
