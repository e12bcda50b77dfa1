/**
 * A first visit with a stopwatch: from the link that the service prints to the three answers, by clicks
 * alone, in a real browser. Prints the seconds of each step: until its answer can be read, not how long
 * somebody reads.
 *
 * Run after a build: node test/dist/screens/first-walk.js [runs]
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Locator, Page } from 'playwright-core';
import { launch } from '../e2e/browser/launch.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const main = path.join(root, 'services/standalone/dist/main.js');
const runs = Number(process.argv[2] ?? 1);

interface Step {
  what: string;
  clicks: number;
  ms: number;
}

/** The service as its command starts it; its first line for programs has the link's parts. */
async function start(dataDir: string) {
  const child = spawn(
    process.execPath,
    [main, 'start', '--port', '0', '--json', '--data-dir', dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('"event":"ready"')) continue;
    const { url, adminToken } = JSON.parse(line) as { url: string; adminToken: string };
    const close = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    return { link: `${url}/#token=${adminToken}`, close };
  }
  throw new Error('The service ended before it was ready.');
}

async function loadDemo(dataDir: string): Promise<void> {
  const child = spawn(process.execPath, [main, 'demo', '--data-dir', dataDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`touchtrail demo ended with ${code}.`);
}

const textOf = async (place: Locator): Promise<string> =>
  ((await place.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();

/** What is clicked and what must be readable then, one after the other. */
async function walk(page: Page, link: string, demo: () => Promise<void>): Promise<Step[]> {
  const steps: Step[] = [];
  const answers: string[] = [];
  const timed = async (what: string, clicks: number, act: () => Promise<void>) => {
    const began = performance.now();
    await act();
    steps.push({ what, clicks, ms: performance.now() - began });
  };
  const sentence = page.locator('p.sentence').first();
  const read = async (place: Locator) => {
    await place.waitFor();
    answers.push(await textOf(place));
  };
  await timed('the link signs in: the line to paste', 0, async () => {
    await page.goto(link);
    await page.getByText('data-site').first().waitFor();
  });
  await timed('touchtrail demo, until the open page offers it', 0, async () => {
    await demo();
    await page.getByRole('button', { name: /^Demo shop has/ }).waitFor();
  });
  await timed('where do we lose people: the sentence of the overview', 1, async () => {
    await page.getByRole('button', { name: /^Demo shop has/ }).click();
    await sentence.locator('.lost').waitFor();
    await read(sentence);
  });
  await timed('the leak: all of them', 1, async () => {
    await page.locator('.interval-row.flagged').first().click();
    await page.getByRole('heading', { name: 'Where journeys break' }).waitFor();
  });
  await timed('who comes back: the same screen', 0, async () => {
    await read(
      page.locator('section.figure', { hasText: 'Who comes back' }).locator('.figure-note').first(),
    );
  });
  await timed('what decides: the sentence of make-or-break', 1, async () => {
    await page.getByRole('link', { name: 'Make-or-break', exact: true }).click();
    await page.getByRole('heading', { name: 'Which touchpoints decide' }).waitFor();
    await read(sentence);
  });
  await timed('the evidence of the first one', 1, async () => {
    await page.locator('.interval-row').first().click();
    await page.waitForURL((url) => url.searchParams.has('at'));
    await page.getByRole('table', { name: 'How sure is it?' }).waitFor({ state: 'attached' });
  });
  for (const answer of answers) console.log(`  “${answer}”`);
  return steps;
}

for (let run = 1; run <= runs; run += 1) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-walk-'));
  const browser = await launch();
  const service = await start(dataDir);
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
    });
    const steps = await walk(page, service.link, () => loadDemo(dataDir));
    for (const { what, clicks, ms } of steps) {
      console.log(`${(ms / 1_000).toFixed(2).padStart(7)} s  ${clicks} clicks  ${what}`);
    }
    const sum = (of: (step: Step) => number) => steps.reduce((all, step) => all + of(step), 0);
    console.log(
      `${(sum(({ ms }) => ms) / 1_000).toFixed(2).padStart(7)} s  ${sum(({ clicks }) => clicks)} clicks  in all (run ${run})`,
    );
  } finally {
    await browser.close();
    await service.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
