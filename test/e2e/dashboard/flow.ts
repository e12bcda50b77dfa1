import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { namesOf, written } from './shown.ts';
import { asked, digits } from './stage.ts';
import type { Stage } from './stage.ts';

/** Moves a slider over every value up to one, faster than anybody reads. */
export const drag = (slider: Locator, to: number): Promise<void> =>
  slider.evaluate((input, last) => {
    const range = input as HTMLInputElement;
    for (let value = 1; value <= last; value += 1) {
      range.value = String(value);
      range.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }, to);

/** What people choose in Flow besides a start and an end. */
export function flowChoices(of: () => Stage): void {
  const ask = async (own: object) => of().api.report('paths', { ...asked, ...own });
  const labels = () =>
    of()
      .page.locator('.box')
      .evaluateAll((all) =>
        all
          .map((one) => one.getAttribute('aria-label') ?? '')
          .map((label) => /· (\S+ of \S+, step \d+)\./.exec(label)?.[1] ?? label)
          .toSorted(),
      );
  /** Waits until the boxes are the report's. */
  const drawn = async (own: object) => {
    const { result } = await ask(own);
    const told = result.flow.nodes
      .filter(({ paths }) => paths > 0)
      .map(
        ({ paths, step }) =>
          `${written.count(paths)} of ${written.count(result.paths)}, step ${step}`,
      );
    await expect.poll(labels, { timeout: 20_000 }).toEqual(told.toSorted());
    return result;
  };

  test('the part of a ribbon that goes on after a pause is dotted, named and explained', async () => {
    const { page, open } = of();
    await open('flow');
    const { flow } = await drawn({});
    const paused = flow.links.filter(({ later }) => later);
    expect(paused.length).toBeGreaterThan(0);
    expect(await page.locator('.ribbon.later').count()).toBe(paused.length);
    await page.getByText('after a pause, in a later visit').waitFor();
    const most = flow.nodes.toSorted((a, b) => (b.later ?? 0) - (a.later ?? 0))[0];
    const sentence = `step ${most?.step}\\..* ${written.count(most?.later ?? 0)} of them went on in a later visit`;
    expect(
      await page
        .locator('.box')
        .evaluateAll(
          (all, like) =>
            all.filter((one) => new RegExp(like).test(one.getAttribute('aria-label') ?? '')).length,
          sentence,
        ),
    ).toBeGreaterThan(0);
    await open('flow', '&unit=visit');
    await drawn({ unit: 'visit' });
    expect(await page.locator('.ribbon.later').count()).toBe(0);
  });

  describe('what is left out of the paths', () => {
    test('boxes under the least share, by one question for many presses', async () => {
      const { page, open } = of();
      await open('flow');
      const whole = await drawn({});
      let questions = 0;
      page.on('request', (request) => {
        if (request.url().endsWith('/api/reports/paths')) questions += 1;
      });
      const slider = page.getByRole('slider', { name: 'Least share' });
      await drag(slider, 15);
      await page.waitForURL((url) => url.searchParams.get('minshare') === '15');
      const cut = await drawn({ minShare: 0.15 });
      expect(questions).toBe(1);
      const alone = ({ members }: { members: number }) => members === 1;
      expect(cut.flow.nodes.filter(alone).length).toBeLessThan(
        whole.flow.nodes.filter(alone).length,
      );
      await slider.press('Home');
      await page.waitForURL((url) => !url.searchParams.has('minshare'));
      await drawn({});
    });

    test('a touchpoint, from the menu of its box and by the choice, with its people; each is put back', async () => {
      const { page, open, api } = of();
      await open('flow');
      const { nodes } = (await ask({})).result;
      const box = page.locator('.box.touchpoint').first();
      const label = (await box.locator('.label').textContent()) ?? '';
      const { named } = await namesOf(api);
      const key = nodes.find(({ touchpoint }) => named(touchpoint) === label)?.touchpoint ?? '';
      await box.focus();
      await page.keyboard.press('m');
      const menu = page.getByRole('menu', { name: `What to do with ${label}` });
      await menu.waitFor();
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'detached' });
      expect(await box.evaluate((one) => one === document.activeElement)).toBe(true);
      await box.hover();
      await box.locator('.more').click();
      await menu.getByRole('menuitem', { name: 'Leave out' }).click();
      await page.waitForURL((url) => url.searchParams.get('leaveout') === key);
      const without = await drawn({ exclude: [key] });
      expect(without.nodes.some(({ touchpoint }) => touchpoint === key)).toBe(false);
      const touches = nodes.find(({ touchpoint }) => touchpoint === key)?.touches ?? 0;
      const line = `${written.count(touches)} left out: touches of touchpoints that are left out`;
      await page.locator('.population', { hasText: line }).first().waitFor();

      const first = page.locator('.box.touchpoint').first();
      await first.press('p');
      await page.waitForURL((url) => url.searchParams.get('behind')?.includes('exclude') ?? false);
      const behind: unknown = JSON.parse(new URL(page.url()).searchParams.get('behind') ?? 'null');
      const listed = await api.report('journeys', { ...asked, behind });
      const figure = /· (\S+) of/.exec((await first.getAttribute('aria-label')) ?? '')?.[1];
      expect(digits(figure)).toBe(String(listed.result.behind?.journeys));

      const other = without.nodes[0]?.touchpoint ?? '';
      await page.getByLabel('Leave out', { exact: true }).selectOption(other);
      await page.waitForURL((url) => url.searchParams.getAll('leaveout').length === 2);
      await drawn({ exclude: [key, other] });
      await page.getByRole('radio', { name: 'Process map' }).press('Space');
      const map = await api.report('transitions', {
        ...asked,
        exclude: [key, other],
        touchpoints: 12,
        top: 25,
      });
      const kept = map.result.nodes.filter(({ kind }) => kind !== 'rare');
      await expect.poll(() => page.locator('.process-node').count()).toBe(kept.length);
      expect(await page.locator(`[data-key="${key}"]`).count()).toBe(0);
      for (const one of [key, other]) {
        await page.getByRole('button', { name: `Put back ${named(one)}` }).press('Enter');
      }
      await page.waitForURL((url) => !url.searchParams.has('leaveout'));
    });

    test('Group its like opens the form of a rule, and changes nothing before that is saved', async () => {
      const { page, open } = of();
      await open('flow', '&map=process');
      const box = page.locator('.process-node.touchpoint').first();
      const key = (await box.getAttribute('data-key')) ?? '';
      await box.press('m');
      await page.getByRole('menuitem', { name: 'Group its like…' }).press('Enter');
      await page.waitForURL(({ pathname, searchParams }) => {
        return pathname === '/registry' && searchParams.get('group') === key;
      });
      const form = page.locator('section', {
        has: page.getByRole('heading', { name: 'New rule' }),
      });
      expect(await form.getByLabel('Texts, one a line').inputValue()).toBe(key);
      expect(await form.locator('select.touchpoint-select').inputValue()).not.toBe('');
      await form.getByRole('button', { name: 'Cancel' }).press('Enter');
      await page.waitForURL((url) => !url.searchParams.has('group'));
      expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(1);
      await page.goBack();
      await page.locator('.process-node').first().waitFor();
    });
  });
}
