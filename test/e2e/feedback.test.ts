import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { serveFiles } from './builds/serve.ts';
import type { FileServer } from './builds/serve.ts';
import { bodyText } from './browser/request-body.ts';

const canary = 'kanarienvogel';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Scope {
  touchtrail: { consent(choice: unknown): void; flush(): Promise<void> };
  touchtrailFeedback: { ask(key: string): boolean };
  axe: { run(): Promise<AxeResults> };
  keys: string[];
  broken: string[];
}
declare const scope: Scope;

const rules = [
  { key: 'ease', touchpoint: 'checkout.done', kind: 'ces', delayMs: 50, comment: true },
  ...(['scale10', 'nps', 'csat', 'thumbs'] as const).map((kind) => ({
    key: kind,
    touchpoint: 'shop.support',
    kind,
    comment: true,
  })),
];

let rig: Rig;
let site: FileServer;
let context: BrowserContext;
let bodies: string[] = [];

/** A page that allows no style and no script but those of the service. */
function html(path: string): string {
  const tags = `<script src="${rig.service.url}/t.js" data-site="${rig.service.site.writeKey}"></script>
    <script src="${rig.service.url}/t.feedback.js" data-rules="${JSON.stringify(rules).replaceAll('"', '&quot;')}"></script>`;
  const touchpoint = path.startsWith('/done') ? 'checkout.done' : 'home';
  return `<!doctype html><html lang="${path.endsWith('-de') ? 'de-DE' : 'en'}"><head><title>Shop</title>
    <meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <meta name="touchtrail:touchpoint" content="${touchpoint}">${tags}</head>
    <body><main><h1>Shop</h1><label>Search <input id="search"></label><button id="ask">Give feedback</button></main></body></html>`;
}

