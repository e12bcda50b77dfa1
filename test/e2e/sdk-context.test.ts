import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { distFile } from './builds/dist-files.ts';
import { serveFiles } from './builds/serve.ts';
import type { FileServer } from './builds/serve.ts';
import { bodyText } from './browser/request-body.ts';

interface Row {
  name: string;
  anonymous_id: string;
  session_id: string;
  seq: number;
  channel: string;
  page_url: string;
  page_path: string;
  page_title: string;
  referrer: string;
  referrer_type: string;
  campaign_source: string;
  click_id_type: string;
  click_id: string;
  in_app: string;
  device_width: number | null;
  device_signals: string;
  language: string;
  utc_offset: number | null;
  save_data: boolean;
  props: string;
}
const columns =
  'name, anonymous_id, session_id, seq, channel, page_url, page_path, page_title, referrer, referrer_type, campaign_source, click_id_type, click_id, in_app, device_width, device_signals, language, utc_offset, save_data, props';

declare const touchtrail: {
  consent(choice: unknown): void;
  touch(name: string, options?: object): void;
  flush(): Promise<void>;
};

let rig: Rig;
let server: FileServer;
let contexts: BrowserContext[] = [];

/** The same site under two names of this machine: two hosts, each with a storage of its own. */
const here = () => server.origin;
const there = () => server.origin.replace('localhost', '127.0.0.1');

const html = (writeKey: string) => `<!doctype html><html lang="en">
  <head><title>Shop</title><script src="/t.js" data-site="${writeKey}" data-domains="localhost 127.0.0.1"></script></head>
  <body><a id="link">to the other host</a></body></html>`;

beforeAll(async () => {
  rig = await openRig();
  const page = { body: html(rig.service.site.writeKey) };
  server = await serveFiles(
    (path) =>
      path === '/favicon.ico' ? { body: '' } : path === '/t.js' ? { body: distFile('t.js') } : page,
    `${rig.service.url}/v1/events`,
  );
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});
afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts = [];
});

/** A new person; everything that the page sends is kept as text. */
async function visitor(
  options: BrowserContextOptions = {},
): Promise<{ page: Page; sent: string[] }> {
  const context = await rig.browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  const sent: string[] = [];
  page.on('request', (request) => {
    sent.push(request.url());
    if (request.method() === 'POST') sent.push(bodyText(request));
  });
  return { page, sent };
}

const all = { measurement: true, storage: true, identification: true };

async function agree(page: Page, choice: object = all): Promise<void> {
  await page.evaluate(async (it) => {
    touchtrail.consent(it);
    await touchtrail.flush();
  }, choice);
}

/** What is stored under a path, in order; paths are of one test each. */
const stored = (path: string, name = 'page.viewed') =>
  eventually(
    async () =>
      (await rig.events<Row>(columns)).filter((row) => row.page_path === path && row.name === name),
    (rows) => rows.length > 0,
  );

/** Follows a link, as a person does, and agrees on the page it leads to. */
async function follow(page: Page, href: string, choice: object = all): Promise<string> {
  await page.evaluate((to) => {
    document.querySelector<HTMLAnchorElement>('#link')!.href = to;
  }, href);
  await Promise.all([
    page.waitForURL((url) => url.host === new URL(href).host),
    page.click('#link'),
  ]);
  const arrived = page.url();
  await agree(page, choice);
  return arrived;
}

describe('where a visitor comes from', () => {
  test('is known when consent comes late, after client-side routing', async () => {
    const { page, sent } = await visitor();
    await page.goto(`${here()}/late?utm_source=news&gclid=CLICKCANARY`, {
      referer: 'https://www.google.de/',
    });
    await page.evaluate(() => history.pushState(null, '', '/late/next'));
    await agree(page);
    const [row] = await stored('/late/next');
    expect(row).toMatchObject({
      campaign_source: 'news',
      click_id_type: 'gclid',
      click_id: '',
      referrer_type: 'search',
    });
    expect(row!.referrer).toBe('https://www.google.de/');
    expect(sent.filter((text) => !text.includes('/late?')).join()).not.toContain('CLICKCANARY');
  });

  test('is told once: the next view of the page comes from within', async () => {
    const { page } = await visitor();
    await page.goto(`${here()}/spa?utm_source=news&fbclid=X1`, { referer: 'https://t.co/' });
    await agree(page);
    await page.evaluate(() => history.pushState(null, '', '/spa/next'));
    const [first] = await stored('/spa');
    const [second] = await stored('/spa/next');
    expect(first).toMatchObject({ referrer_type: 'social', click_id_type: 'fbclid' });
    expect(second).toMatchObject({
      referrer_type: 'internal',
      click_id_type: '',
      campaign_source: '',
    });
  });

  test('a click id goes as it is with consent to sharing', async () => {
    const { page } = await visitor();
    await page.goto(`${here()}/shared?msclkid=CLICK-1`);
    await agree(page, { ...all, sharing: true });
    expect(await stored('/shared')).toMatchObject([
      { click_id_type: 'msclkid', click_id: 'CLICK-1', page_url: `${here()}/shared` },
    ]);
  });
});

