import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ConsoleApi } from '../browser/console-api.ts';

/** A page that is signed in, and how its screens are opened and asked. */
interface Opened {
  page: Page;
  api: ConsoleApi;
  /** What all screens and the test ask alike. */
  asked: { site: string; timezone: string };
  open: (screen: string, query?: string) => Promise<void>;
}

/** The search for words and commands, figures saved as files, and the first walk. */
export function dashboardInteractions(of: () => Opened): void {
  test('search and commands, by the keyboard alone', async () => {
    const { page, open } = of();
    await open('');
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
    await page.waitForURL((url) => url.searchParams.get('start')?.startsWith('checkout') ?? false);
  });

  test('a figure is saved as it is shown: CSV with its rows, a drawing that stands alone', async () => {
    const { page, api, asked, open } = of();
    await open('make-or-break', '&horizon=7d');
    const figure = page.locator('.figure', { hasText: 'Which touchpoints decide' });
    const save = async (format: string) => {
      await figure.getByRole('button', { name: /^Export/ }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        figure.getByRole('button', { name: format, exact: true }).click(),
      ]);
      const parts: Buffer[] = [];
      for await (const part of await download.createReadStream()) parts.push(part as Buffer);
      return Buffer.concat(parts);
    };
    const { result } = await api.report('make-or-break', { ...asked, horizon: '7d' });
    const csv = (await save('CSV')).toString();
    expect(csv.trim().split('\r\n')).toHaveLength(result.rows.length + 1);
    if (result.rows.every(({ effect }) => effect === null)) return;
    const svg = (await save('SVG')).toString();
    expect(svg).toMatch(/^<svg[^>]+xmlns=/);
    expect(svg).not.toMatch(/class=|var\(--/);
    const png = await save('PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
  });

  test('the first walk: where we lose people, who comes back, what decides, in four clicks', async () => {
    const { page, open } = of();
    await open('');
    await page.locator('.sentence').waitFor();
    await page.getByRole('link', { name: 'All touchpoints and where people come back' }).click();
    await page.getByRole('heading', { name: 'Where journeys break' }).waitFor();
    await page.getByRole('heading', { name: 'Who comes back' }).waitFor();
    await page.getByRole('link', { name: 'Make-or-break' }).click();
    await page.getByRole('heading', { name: 'Which touchpoints decide' }).waitFor();
    const judged = page.locator('.interval-row');
    if ((await judged.count()) === 0) return;
    await judged.first().press('Enter');
    await page.getByRole('heading', { name: /^Evidence for/ }).waitFor();
  });
}
