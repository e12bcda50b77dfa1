import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, LaunchOptions } from 'playwright-core';

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What a Chromium for tests is started with. */
export const flags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // People's browsers have a screen: one without is flagged as a bot, and reports leave it out.
  '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
];

/** Path of a real Chromium: `CHROMIUM_PATH`, the system's, or the one inside an npm package. */
async function browserPath(): Promise<string> {
  const asked = process.env['CHROMIUM_PATH'];
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new Error(`CHROMIUM_PATH is ${asked}, but there is no such file.`);
  }
  const system = systemPaths.find((file) => existsSync(file));
  if (system) return system;
  try {
    const packed = await import('@sparticuz/chromium');
    return await packed.default.executablePath();
  } catch (error) {
    throw new Error(
      'The end-to-end tests need a real Chromium. Install Chromium or Chrome, or set CHROMIUM_PATH.',
      { cause: error },
    );
  }
}

/** Starts a real Chromium. */
export async function launch(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: await browserPath(),
    headless: true,
    args: [...flags],
    ...options,
  });
}

/**
 * Starts a real Chromium that nobody is connected to, on one page, which has to do everything itself:
 * tools that are attached to a page keep the browser from rendering another one ahead.
 *
 * @returns ends the browser.
 */
export async function launchAlone(url: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(path.join(tmpdir(), 'touchtrail-browser-'));
  const browser = spawn(
    await browserPath(),
    [...flags, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, url],
    { stdio: 'ignore' },
  );
  const ended = once(browser, 'exit');
  return async () => {
    browser.kill();
    await ended;
    // Its helpers may write for a moment longer.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

/**
 * Lets a test move the browser's clock. The shift holds for every page opened or navigated after
 * the call, timers keep running.
 */
export async function shiftClock(context: BrowserContext, shiftMs: number): Promise<void> {
  await context.addInitScript((shift: number) => {
    const scope = globalThis as unknown as { clockShift?: number; Date: DateConstructor };
    if (scope.clockShift === undefined) {
      const RealDate = Date;
      const realNow = RealDate.now.bind(RealDate);
      class ShiftedDate extends RealDate {
        constructor(...args: unknown[]) {
          if (args.length === 0) super(realNow() + (scope.clockShift ?? 0));
          else super(...(args as [number]));
        }
        static override now(): number {
          return realNow() + (scope.clockShift ?? 0);
        }
      }
      scope.Date = ShiftedDate as unknown as DateConstructor;
    }
    scope.clockShift = shift;
  }, shiftMs);
}

/** Everything the browser keeps for the pages of this context, in the four stores. */
export async function stored(
  context: BrowserContext,
): Promise<{ cookies: string[]; local: string[]; session: string[]; databases: string[] }> {
  const found = {
    cookies: [] as string[],
    local: [] as string[],
    session: [] as string[],
    databases: [] as string[],
  };
  for (const cookie of await context.cookies()) found.cookies.push(cookie.name);
  for (const page of context.pages()) {
    if (!page.url().startsWith('http')) continue;
    const inPage = await page.evaluate(async () => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      databases: (await indexedDB.databases()).map((database) => database.name ?? ''),
    }));
    found.local.push(...inPage.local);
    found.session.push(...inPage.session);
    found.databases.push(...inPage.databases);
  }
  return found;
}
