import type { Download, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { namesOf, written } from './shown.ts';
import { asked, digits } from './stage.ts';
import type { Stage } from './stage.ts';

async function bytesOf(download: Download): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const clipboard = (page: Page): Promise<string> =>
  page.evaluate(() => navigator.clipboard.readText());

/** What a slow report waits for. */
interface Slow {
  say: (readRows: number) => void;
  answer: () => void;
}

/** The cells of a line of CSV; those with commas stand in quotes. */
const cellsOfLine = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );

/** Runs in the page: reports about paths tell how far they are, and answer when they are told to. */
const slowDown = (): void => {
  const ask = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    if (!String(input).endsWith('/api/reports/paths')) return ask(input, init);
    const coder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        const say = (readRows: number) =>
          stream.enqueue(
            coder.encode(
              `event: progress\ndata: {"readRows":${readRows},"totalRows":4000000,"elapsedMs":0}\n\n`,
            ),
          );
        const answer = async () => {
          const answered = await ask(input, init);
          stream.enqueue(new Uint8Array(await answered.arrayBuffer()));
          stream.close();
        };
        init?.signal?.addEventListener('abort', () => stream.error(init.signal?.reason));
        Object.assign(globalThis, { slow: { say, answer: () => void answer() } });
        say(1_000_000);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
};

