import { nameIn } from '@touchtrail/contract';
import type { RegistryAnswer, RegistryNames } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { asked } from './stage.ts';
import type { Stage } from './stage.ts';

/** Touchpoints under the names that their site gives them. */
export function dashboardNames(of: () => Stage): void {
  test('a touchpoint stands under its name, in the language of the page, from the first picture on; its key is at hand', async () => {
    const { api, page, link, rig } = of();
    const [{ touchpoints }, { result }] = await Promise.all([
      api.get<RegistryNames>('/api/registry/names?site=demo'),
      api.report('make-or-break', { ...asked, horizon: '14d' }),
    ]);
    const drawn = result.rows.filter(({ effect }) => effect !== null).map((row) => row.touchpoint);
    expect(drawn.length).toBeGreaterThan(0);
    // What came with the page is not asked for; on a busy machine it comes behind.
    let requests = 0;
    let late = 0;
    page.on('request', (request) => {
      if (request.url().includes('/api/registry/names')) requests += 1;
    });
    for (const language of ['de', 'en'] as const) {
      const answer = await page.goto(link('make-or-break', `&lang=${language}`));
      if (!(await answer?.text())?.includes('"names":')) late += 1;
      const row = page.locator('.interval-row');
      await row.first().waitFor();
      const labels = await row.locator('text.label').allTextContents();
      expect(labels.map((label) => label.trim())).toEqual(
        drawn.map((key) => nameIn(touchpoints[key], language, key)).slice(0, labels.length),
      );
      await page.keyboard.press('t');
      const cells = page.locator('[data-touchpoint]');
      await cells.first().waitFor();
      const [key = ''] = drawn;
      const cell = page.locator(`[data-touchpoint="${key}"]`).first();
      expect(await cell.textContent()).toBe(`${nameIn(touchpoints[key], language, key)} (${key})`);
      await page.keyboard.press('t');
    }
    expect(requests).toBe(late);
    // Found by either.
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('landing.autumn');
    await page.getByRole('option', { name: 'Autumn campaign (landing.autumn)' }).waitFor();
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('Autumn cam');
    await page.getByRole('option', { name: 'Autumn campaign (landing.autumn)' }).click();
    await page.locator('.population').first().waitFor();
    expect(await page.getByLabel('Start at').inputValue()).toBe('landing.autumn');
    // Another name, given elsewhere, is there with the next load; two of one name are told apart.
    const { registry, version } = await api.get<RegistryAnswer>('/api/registry?site=demo');
    const put = async (changed: object, ifVersion: number) => {
      const answer = await fetch(`${rig.service.url}/api/registry`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${rig.service.adminToken ?? ''}` },
        body: JSON.stringify({ site: 'demo', registry: changed, ifVersion }),
      });
      expect(answer.status).toBe(200);
    };
    const renamed = registry.touchpoints.map((one) =>
      one.key === 'home' || one.key === 'category' ? { ...one, name: '<b>Anfang</b> 🛒' } : one,
    );
    await put({ ...registry, touchpoints: renamed }, version);
    await page.goto(link('drop-off', '&view=table'));
    for (const key of ['category', 'home']) {
      const cell = page.locator(`td [data-touchpoint="${key}"], th [data-touchpoint="${key}"]`);
      await expect.poll(() => cell.first().textContent()).toBe(`<b>Anfang</b> 🛒 (${key})`);
    }
    await put(registry, version + 1);
  });
}
