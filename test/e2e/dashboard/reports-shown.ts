import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ConsoleApi } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';

/** What all screens and the test ask alike. */
const asked = { site: 'demo', timezone: 'Europe/Berlin' };
const digits = (text: string | null | undefined) => (text ?? '').replaceAll(/\D/g, '');
const percent = (rate: number | null | undefined) => ((rate ?? 0) * 100).toFixed(1);

/** What the screens that explain show is what the API says. */
export function reportsShown(of: () => { rig: Rig; api: ConsoleApi; page: Page }): void {
  let rig: Rig;
  let api: ConsoleApi;
  let page: Page;
  const link = (screen: string, query = '') =>
    `${rig.service.url}/${screen}?site=demo&range=all${query}`;
  const open = async (screen: string, query = '') => {
    await page.goto(link(screen, query));
    await page.locator('.population').first().waitFor();
  };
  const firstRow = (caption: string) =>
    page.getByRole('table', { name: caption }).locator('tbody tr').first();

  describe('what a screen shows is what the API says', () => {
    beforeAll(() => {
      ({ rig, api, page } = of());
    });

    test('make-or-break, and the evidence of one touchpoint', async () => {
      const { result } = await api.report('make-or-break', asked);
      await open('make-or-break', '&view=table');
      const judged = result.rows[0];
      const text = await firstRow('Effect on conversion by touchpoint').textContent();
      expect(text).toContain(judged?.touchpoint);
      expect(text).toContain(percent(judged?.reach.rate));
      await open('make-or-break', `&at=${encodeURIComponent(judged?.touchpoint ?? '')}`);
      const facts = await page.getByRole('table', { name: 'How sure is it?' }).textContent();
      expect(digits(facts)).toContain(String(judged?.reach.count));
    });

    test('attribution: every model shares out the same conversions', async () => {
      const { result } = await api.report('attribution', { ...asked, replicates: 0 });
      await open('attribution', '&view=table');
      const table = page.getByRole('table', { name: 'Who gets the credit, model by model' });
      const text = await firstRow('Who gets the credit, model by model').textContent();
      const key = text?.split(/[\d–]/)[0]?.trim().replaceAll(' ', '_') ?? '';
      const shown = result.models.filter(({ status }) => status === 'ok');
      expect(await table.locator('thead th').count()).toBe(shown.length + 2);
      for (const { credits } of shown) {
        const share = credits.find((credit) => credit.key === key)?.share.value;
        if (share !== undefined) expect(text).toContain(percent(share));
        expect(credits.reduce((sum, credit) => sum + credit.share.value, 0)).toBeCloseTo(1, 6);
      }
    });

    test('a funnel in any order, told apart by device, and a refusal in German', async () => {
      const steps = ['cart', 'checkout.payment', 'order.placed'];
      const query = steps.map((step) => `&step=${step}`).join('');
      const question = { ...asked, steps, mode: 'unordered', breakdown: 'device' };
      const { result } = await api.report('funnel', question);
      await open('funnel', `${query}&order=unordered&split=device`);
      const [group] = result.breakdown?.groups ?? [];
      const text = await firstRow('Told apart by device').textContent();
      expect(text).toContain(group?.value);
      expect(digits(text)).toContain(String(group?.reached[0]));
      expect(text).toContain(percent(group?.conversion.rate));
      expect(await page.locator('.funnel-name').first().textContent()).toBe('any 1 of 3');
      await page.goto(`${link('funnel', '&step=cart&step=cart&order=unordered')}&lang=de`);
      await page.getByText(/muss jeden Kontaktpunkt einmal nennen/).waitFor();
    });

    test('channels', async () => {
      const { result } = await api.report('channels', asked);
      await open('channels');
      const [first] = result.firsts;
      const text = await firstRow('Where people begin, and what becomes of them').textContent();
      expect(digits(text)).toContain(String(first?.journeys));
      expect(text).toContain(percent(first?.convertedWithin.rate));
    });

    test('feedback', async () => {
      const { result } = await api.report('feedback', asked);
      await open('feedback', '&view=table');
      const text = await firstRow('Ratings by touchpoint').textContent();
      expect(text).toContain(result.rows[0]?.touchpoint);
      expect(digits(text)).toContain(String(result.rows[0]?.rated));
      const bars = page.getByRole('table', { name: 'How often' });
      expect(digits(await bars.locator('tbody tr').last().textContent())).toBe(
        `10${result.overall.distribution[9]}`,
      );
    });

    test('forms say what to do where none was filled', async () => {
      await page.goto(link('forms'));
      await page.getByText('No form was filled in this period.').waitFor();
    });

    test('the journey map: phases by channels, and what came next', async () => {
      const { result } = await api.report('phases', asked);
      await open('journey-map', '&view=table');
      const [cell] = result.cells;
      const text = await firstRow('How people pass the phases').textContent();
      expect(text).toContain(cell?.phase);
      expect(text).toContain(percent(cell?.journeys.rate));
      for (const one of result.cells) {
        const { wentOn, cameBack, converted, abandoned, open: undecided, journeys } = one;
        const next = [wentOn, cameBack, converted, abandoned, undecided];
        expect(next.reduce((sum, { count }) => sum + count, 0)).toBe(journeys.count);
      }
      await page.keyboard.press('t');
      await page.locator('.tile').first().waitFor();
      expect(await page.locator('.tile').count()).toBe(result.cells.length);
    });

    test('the journey map: a line where somebody rated or enough was seen, and a KPI beside its target', async () => {
      const { result } = await api.report('phases', { ...asked, experience: true, kpis: true });
      await open('journey-map');
      const lived = result.experience ?? [];
      const rated = lived.filter(({ measured }) => measured.value !== null);
      const inferred = lived.filter(
        ({ measured, inferred: { score } }) => measured.value === null && score !== null,
      );
      expect(rated.length).toBeGreaterThan(0);
      expect(inferred.length).toBeGreaterThan(0);
      await page.locator('circle.lived').first().waitFor();
      expect(await page.locator('circle.lived:not(.inferred)').count()).toBe(rated.length);
      expect(await page.locator('circle.lived.inferred').count()).toBe(inferred.length);
      expect(await page.getByRole('img', { name: /: not rated; inferred/ }).count()).toBe(
        inferred.length,
      );
      const [kpi] = result.kpis ?? [];
      expect(kpi).toMatchObject({ touchpoint: 'checkout.payment', target: 75, best: 85 });
      const band = page.getByRole('row', { name: /^Owners, actions, KPIs and targets/ });
      const made = await fetch(`${rig.service.url}/api/actions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${rig.service.adminToken}` },
        body: JSON.stringify({
          site: 'demo',
          title: 'Guest checkout',
          owner: 'Mia',
          state: 'doing',
          target: { metric: 'conversion', touchpoint: 'checkout.payment', days: 28 },
        }),
      });
      expect(made.status).toBe(200);
      await open('journey-map');
      await band.getByRole('listitem').filter({ hasText: 'Guest checkout Doing · Mia' }).waitFor();
      const said = band.getByRole('listitem').filter({ hasText: 'target 75 · best 85' });
      const value = /([\d.]+) \(([\d.]+) to ([\d.]+)\)/.exec((await said.textContent()) ?? '');
      expect(Number(value?.[1])).toBeCloseTo(kpi?.actual.value ?? -1, 1);
      expect(Number(value?.[2])).toBeCloseTo(kpi?.actual.low ?? -1, 1);
      expect(Number(value?.[3])).toBeCloseTo(kpi?.actual.high ?? -1, 1);
    });

    test('the journey map of those in a saved segment, chosen by its name', async () => {
      const made = await fetch(`${rig.service.url}/api/segments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${rig.service.adminToken}` },
        body: JSON.stringify({
          site: 'demo',
          key: 'callers',
          name: 'Who called',
          rule: { touched: { touchpoint: 'phone.support' } },
        }),
      });
      expect(made.status).toBe(200);
      const { population } = await api.report('phases', { ...asked, segment: ['@callers'] });
      await open('journey-map');
      await page.getByLabel('Whose journeys').selectOption({ label: 'Who called' });
      await page.waitForURL(
        (url) => url.searchParams.get('segment')?.includes('@callers') ?? false,
      );
      await expect
        .poll(async () => digits(await page.locator('.population').first().textContent()), {
          timeout: 30_000,
        })
        .toContain(`${population.people}${population.journeys}`);
      await page.getByLabel('Whose journeys').selectOption({ label: 'everybody' });
      await page.waitForURL((url) => !url.searchParams.has('segment'));
    });

    test('the process map: as many boxes and lines as asked for, each with its steps', async () => {
      const { result } = await api.report('transitions', {
        ...asked,
        touchpoints: 12,
        top: 25,
        layout: true,
      });
      await open('flow', '&map=process');
      // Rare steps are in the table only.
      const nodes = result.nodes.filter(({ kind }) => kind !== 'rare');
      const edges = result.edges.filter(({ from, to }) => from !== '(rare)' && to !== '(rare)');
      expect(await page.locator('.process-node').count()).toBe(nodes.length);
      expect(await page.locator('.process-edge').count()).toBe(edges.length);
      expect(result.layout?.columns.flat().length).toBe(result.nodes.length);
      const node = result.nodes.find(({ kind }) => kind === 'touchpoint');
      const box = page.locator(`[data-key="${node?.key}"]`);
      expect(digits(await box.locator('.figures').textContent())).toBe(String(node?.in));
      await box.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('start') === node?.key);
    });
  });
}
