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
  'feedback',
];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds from navigation to the first paint with content, and to the first population line. */
async function visit(page: Page, url: string): Promise<{ paint: number; picture: number }> {
  await page.goto(url);
  await page.locator('.population').first().waitFor();
  return page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return { paint: paint?.startTime ?? Number.NaN, picture: performance.now() };
  });
}

/** The longest of some presses, from the event to the frame after it. */
async function slowestPress(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // oxlint-disable-next-line consistent-function-scoping -- it runs in the page
    const frame = () =>
      new Promise<number>((done) => {
        requestAnimationFrame(() => setTimeout(() => done(performance.now())));
      });
    const press = async (act: () => void): Promise<number> => {
      await frame();
      const from = performance.now();
      act();
      return (await frame()) - from;
    };
    // oxlint-disable-next-line consistent-function-scoping -- it runs in the page
    const key = (name: string) => () =>
      void document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    const times = [await press(key('t')), await press(key('t'))];
    const menu = document.querySelector<HTMLElement>('.top-bar .menu:last-of-type button');
    if (menu) times.push(await press(() => menu.click()), await press(() => menu.click()));
    return Math.max(...times);
  });
}

const rig = await openRig();
try {
  const demo = await touchtrail(rig.dataDir, 'demo', '--people', people);
  console.error(demo.err.trim());
  const page = await rig.browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${rig.service.url}/#token=${rig.service.adminToken}`);
  await page.getByRole('navigation').first().waitFor();
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