describe('the device', () => {
  test.each([
    [
      'in-app',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 Instagram 333.0.5.31.90 (iPhone14,5; iOS 17_5; de_DE; de; scale=3.00; 1170x2532; 604420217)',
      { channel: 'in_app_browser', in_app: 'instagram', device_signals: 'mobile coarse in_app' },
    ],
    [
      'phone',
      'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36',
      { channel: 'mobile_web', in_app: '', device_signals: 'mobile coarse' },
    ],
  ])('%s is told by its browser', async (path, userAgent, expected) => {
    const { page } = await visitor({
      userAgent,
      isMobile: true,
      hasTouch: true,
      viewport: { width: 390, height: 844 },
      locale: 'de-DE',
      timezoneId: 'Asia/Kolkata',
    });
    await page.goto(`${here()}/${path}`);
    await agree(page);
    const [row] = await stored(`/${path}`);
    expect(row).toMatchObject({ ...expected, language: 'de-DE', utc_offset: 330 });
    expect(row!.device_width).toBeGreaterThan(300);
  });

  test('a desktop browser is the web', async () => {
    const { page } = await visitor({ viewport: { width: 1_200, height: 800 } });
    await page.goto(`${here()}/desktop`);
    await agree(page);
    expect(await stored('/desktop')).toMatchObject([
      { channel: 'web', device_width: 1_200, in_app: '' },
    ]);
  });
});

describe('between two hosts of a site', () => {
  test('the same visitor goes on, and the address bar is clean', async () => {
    const { page } = await visitor();
    await page.goto(`${here()}/leaving`);
    await agree(page);
    const arrived = await follow(page, `${there()}/arriving?a=b#/cart`);
    expect(arrived).toContain('tt=');
    expect(page.url()).toBe(`${there()}/arriving?a=b#/cart`);
    const [from] = await stored('/leaving');
    const to = await stored('/arriving#/cart');
    expect(to).toHaveLength(1);
    expect(to[0]).toMatchObject({
      anonymous_id: from!.anonymous_id,
      session_id: from!.session_id,
      referrer_type: 'internal',
    });
    expect(to[0]!.seq).toBeGreaterThan(from!.seq);
    expect(JSON.stringify(await rig.events('*'))).not.toMatch(/tt=/);
  });

  test('a visitor known there from before comes as the one they are here', async () => {
    const { page } = await visitor();
    await page.goto(`${there()}/known`);
    await agree(page);
    await page.goto(`${here()}/known-leaving`);
    await agree(page);
    await follow(page, `${there()}/known-arriving`);
    const [before] = await stored('/known');
    const [from] = await stored('/known-leaving');
    const [to] = await stored('/known-arriving');
    expect(before!.anonymous_id).not.toBe(from!.anonymous_id);
    expect(to!.anonymous_id).toBe(from!.anonymous_id);
  });

  test('a hand-over that somebody else made, or kept, is not taken', async () => {
    const { page } = await visitor();
    await page.goto(`${here()}/crafted`);
    await agree(page);
    const arrived = await follow(page, `${there()}/crafted-arriving`);
    const victim = await visitor();
    // In the same browser, within its time: but not on the way from a host of the site.
    await victim.page.goto(arrived.replace('crafted-arriving', 'crafted-victim'));
    await agree(victim.page);
    expect(victim.page.url()).toBe(`${there()}/crafted-victim`);
    const [from] = await stored('/crafted');
    const [to] = await stored('/crafted-victim');
    expect(to!.anonymous_id).not.toBe(from!.anonymous_id);
  });

  test('without consent to storage nobody is handed over', async () => {
    const { page } = await visitor();
    await page.goto(`${here()}/memory`);
    await agree(page, { measurement: true });
    expect(await follow(page, `${there()}/memory-arriving`)).toBe(`${there()}/memory-arriving`);
    await page.goto(`${here()}/memory-2`);
    await agree(page);
    expect(await follow(page, `${there()}/memory-2-arriving`, { measurement: true })).toContain(
      '#tt=',
    );
    const [from] = await stored('/memory-2');
    const [to] = await stored('/memory-2-arriving');
    expect(to!.anonymous_id).not.toBe(from!.anonymous_id);
    expect(page.url()).toBe(`${there()}/memory-2-arriving`);
  });
});