beforeAll(async () => {
  rig = await openRig();
  site = await serveFiles((path) => ({
    body: html(path),
    headers: {
      'content-security-policy': `default-src 'none'; script-src ${rig.service.url}; connect-src ${rig.service.url}; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    },
  }));
});

afterAll(async () => {
  await context?.close();
  await site?.close();
  await rig?.close();
});

/** A page of somebody who was never here. */
async function open(path: string, options = {}): Promise<Page> {
  await context?.close();
  context = await rig.browser.newContext(options);
  bodies = [];
  context.on('request', (request) => bodies.push(request.url() + bodyText(request)));
  await context.addInitScript(() => {
    const here = Object.assign(globalThis, { scope: globalThis, keys: [], broken: [] });
    const { keys, broken } = here as unknown as Scope;
    addEventListener('error', (event) => broken.push(event.message));
    document.addEventListener('securitypolicyviolation', (event) =>
      broken.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
    // A shortcut of the page, such as many shops have.
    document.addEventListener('keydown', (event) => keys.push(event.key));
    document.addEventListener('click', (event) => {
      const { id } = event.target as Element;
      if (id === 'ask') scope.touchtrailFeedback.ask('nps');
    });
  });
  const page = await context.newPage();
  await page.goto(site.origin + path);
  return page;
}

const allow = (page: Page, ...purposes: string[]) =>
  page.evaluate(
    (list) => scope.touchtrail.consent(Object.fromEntries(list.map((one) => [one, true]))),
    purposes,
  );

/** What axe finds wrong on the page and in the prompt. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => scope.axe.run());
  // It has looked into the prompt, not only at the page around it.
  expect(JSON.stringify(passes.map(({ nodes }) => nodes.map(({ target }) => target)))).toContain(
    'touchtrail-feedback',
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: at }) => at).join(' ')}`);
}

const rows = async (page: Page) => {
  await page.evaluate(() => scope.touchtrail.flush());
  return rig.events<Record<string, unknown>>(
    'type, name, touchpoint, rating, rating_scale AS scale, comment, props',
  );
};
/** Half shown, text has half the contrast. */
const finished = (page: Page) =>
  page.evaluate(() => {
    const { shadowRoot } = document.querySelector('touchtrail-feedback')!;
    return Promise.all(shadowRoot!.getAnimations().map((animation) => animation.finished));
  });

test('nothing before consent; then at its touchpoint, announced, without taking the focus', async () => {
  const page = await open('/done');
  const dialog = page.getByRole('dialog');
  await page.waitForTimeout(400);
  expect(await dialog.count()).toBe(0);
  expect(bodies.filter((body) => body.includes('/v1/'))).toEqual([]);
  await page.focus('#search');
  await allow(page, 'measurement', 'storage');
  await dialog.waitFor();
  const status = page.locator('touchtrail-feedback [role=status]');
  await eventually(
    () => status.textContent(),
    (text) => text === 'How easy was this for you?',
    2_000,
  );
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  expect(await dialog.evaluate((it) => getComputedStyle(it).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  expect(await page.getByRole('textbox', { name: /add something/ }).count()).toBe(0);
  await page.getByRole('radio', { name: '6', exact: true }).check();
  await page.getByRole('button', { name: 'Send' }).click();
  await eventually(
    () => status.textContent(),
    (text) => text === 'Thank you for your answer.',
    2_000,
  );
  const stored = await eventually(
    () => rows(page),
    (all) => all.some(({ type }) => type === 'feedback'),
  );
  // Nothing that was done in the prompt is a click or a form of the page.
  expect(stored.map(({ name }) => name)).toEqual(['page.viewed', 'feedback.given']);
  expect(stored[1]).toEqual({
    type: 'feedback',
    name: 'feedback.given',
    touchpoint: 'checkout.done',
    rating: 6,
    scale: 'ces',
    comment: '',
    props: '{"question":"ease"}',
  });
  // Nobody has to close it who has answered with the mouse.
  await dialog.waitFor({ state: 'detached', timeout: 10_000 });
  // Once in ninety days, remembered over a reload.
  await page.reload();
  await allow(page, 'measurement', 'storage');
  await page.waitForTimeout(400);
  expect(await dialog.count()).toBe(0);
  expect(await page.evaluate(() => scope.broken)).toEqual([]);
});

test('by keyboard alone: arrows choose, Tab leads on, Escape leaves, focus returns', async () => {
  const page = await open('/home-de', { reducedMotion: 'reduce' });
  await allow(page, 'measurement', 'content');
  await page.focus('#ask');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Wie wahrscheinlich empfehlen Sie uns weiter?' });
  await dialog.waitFor();
  expect(await dialog.evaluate((it) => it.getAnimations().length)).toBe(0);
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document.querySelector('touchtrail-feedback')?.shadowRoot ?? {};
      const { outlineStyle } = getComputedStyle(
        activeElement?.matches('input') ? activeElement.nextElementSibling! : activeElement!,
      );
      const { value, localName, textContent } = activeElement as HTMLInputElement;
      return [localName, value || textContent, outlineStyle];
    });
  expect(await focused()).toEqual(['input', '0', 'solid']);
  await page.keyboard.press('Space');
  for (let times = 0; times < 9; times++) await page.keyboard.press('ArrowRight');
  expect(await focused()).toEqual(['input', '9', 'solid']);
  expect(await page.getByRole('radio', { name: '10, sehr wahrscheinlich' }).count()).toBe(1);
  await page.keyboard.press('Tab');
  await page.keyboard.type('Gut gemacht');
  expect((await focused())[0]).toBe('textarea');
  await page.keyboard.press('Tab');
  expect(await focused()).toEqual(['button', 'Senden', 'solid']);
  await page.keyboard.press('Enter');
  // What had the focus is gone; it must not fall back to the top of the page.
  expect(await focused()).toEqual(['button', '✕', 'solid']);
  await page.getByText('Danke für Ihre Antwort.').waitFor();
  await page.keyboard.press('Escape');
  expect(await dialog.count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('ask');
  // No key that was pressed in the prompt reached a shortcut of the page.
  expect(await page.evaluate(() => scope.keys)).toEqual(['Enter']);
  await page.evaluate(() => scope.touchtrail.flush());
  expect(bodies.join()).toContain('"rating":9,"ratingScale":"nps","comment":"Gut gemacht"');
  expect(await page.evaluate(() => scope.broken)).toEqual([]);
});

test('axe finds nothing: every kind, asked and answered, wide and narrow, in colours of the page', async () => {
  const page = await open('/home', { viewport: { width: 320, height: 640 } });
  await allow(page, 'measurement', 'content');
  const dialog = page.getByRole('dialog');
  const found: string[] = [];
  for (const kind of ['scale10', 'nps', 'csat', 'ease', 'thumbs']) {
    expect(await page.evaluate((key) => scope.touchtrailFeedback.ask(key), kind)).toBe(true);
    await finished(page);
    found.push(...(await faults(page)));
    const box = await dialog.boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 320, kind).toBe(true);
    await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you').waitFor();
    if (kind === 'thumbs') found.push(...(await faults(page)));
    await page.getByRole('button', { name: 'Close' }).click();
  }
  await page.setViewportSize({ width: 1_200, height: 800 });
  await page.evaluate(() => {
    const { style } = document.documentElement;
    style.setProperty('--touchtrail-feedback-background', '#101820');
    style.setProperty('--touchtrail-feedback-color', '#f5f5f5');
    style.setProperty('--touchtrail-feedback-accent', '#ffd166');
    style.setProperty('--touchtrail-feedback-on-accent', '#101820');
    scope.touchtrailFeedback.ask('csat');
  });
  await page.getByRole('radio').first().check();
  await finished(page);
  expect(await dialog.evaluate((it) => getComputedStyle(it).backgroundColor)).toBe(
    'rgb(16, 24, 32)',
  );
  found.push(...(await faults(page)));
  expect(found).toEqual([]);
});

test('words that were not allowed, taken back or not sent are in no request, no storage and no table', async () => {
  const page = await open('/home');
  await allow(page, 'measurement', 'storage', 'content');
  const write = async () => {
    await page.evaluate(() => scope.touchtrailFeedback.ask('nps'));
    await page.getByRole('textbox', { name: /add something/ }).fill(`${canary} was here`);
    await page.getByRole('radio').first().check();
  };
  await write();
  await page.keyboard.press('Escape');
  await write();
  await allow(page, 'measurement', 'storage');
  expect(await page.getByRole('textbox', { name: /add something/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Thank you').waitFor();
  await allow(page, 'measurement', 'storage', 'content');
  await page.getByRole('button', { name: 'Close' }).click();
  // What is still waiting at a withdrawal goes nowhere, so this goes first.
  await rows(page);
  await write();
  await page.evaluate(() => scope.touchtrail.consent('deny'));
  expect(await page.getByRole('dialog').count()).toBe(0);
  await allow(page, 'measurement');
  const all = await eventually(
    () => rows(page),
    (list) => list.filter(({ name }) => name === 'consent.withdrawn').length > 0,
  );
  expect(JSON.stringify(all)).not.toContain(canary);
  expect(bodies.filter((body) => body.includes(canary))).toEqual([]);
  expect(bodies.join()).toContain('"ratingScale":"nps"');
  expect(JSON.stringify(await context.storageState({ indexedDB: true }))).not.toContain(canary);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});
