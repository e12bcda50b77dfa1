import type { ComparedFigure } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { axeFaults } from '../browser/axe.ts';
import { signIn } from '../browser/sign-in.ts';
import { cellsOf, written } from './shown.ts';
import { asked } from './stage.ts';
import type { Stage } from './stage.ts';

const { share, signed, between } = written;
const points = (value: number | null): string => signed(value === null ? null : value * 100);
const against = (channel: string) => `&compare=segment&with=channel:${channel}`;
const steps = ['product', 'cart', 'checkout.address', 'order.placed'];
const stepQuery = steps.map((step) => `&step=${step}`).join('');

const find = (figures: readonly ComparedFigure[], figure: string, ...row: readonly string[]) =>
  figures.find((one) => one.figure === figure && Object.values(one.row).join() === row.join());
const rateOf = (one: ComparedFigure | undefined): string =>
  one?.b ? share({ rate: one.b.value }) : '–';
const differenceOf = (one: ComparedFigure | undefined, write = points): string =>
  one?.difference ? write(one.difference.value) : '–';
const rangeOf = (one: ComparedFigure | undefined, write = points): string =>
  between(one?.difference ?? null, write);

/** The other side of a comparison stands in the charts of a screen, with the numbers of the API. */
export function dashboardCompared(of: () => Stage): void {
  describe('the other side is drawn in the chart', () => {
    const compared = async (
      report: string,
      parameters: Record<string, unknown>,
      channel = 'is:email',
    ) => {
      const [op, value] = channel.split(':');
      const { result } = await of().api.report('compare', {
        rows: 40,
        ...asked,
        ...parameters,
        report,
        compareSegment: [{ field: 'channel', op, value }],
      });
      expect(result.b.population.journeys).toBeGreaterThan(50);
      return result.figures;
    };
    const { page, open } = {
      page: () => of().page,
      open: (screen: string, query: string, channel = 'is:email') =>
        of().open(screen, against(channel) + query),
    };
    const otherMarks = (title: string) =>
      page().locator('.figure', { hasText: title }).locator('svg .versus');

    test('funnel: a second bar at each step, the difference beside it, both in the table', async () => {
      const figures = await compared('funnel', { steps, window: '7d' });
      await open('funnel', stepQuery);
      const said = page().locator('.funnel-other');
      await said.first().waitFor();
      expect(await said.count()).toBe(steps.length - 1);
      expect(await page().locator('.funnel-bar .versus').count()).toBe(steps.length);
      for (const [index, step] of steps.entries()) {
        if (index === 0) continue;
        const one = find(figures, 'of_first', String(index + 1), step);
        const words = (await said.nth(index - 1).textContent()) ?? '';
        expect(words).toContain(rateOf(one));
        expect(words).toContain(`(${rangeOf(one)})`);
        const isClear = one?.q != null && one.q <= 0.05;
        expect(words.includes('no clear difference')).toBe(!isClear);
        if (isClear) expect(words).toContain(`${differenceOf(one)} points`);
        // Bars have one scale: the length is the share.
        const bar = page().locator('.funnel-bar').nth(index);
        const [length, whole] = await Promise.all([
          bar.locator('.versus rect').first().getAttribute('width'),
          bar.locator('svg').getAttribute('width'),
        ]);
        expect(Number(length) / (Number(whole) - 2)).toBeCloseTo(one?.b?.value ?? -1, 6);
      }
      expect(await axeFaults(page())).toEqual([]);
      await open('funnel', `${stepQuery}&view=table`);
      const rows = steps.map((step, index) => find(figures, 'of_first', String(index + 1), step));
      await page().getByRole('columnheader', { name: 'The other side' }).first().waitFor();
      expect(await cellsOf(page(), 'Funnel steps', [7, 9, 10])).toEqual(
        rows.map((one) => [rateOf(one), differenceOf(one), rangeOf(one)]),
      );
    });

    test('funnel told apart: what finishes of each group on the other side', async () => {
      const own = { steps, window: '7d', breakdown: 'device' };
      const figures = await compared('funnel', own);
      await open('funnel', `${stepQuery}&tell=device`);
      const table = page().getByRole('table', { name: 'Who gets through, by device' });
      await table.getByRole('columnheader', { name: 'The other side' }).waitFor();
      const cells = await cellsOf(page(), 'Who gets through, by device', [0, 6, 8, 9]);
      expect(cells.length).toBeGreaterThan(0);
      expect(cells).toEqual(
        cells.map(([value = '']) => {
          const one = find(figures, 'finished', value === 'no value' ? '(none)' : value);
          return [value, rateOf(one), differenceOf(one), rangeOf(one)];
        }),
      );
      expect(cells.some(([, other]) => other !== '–')).toBe(true);
    });

    test('make-or-break and losses: a second, hollow mark on each row that both sides have', async () => {
      for (const { screen, figure, title, caption, first, parameters } of [
        {
          screen: 'make-or-break',
          figure: 'effect',
          title: 'Which touchpoints decide',
          caption: 'Effect on conversion by touchpoint',
          first: 11,
          parameters: { horizon: '14d' },
        },
        {
          screen: 'drop-off',
          figure: 'excess',
          title: 'Where journeys break',
          caption: 'Drop-off by touchpoint',
          first: 13,
          parameters: {},
        },
      ]) {
        const figures = (await compared(screen, parameters, 'is_not:store')).filter(
          (one) => one.figure === figure,
        );
        await open(screen, '&view=table', 'is_not:store');
        await page().getByRole('columnheader', { name: 'The other side' }).first().waitFor();
        const cells = await cellsOf(page(), caption, [0, first, first + 2, first + 3]);
        for (const [touchpoint = '', ...told] of cells) {
          const one = find(figures, figure, touchpoint);
          expect(told, touchpoint).toEqual([
            signed(one?.b?.value ?? null),
            differenceOf(one, signed),
            rangeOf(one, signed),
          ]);
        }
        // Of few people only the surest touchpoint can be judged: its four numbers are the least.
        expect(cells.flatMap(([, ...told]) => told).filter((cell) => cell !== '–')).not.toEqual([]);
        await open(screen, '', 'is_not:store');
        await otherMarks(title).first().waitFor();
        expect(await axeFaults(page())).toEqual([]);
        const row = page().locator('.interval-row', { has: page().locator('.versus') });
        expect(await row.last().getAttribute('aria-label')).toMatch(/The other side: .+ to /);
      }
    });

    test('the return curve of the other side is dashed, with its own end and its days in the table', async () => {
      const figures = await compared('re-entry', {});
      await open('drop-off', '');
      const last = figures.findLast((one) => one.figure === 'returned' && one.b?.value != null);
      const end = otherMarks('Who comes back').locator('.end-label');
      await end.waitFor();
      expect(await end.textContent()).toBe(rateOf(last));
      await open('drop-off', '&view=table');
      await page()
        .getByRole('table', { name: 'Share returned by day' })
        .getByRole('columnheader', { name: 'The other side' })
        .waitFor();
      const days = await cellsOf(page(), 'Share returned by day', [0, 4, 6, 7]);
      expect(days.length).toBeGreaterThan(5);
      expect(days).toEqual(
        days.map(([day = '']) => {
          const one = find(figures, 'returned', day);
          return [day, rateOf(one), differenceOf(one), rangeOf(one)];
        }),
      );
    });

    test('attribution: a hollow mark on each channel of the chosen model, its difference in the table', async () => {
      const own = { by: 'channel', lookback: '90d', transform: 'merge-repeats', rows: 1_000 };
      const figures = (await compared('attribution', own, 'is_not:store')).filter(
        (one) => one.figure === 'share' && one.row['model'] === 'linear' && one.b?.value != null,
      );
      expect(figures.length).toBeGreaterThan(3);
      await open('attribution', '&model=linear', 'is_not:store');
      const marks = otherMarks('How sure each model is');
      await marks.first().waitFor();
      expect(await marks.count()).toBe(figures.filter((one) => one.a?.low != null).length);
      expect(await axeFaults(page())).toEqual([]);
      await open('attribution', '&model=linear&view=table', 'is_not:store');
      const table = page().getByRole('table', { name: 'linear', exact: true });
      await table.getByRole('columnheader', { name: 'The other side' }).waitFor();
      const heads = await table.getByRole('columnheader').allTextContents();
      const first = heads.findIndex((text) => text.trim() === 'The other side');
      const cells = await cellsOf(page(), 'linear', [first, first + 2, first + 3]);
      const told = figures.map((one) => [rateOf(one), differenceOf(one), rangeOf(one)]);
      expect(cells.filter(([value]) => value !== '–').toSorted()).toEqual(told.toSorted());
    });

    test('flow: boxes whose share is clearly another say by how much', async () => {
      const figures = await compared('paths', { unit: 'journey', steps: 5, rows: 200 });
      await open('flow', '&steps=5&unit=journey');
      const boxes = page().locator('.box');
      await page().locator('.box .delta').first().waitFor();
      let clear = 0;
      for (const box of await boxes.all()) {
        const [step = '', key = ''] = ((await box.getAttribute('data-id')) ?? '').split(/:(.*)/);
        const one = find(figures, 'share', step, key);
        const isClear = one?.q != null && one.q <= 0.05;
        if (isClear) clear++;
        const { length } = await box.locator('.delta').all();
        expect(length, `${step} ${key}`).toBe(isClear ? 1 : 0);
        if (!isClear) continue;
        const down = (one.difference?.value ?? 0) < 0;
        const words = `${down ? '▼' : '▲'}\u202F${differenceOf(one)}`;
        expect(await box.locator('.delta').textContent()).toBe(words);
        expect(await box.getAttribute('aria-label')).toContain(
          `Difference ${differenceOf(one)} (${rangeOf(one)})`,
        );
      }
      expect(clear).toBeGreaterThan(0);
      expect(await axeFaults(page())).toEqual([]);
    });

    test('a second side that fails leaves the first as it is, and says so', async () => {
      // A tab of its own: what fails here is meant to.
      const { rig, link } = of();
      const tab = await rig.browser.newPage({ locale: 'en-GB', reducedMotion: 'reduce' });
      await signIn(tab, rig.service);
      await tab.route('**/api/reports/compare*', (route) => route.abort());
      await tab.goto(link('funnel', against('is:email') + stepQuery));
      await tab.getByText('The other side is missing: it was not answered.').waitFor();
      expect(await tab.locator('.funnel-bar').count()).toBe(steps.length);
      expect(await tab.locator('.funnel-bar .versus').count()).toBe(0);
      await tab.close();
    });
  });
}
