import type { ReportTypes } from '@touchtrail/contract';
import { addDays, dayOf, startOfDay } from '@touchtrail/contract/view';
import { expect, test } from 'vitest';
import { axeFaults } from '../browser/axe.ts';
import { cellsOf, written } from './shown.ts';
import { asked } from './stage.ts';
import type { Stage } from './stage.ts';

/** The five numbers against other days, and day by day. */
export function dashboardChanges(of: () => Stage): void {
  const zone = asked.timezone;
  /** The last ten whole days of the demo. */
  const tenDays = async () => {
    const site = (await of().api.sites()).find(({ id }) => id === 'demo') ?? expect.fail();
    const to = addDays(dayOf(site.lastTouchAt ?? 0, zone), -1);
    return { from: addDays(to, -9), to, first: dayOf(site.firstTouchAt ?? 0, zone) };
  };
  const link = (query: string) => `${of().rig.service.url}/?site=demo&abandoned=7d${query}`;

  test('each number says how it changed, as the report compares both sides; days stand beside days', async () => {
    const { api, page } = of();
    const { from, to } = await tenDays();
    const common = { ...asked, inactivityLimit: '7d' };
    const own = { from: startOfDay(from, zone), to: startOfDay(addDays(to, 1), zone) };
    const before = { from: startOfDay(addDays(from, -10), zone), to: own.from };
    const [{ result }, other, mine] = await Promise.all([
      api.report('compare', {
        ...common,
        ...own,
        report: 'journeys',
        compareFrom: before.from,
        compareTo: before.to,
      }),
      api.report('journeys', { ...common, ...before, list: 0 }),
      api.report('journeys', { ...common, ...own, list: 0 }),
    ]);
    const figure = (name: RegExp) =>
      result.figures.find(({ figure: one }) => name.test(one)) ?? expect.fail(String(name));
    // Without a choice it is the time before, in words; nothing is drawn over the chart.
    await page.goto(link(`&range=${from}..${to}`));
    const changes = page.locator('.kpi-change');
    const compared = page.locator('.compared-with');
    await compared.filter({ hasText: 'Changes against' }).waitFor();
    expect(await compared.textContent()).toContain(
      `${written.count(result.b.population.journeys)} journeys`,
    );
    expect(await page.locator('.versus path').count()).toBe(0);
    const told = await changes.allTextContents();
    expect(told).toHaveLength(5);
    const journeys = figure(/^journeys$/);
    expect(told[0]).toContain(written.count(Math.abs(journeys.difference?.value ?? 0)));
    expect(told[0]).toContain(written.count(journeys.b?.value ?? 0));
    const points = (value: number | null | undefined) =>
      written.signed(value == null ? null : value * 100);
    for (const [index, name] of [
      [2, /^open$/],
      [4, /^returned after a pause$/],
    ] as const) {
      const { difference } = figure(name);
      expect(told[index]).toContain(
        `(95 %: ${points(difference?.low)} to ${points(difference?.high)})`,
      );
    }
    // Chosen, it is drawn too: as many days, each beside one of the other side.
    await page.goto(link(`&range=${from}..${to}&compare=previous&view=table`));
    const days = (report: ReportTypes['journeys']) =>
      new Map(report.result.series.map((one) => [one.day, one]));
    const beside = days(other);
    await page.getByRole('columnheader', { name: 'Other side' }).waitFor();
    const expected = mine.result.series.map((one) => {
      const day = addDays(one.day, -10);
      const started = written.count(beside.get(day)?.started ?? 0);
      return [written.count(one.started), written.share(one.convertedWithin), started];
    });
    const shown = await cellsOf(page, 'Journeys by day', [1, 5, 8]);
    expect(shown.map(([a, b, c = '']) => [a, b, c.replace(/ \(.*/, '')])).toEqual(expected);
    await page.keyboard.press('t');
    await page.locator('.versus path').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  test('where there is no time before, the page says so; each line says its days in words', async () => {
    const { api, page } = of();
    const { first } = await tenDays();
    await page.goto(link('&range=all'));
    await page.getByText('there is no time before to tell a change against').waitFor();
    const { result } = await api.report('journeys', { ...asked, inactivityLimit: '7d', list: 0 });
    const lines = page.locator('svg.spark');
    expect(await lines.count()).toBe(5);
    const started = result.series.slice(0, -1).map((day) => day.started);
    const label = (await lines.first().getAttribute('aria-label')) ?? '';
    expect(label).toContain(`most ${written.count(Math.max(...started))}`);
    expect(label).toContain(`least ${written.count(Math.min(...started))}`);
    expect(label).toMatch(/^Journeys by day: /);
    expect(first < (result.series.at(-1)?.day ?? '')).toBe(true);
    // Nobody of the last fortnight was watched for a fortnight: no line is drawn there.
    expect(await lines.nth(1).locator('rect.fill.open').count()).toBe(1);
    expect(await lines.nth(1).getAttribute('aria-label')).toContain('too young to tell');
  });
}