describe('a link from a mail', () => {
  const token = '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e';

  test('is stated once, and gone from the address bar', async () => {
    const { page } = await visitor();
    await page.goto(`${here()}/offer?utm_source=mail&tt=${token}#terms`);
    await agree(page);
    expect(page.url()).toBe(`${here()}/offer?utm_source=mail#terms`);
    const opened = await stored('/offer', 'link.opened');
    // The token itself is not stored; nobody has made a link with this one.
    expect(opened.map((row) => JSON.parse(row.props))).toEqual([{ state: 'unknown' }]);
    const views = await stored('/offer');
    expect(views.map((row) => row.page_url)).toEqual([`${here()}/offer?utm_source=mail`]);
    await page.reload();
    await agree(page);
    await eventually(
      () => stored('/offer'),
      (rows) => rows.length === 2,
    );
    expect(await stored('/offer', 'link.opened')).toHaveLength(1);
  });

  test('stays with the person who does not want to be identified', async () => {
    const { page, sent } = await visitor();
    await page.goto(`${here()}/offer-2?tt=${token}`);
    await agree(page, { measurement: true, storage: true });
    await stored('/offer-2');
    expect(page.url()).toBe(`${here()}/offer-2`);
    expect(sent.filter((text) => !text.includes('/offer-2?')).join()).not.toContain(token);
  });
});

test('a large batch goes compressed, without a preflight, and arrives whole', async () => {
  const { page } = await visitor();
  const methods: string[] = [];
  page.on('request', (request) => methods.push(request.method()));
  // What a request carries is not to be seen from outside when it is no text.
  await page.addInitScript(() => {
    const bodies: { size: number; packed: boolean }[] = [];
    const original = self.fetch;
    self.fetch = (url, init) => {
      const { body } = init as { body: string | Blob };
      bodies.push({ size: new Blob([body]).size, packed: typeof body !== 'string' });
      return original(url, init);
    };
    Object.assign(self, { bodies });
  });
  await page.goto(`${there()}/many`);
  await agree(page);
  await page.evaluate(async () => {
    for (let n = 0; n < 60; n++) touchtrail.touch('many.touched', { props: { n } });
    await touchtrail.flush();
  });
  const rows = await eventually(
    () => stored('/many', 'many.touched'),
    (touches) => touches.length === 60,
  );
  expect(new Set(rows.map((row) => row.props)).size).toBe(60);
  const bodies = await page.evaluate(
    () => (self as unknown as { bodies: { size: number; packed: boolean }[] }).bodies,
  );
  const packed = bodies.filter((body) => body.packed);
  expect(packed).not.toEqual([]);
  for (const { size } of packed) expect(size).toBeLessThan(6_000);
  expect(methods).not.toContain('OPTIONS');
});

test('what names a person is in no request, wherever on the page it stood', async () => {
  const { page, sent } = await visitor();
  const canaries = [
    'canary@example.org',
    'canary%40example.org',
    '0171-1234567',
    'DE89370400440532013000',
    '4111111111111111',
    'CANARYSECRET',
    '4f1c9e0b7d2a6c8e5f3b1a9d7c0e2f4b',
  ];
  const [mail, encoded, phone, iban, card, secret, hex] = canaries as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await page.goto(
    `${here()}/canaries/${encoded}/${phone}/${iban}/${hex};jsessionid=${secret}?token=${secret}&utm_term=${card}#access_token=${secret}`,
  );
  const asked = sent.length;
  await page.evaluate(
    (texts) => {
      document.title = `Invoice for ${texts.join(' and ')}`;
    },
    [mail, phone, iban, card],
  );
  await agree(page);
  await page.evaluate(
    async (texts) => {
      touchtrail.touch('canary.touched', { props: { text: texts.join(', ') } });
      history.pushState(null, '', `/canaries/next/${texts.join('/')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await touchtrail.flush();
    },
    [mail, phone, iban, card, hex],
  );
  const rows = await eventually(
    async () =>
      (await rig.events<Row>(columns)).filter((row) => row.page_path.startsWith('/canaries')),
    (list) => list.filter((row) => row.name === 'page.viewed').length === 2,
  );
  const requests = sent.slice(asked).join('\n');
  expect(requests).toContain('canary.touched');
  for (const canary of canaries) expect(requests).not.toContain(canary);
  expect(rows[0]!.page_path).toBe('/canaries/*/*/*/*');
  expect(JSON.parse(rows.find((row) => row.name === 'canary.touched')!.props)).toEqual({
    text: '*, *, *, *, *',
  });
});
