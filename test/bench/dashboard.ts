/**
 * How soon a screen is seen and how soon it answers, in Chromium with the processor slowed down fourfold,
 * on demo data: first contentful paint, the report's picture, and the longest of some presses of a key or
 * button until the next frame.
 *
 * Run after a build: node test/dist/bench/dashboard.js [people]
 *
 * @module
 */
import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { touchtrail } from '../command-line/run.ts';
import { openRig } from '../e2e/browser/rig.ts';
import { signIn } from '../e2e/browser/sign-in.ts';

const people = process.argv[2] ?? '8000';
const slower = 4;
const visits = 5;
const screens = [
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

/**
 * Runs in the page: milliseconds from a press to the frame after it.
 *
 * @param selector what is pressed; null: the key that turns charts into tables and back.
 */
const timePress = (selector: string | null): Promise<number> =>
  new Promise((done) => {
    requestAnimationFrame(() =>
      setTimeout(() => {
        const from = performance.now();
        if (selector === null) {
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 't', bubbles: true }));
        } else document.querySelector<HTMLElement>(selector)?.click();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
      }),
    );
  });

/** The longest of four presses: charts as tables and back, the menu opened and closed. */
async function slowestPress(page: Page): Promise<number> {
  const menu = '.top-bar .menu:last-of-type button';
  const times: number[] = [];
  for (const selector of [null, null, menu, menu]) {
    times.push(await page.evaluate(timePress, selector));
  }
  return Math.max(...times);
}

const rig = await openRig();
try {
  const demo = await touchtrail(rig.dataDir, 'demo', '--people', people);
  console.error(demo.err.trim());
  const page = await rig.browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signIn(page, rig.service);
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
