import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { canary, serveCapturePage } from './capture/page.ts';
import type { CapturePage } from './capture/page.ts';
import { bodyText } from './browser/request-body.ts';

interface Row {
  id: string;
  type: string;
  name: string;
  touchpoint: string | null;
  parent: string | null;
  props: Record<string, unknown>;
  scroll: number | null;
  errors: number | null;
  rage: number | null;
  dead: number | null;
  lcp: number | null;
}

let rig: Rig;
let site: CapturePage;
let context: BrowserContext;
const bodies: string[] = [];
const problems: string[] = [];

beforeAll(async () => {
  rig = await openRig();
  site = await serveCapturePage(
    `<script src="${rig.service.url}/t.js" data-site="${rig.service.site.writeKey}" data-consent="granted"></script>`,
  );
  context = await rig.browser.newContext({ viewport: { width: 1_000, height: 800 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => undefined);
  context.on('request', (request) => {
    if (request.url().startsWith(rig.service.url)) {
      bodies.push(request.url() + bodyText(request));
    }
  });
});

afterAll(async () => {
  await context?.close();
  await site?.close();
  await rig?.close();
});

const stored = async (): Promise<Row[]> => {
  const rows = await rig.events<Omit<Row, 'props'> & { props: string }>(
    `toString(event_id) AS id, type, name, touchpoint, toString(parent_id) AS parent, props,
     scroll_percent AS scroll, errors, rage_clicks AS rage, dead_clicks AS dead, lcp_ms AS lcp`,
  );
  return rows.map((row) => ({ ...row, props: JSON.parse(row.props || '{}') as Row['props'] }));
};

/** Opens the page; it is back when its view is recorded and the modules have begun. */
async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(site.origin + path);
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        requestIdleCallback(() => setTimeout(resolve, 100, true), { timeout: 700 });
      }),
  );
  return page;
}

const until = (name: string, count = 1) =>
  eventually(stored, (rows) => rows.filter((row) => row.name === name).length >= count);

test('clicks, copying, printing, errors, rage and dead clicks of a real page', async () => {
  const page = await open('/start');
  await page.click('#size');
  await page.click('#nothing');
  await page.waitForTimeout(2_700);
  await page.click('#angry', { clickCount: 4 });
  await page.click('#about');
  await page.click('#out', { button: 'middle' });
  await page.click('#drawn', { button: 'middle' });
  await page.click('#call');
  await Promise.all([page.waitForEvent('download'), page.click('#file')]);
  // A link and a field in a shadow root: one is known by its host, the chat's not at all.
  await page.locator('my-card a').click({ modifiers: ['ControlOrMeta'] });
  await page.locator('deep-chat a').click({ modifiers: ['ControlOrMeta'] });
  await page.evaluate(() => {
    getSelection()?.selectAllChildren(document.querySelector('#text')!);
    document.execCommand('copy');
    dispatchEvent(new Event('beforeprint'));
    setTimeout(() => {
      throw new Error('Broken "kanarienvogel"');
    });
    void Promise.reject(new TypeError('late'));
  });
  await page.mouse.wheel(0, 2_000);
  await page.waitForTimeout(400);
  await page.close({ runBeforeUnload: false });

  // It may be stated more than once: the last is the truth.
  const rows = await eventually(stored, (all) =>
    all.some((row) => row.name === 'page.left' && row.errors === 2 && row.scroll !== null),
  );
  const view = rows.find((row) => row.name === 'page.viewed');
  const of = (name: string) => rows.filter((row) => row.name === name);
  expect(
    of('touch.clicked').map((row) => [row.type, row.touchpoint, row.props['product']]),
  ).toEqual([
    ['touch', 'product.size', 'A1'],
    ['touch', 'card', undefined],
  ]);
  expect(of('link.outbound').map((row) => [row.type, row.props['host']])).toEqual([
    ['touch', new URL(site.origin).host.replace('localhost', '127.0.0.1')],
    ['touch', new URL(site.origin).host.replace('localhost', '127.0.0.1')],
    ['touch', 'tel:'],
  ]);
  expect(of('file.downloaded')).toMatchObject([{ type: 'touch', props: { id: 'file' } }]);
  const interactions = ['link.clicked', 'button.clicked', 'text.copied', 'page.printed'];
  for (const name of [...interactions, 'error.thrown', 'click.raged', 'click.dead', 'page.left']) {
    expect(of(name).length, name).toBeGreaterThan(0);
    for (const row of of(name))
      expect([name, row.type, row.parent]).toEqual([name, 'interaction', view?.id]);
  }
  expect(of('click.dead').map((row) => row.props['id'])).toEqual(['nothing']);
  expect(of('click.raged').map((row) => row.props['id'])).toEqual(['angry']);
  expect(of('error.thrown').map((row) => row.props['message'])).toEqual([
    'Uncaught Error: Broken ',
    'late',
  ]);
  expect(rows.some((row) => row.touchpoint === 'chat.bot')).toBe(false);
  const left = of('page.left').at(-1);
  expect(left).toMatchObject({ errors: 2, rage: 1, dead: 1 });
  expect(left?.scroll).toBeGreaterThan(40);
  expect(left?.scroll).toBeLessThan(90);
  expect(left?.lcp).toBeGreaterThan(0);
  expect(problems.splice(0)).toHaveLength(2);
});