/** What people do with a screen besides reading it. */
export function dashboardInteractions(of: () => Stage): void {
  describe('interactions', () => {
    test('definitions, search and commands, by the keyboard alone', async () => {
      const { page, open } = of();
      await open('');
      await page.getByRole('button', { name: 'Definitions' }).press('Enter');
      const glossary = page.getByRole('dialog', { name: 'Definitions' });
      await glossary.getByText('Moment of truth').waitFor();
      await page.keyboard.press('Escape');
      await glossary.waitFor({ state: 'hidden' });
      await page.keyboard.press('/');
      const box = page.getByRole('combobox', { name: 'Search and commands' });
      await box.fill('attrib');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Attribution', level: 1 }).waitFor();
      await page.keyboard.press('Control+k');
      await box.fill('checkout.payment');
      await page
        .getByRole('option', { name: /checkout\.payment/ })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(
        (url) => url.searchParams.get('start')?.startsWith('checkout') ?? false,
      );
    });

    test('flow: the API’s boxes; one is lit, left by arrow keys, and the start; one is the end', async () => {
      const { api, page, open } = of();
      const boxes = page.locator('.box');
      const ask = async (own: object) => (await api.report('paths', { ...asked, ...own })).result;
      /** Waits until the boxes are the report's, which hold all paths at each step. */
      const drawn = async (own: object) => {
        const { flow, paths } = await ask(own);
        const steps = new Map<number, number>();
        for (const { step, paths: n } of flow.nodes) steps.set(step, (steps.get(step) ?? 0) + n);
        expect([...steps.values()].every((sum) => sum === paths)).toBe(true);
        const told = flow.nodes
          .filter(({ paths: n }) => n > 0)
          .map(
            ({ paths: n, step }) => `${written.count(n)} of ${written.count(paths)}, step ${step}`,
          );
        const labels = () =>
          boxes.evaluateAll((all) =>
            all
              .map((one) => one.getAttribute('aria-label') ?? '')
              .map((label) => /· (\S+ of \S+, step \d+)\./.exec(label)?.[1] ?? label)
              .toSorted(),
          );
        await expect.poll(labels, { timeout: 20_000 }).toEqual(told.toSorted());
      };
      await open('flow');
      await drawn({});
      const first = page.locator('.box[tabindex="0"]');
      await first.focus();
      await page.locator('svg.flow.lit .ribbon.on').first().waitFor({ state: 'attached' });
      const lit = await page.locator('.ribbon.on').count();
      expect(lit).toBeLessThan(await page.locator('.ribbon').count());
      const at = () =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
      expect(await at()).toContain('step 1.');
      await page.keyboard.press('ArrowRight');
      expect(await at()).toContain('step 2.');
      await page.keyboard.press('ArrowLeft');
      expect(await at()).toContain('step 1.');

      const touchpoint = page.locator('.box.touchpoint').first();
      await touchpoint.press('Enter');
      await page.getByRole('heading', { name: 'Step by step from a chosen start' }).waitFor();
      const startAt = new URL(page.url()).searchParams.get('start') ?? '';
      await drawn({ startAt });
      const { paths } = await ask({ startAt });
      const note = page.locator('.figure-note').first();
      expect(digits((await note.textContent())?.split(' ')[0])).toBe(String(paths));
      await page.goBack();
      await page.getByRole('heading', { name: 'Step by step', exact: true }).waitFor();
      await drawn({});
      await page.getByLabel('End at').selectOption('order.placed');
      await drawn({ endAt: 'order.placed' });
      const ribbon = page.locator('.ribbon[data-lists]').first();
      await ribbon.dispatchEvent('click');
      await page.waitForURL((url) => url.searchParams.get('behind')?.includes('"next"') ?? false);
      await page
        .getByRole('table', { name: 'The people behind it' })
        .getByRole('link')
        .first()
        .waitFor();
    });

    test('a figure is saved as it is shown: CSV and Markdown with its rows, a drawing that stands alone', async () => {
      const { api, page, open } = of();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await open('make-or-break', '&horizon=7d');
      const figure = page.locator('.figure', { hasText: 'Which touchpoints decide' });
      const choose = async (format: string) => {
        await figure.getByRole('button', { name: /^Export/ }).press('Enter');
        await figure.getByRole('button', { name: format, exact: true }).press('Enter');
      };
      const save = async (format: string) => {
        const [download] = await Promise.all([page.waitForEvent('download'), choose(format)]);
        expect(download.suggestedFilename()).toBe(
          `which-touchpoints-decide.${format.toLowerCase()}`,
        );
        return bytesOf(download);
      };
      const { result } = await api.report('make-or-break', { ...asked, horizon: '7d' });
      const plain = (text: string) => text.replaceAll('\u202F', ' ');
      const { named, keyed } = await namesOf(api);
      const told = result.rows.map(({ touchpoint, reach }) => [
        keyed(touchpoint),
        plain(written.share(reach)),
      ]);
      const [heads, ...rows] = (await save('CSV')).toString().trim().split('\r\n');
      expect(heads).toMatch(/^Touchpoint,Reach,Journeys,Effect,/);
      expect(rows.map((row) => cellsOfLine(row).slice(0, 2))).toEqual(told);
      await choose('Copy as Markdown');
      await expect.poll(() => clipboard(page)).toContain('## Which touchpoints decide');
      const lines = (await clipboard(page)).trim().split('\n').slice(4);
      expect(
        lines.map((line) =>
          line
            .split('|')
            .slice(1, 3)
            .map((cell) => cell.trim()),
        ),
      ).toEqual(told);
      const judged = result.rows.filter(({ effect }) => effect !== null);
      expect(judged.length).toBeGreaterThan(0);
      const svg = (await save('SVG')).toString();
      expect(svg).toMatch(/^<svg[^>]+xmlns=/);
      expect(svg).not.toMatch(/class=|var\(--/);
      for (const { touchpoint } of judged) expect(svg).toContain(named(touchpoint));
      const png = await save('PNG');
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      const { width = 0, height = 0 } = (await figure.locator('svg').boundingBox()) ?? {};
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
        Math.round(width * 2),
        Math.round(height * 2),
      ]);
    });

    test('charts that are turned and left at once are as they were left when one comes back', async () => {
      const { page, open } = of();
      await open('drop-off');
      await page.evaluate(() => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 't', bubbles: true }));
        document.querySelector<HTMLElement>('.rail a[href^="/channels"]')?.click();
      });
      const isAt = (screen: string) => (url: URL) =>
        url.pathname === screen && url.searchParams.get('view') === 'table';
      await page.waitForURL(isAt('/channels'));
      await page.goBack();
      await page.waitForURL(isAt('/drop-off'));
      await page.getByRole('table').first().waitFor();
    });

    test('a copied link names site and days, and shows somebody else the same', async () => {
      const { page, rig } = of();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.goto(`${rig.service.url}/channels?segment=channel:is:email&site=demo`);
      const population = page.locator('.population').first();
      await population.waitFor();
      await page.getByRole('button', { name: 'Copy link' }).press('Enter');
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      const shared = await clipboard(page);
      const { pathname, searchParams } = new URL(shared);
      expect(pathname).toBe('/channels');
      expect(searchParams.get('site')).toBe('demo');
      expect(searchParams.get('segment')).toBe('channel:is:email');
      const [from, to] = searchParams.get('range')?.split('..') ?? [];
      expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(29 * 86_400_000);
      const mine = await population.textContent();
      await page.goto(shared);
      await population.waitFor();
      expect(digits(await population.textContent())).toContain(digits(mine?.split('·')[0]));
    });

    test('a report that takes half a minute says how far it is, can be stopped, and comes', async () => {
      const { api, rig, page: mine, link } = of();
      const page = await rig.browser.newPage({
        storageState: await mine.context().storageState(),
        viewport: { width: 1440, height: 900 },
        locale: 'en-GB',
        reducedMotion: 'reduce',
      });
      await page.clock.install();
      await page.goto(link('flow'));
      const population = page.locator('.population').first();
      await population.waitFor();
      await page.evaluate(slowDown);
      await page.getByRole('checkbox', { name: 'Merge repeats' }).press('Space');
      await page.locator('main .stale').waitFor();
      await page.clock.fastForward(2_500);
      await page.getByText('Still counting: 25.0\u202F% of about 4M rows read.').waitFor();
      await page.clock.fastForward(28_000);
      await page.evaluate(() => (globalThis as unknown as { slow: Slow }).slow.say(3_000_000));
      await page.getByText('Still counting: 75.0\u202F% of about 4M rows read.').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).press('Enter');
      await page.getByText('Stopped.').waitFor();
      await page.getByRole('button', { name: 'Ask again' }).press('Enter');
      await page.clock.fastForward(31_000);
      await page.getByText('Still counting: 25.0\u202F% of about 4M rows read.').waitFor();
      await page.evaluate(() => (globalThis as unknown as { slow: Slow }).slow.answer());
      await page.locator('main .stale').waitFor({ state: 'detached' });
      const { result } = await api.report('paths', { ...asked, mergeRepeats: true });
      const total = `of ${written.count(result.paths)}, step 1.`;
      const box = page.locator('.box').first();
      expect(await box.getAttribute('aria-label')).toContain(total);
      await page.close();
    });
  });
}