test('engaged time: while the page is looked at and used, for each view its own', async () => {
  const page = await open('/reading');
  const use = async (ms: number) => {
    await page.mouse.move(10, 10);
    await page.waitForTimeout(ms);
    await page.mouse.move(20, 20);
  };
  const look = (here: boolean, shown = true) =>
    page.evaluate(
      ([focus, visible]) => {
        document.hasFocus = () => focus;
        Object.defineProperty(document, 'hidden', { get: () => !visible, configurable: true });
        dispatchEvent(new Event(focus ? 'focus' : 'blur'));
        document.dispatchEvent(new Event('visibilitychange'));
      },
      [here, shown] as const,
    );
  await use(600);
  await look(false);
  await page.waitForTimeout(1_200);
  await look(true);
  await use(400);
  await look(false, false);
  await page.waitForTimeout(800);
  await look(true);
  await use(300);
  await page.evaluate(() => history.pushState(null, '', '/reading/next'));
  await page.waitForTimeout(100);
  await use(500);
  await page.close();
  const left = await eventually(
    () =>
      rig.events<{ name: string; path: string; engaged: number; duration: number }>(
        'name, page_path AS path, toUInt32(engaged_ms) AS engaged, toUInt32(duration_ms) AS duration',
      ),
    (rows) => rows.some(({ name, path }) => name === 'page.left' && path === '/reading/next'),
  );
  const of = (wanted: string) =>
    left.filter(({ name, path }) => name === 'page.left' && path === wanted);
  const first = of('/reading');
  // Said at each end, with the totals since the view began: the visits add up.
  expect(first.length).toBeGreaterThanOrEqual(2);
  expect(first.at(-2)?.engaged).toBeGreaterThanOrEqual(980);
  expect(first.at(-1)?.engaged).toBeGreaterThanOrEqual(1_280);
  for (const { engaged, duration } of first.slice(-1)) {
    expect(duration - engaged).toBeGreaterThanOrEqual(1_980);
  }
  for (const { engaged, duration } of of('/reading/next')) {
    expect(engaged).toBeGreaterThanOrEqual(490);
    expect(engaged).toBeLessThanOrEqual(duration);
  }
});

test('forms: refused, abandoned with the last field, submitted, also in a shadow root', async () => {
  const page = await open('/forms');
  const before = (await stored()).length;
  await page.fill('#checkout [name=city]', canary);
  await page.click('#checkout button');
  await page.fill('#checkout [name=secret]', canary);
  await page.locator('#odd').fill(canary);
  await page.fill('#newsletter [name=mail]', `${canary}@example.org`);
  await page.click('#newsletter button');
  await page.locator('my-card input').fill(canary);
  await page.locator('my-card input').press('Enter');
  await page.locator('deep-chat input').fill(canary);
  await page.waitForTimeout(400);
  await page.focus('#checkout [name=email]');
  await page.evaluate(() => history.pushState(null, '', '/elsewhere'));
  await until('form.abandoned');
  await page.close();
  const rows = (await stored()).slice(before);
  const ends = rows
    .filter((row) => /^form\.(submitted|abandoned|started)/.test(row.name))
    .map((row) => [row.name, row.props['form'], row.props['field']]);
  expect(ends).toEqual([
    ['form.started', 'checkout', 'city'],
    ['form.started', 'newsletter', 'mail'],
    ['form.started', 'my-card', 'inside'],
    ['form.submitted', 'newsletter', 'mail'],
    ['form.submitted', 'my-card', 'inside'],
    ['form.abandoned', 'checkout', 'email'],
  ]);
  expect(
    rows
      .filter((row) => row.name === 'form.field_failed')
      .map((row) => [row.props['field'], row.props['error']]),
  ).toEqual([['email', 'valueMissing']]);
  expect(rows.filter((row) => row.name.startsWith('form.')).every((row) => row.parent)).toBe(true);
});

test('a search is one touch on the page of its results, a video tells its quarters', async () => {
  const page = await open('/start');
  await page.fill('[name=q]', `${canary} shoes`);
  await page.press('[name=q]', 'Enter');
  await page.waitForURL(/find/);
  await until('search.performed');
  await page.evaluate(() => document.querySelector('video')!.play());
  await until('video.completed');
  await page.close();
  const rows = await stored();
  expect(rows.filter((row) => row.name === 'search.performed')).toMatchObject([
    { type: 'touch', props: { length: 20, results: 3 } },
  ]);
  const videos = rows.filter((row) => row.name.startsWith('video.'));
  expect(videos[0]).toMatchObject({
    type: 'touch',
    name: 'video.played',
    props: { video: 'tour' },
  });
  expect(videos.slice(1).every((row) => row.type === 'interaction')).toBe(true);
  expect(videos.at(-1)?.name).toBe('video.completed');
});

test('what was typed and what stands on the page is in no request and in no row', async () => {
  expect(bodies.length).toBeGreaterThan(3);
  expect(bodies.filter((body) => body.includes(canary))).toEqual([]);
  expect(JSON.stringify(await stored())).not.toContain(canary);
  expect(problems).toEqual([]);
});
