import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeFaults } from '../browser/axe.ts';
import type { Rig } from '../browser/rig.ts';

/** Screen, what opens the form there in English and in German, and the words before it in a menu. */
const forms: [string, string, string, ...([string, string] | [])][] = [
  ['settings?', 'Change the site', 'Die Site ändern'],
  ['settings?', 'New site', 'Neue Site'],
  ['settings?area=policy', 'Change consent & retention', 'Einwilligung & Aufbewahrung ändern'],
  ['settings?area=journeys', 'New journey', 'Neue Journey'],
  ['registry?', 'New touchpoint', 'Neuer Kontaktpunkt'],
  ['registry?part=rules', 'New rule', 'Neue Regel'],
  ['actions?', 'New action', 'Neue Maßnahme'],
  ['segments?', 'New segment', 'Neues Segment'],
  ['channels?', 'Saved views', 'Gespeicherte Ansichten', 'Menu', 'Menü'],
  ['channels?', 'Notes on days', 'Notizen zu Tagen', 'Menu', 'Menü'],
];

/** Forms as they stand open: in light and dark, in German, and in little room. */
export function dashboardOpenForms(of: () => { rig: Rig; page: Page }): void {
  describe('an open form is for everybody', () => {
    const show = async (place: string, language: string, ...buttons: string[]) => {
      const { rig, page } = of();
      await page.goto(`${rig.service.url}/${place}&site=demo&lang=${language}`);
      for (const name of buttons) await page.getByRole('button', { name, exact: true }).click();
      await page.locator('main .sheet, dialog[open]').first().waitFor();
    };
    const faults = async (): Promise<string[]> => {
      const { page } = of();
      const found = await axeFaults(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      found.push(...(await axeFaults(page, { coloursOnly: true })).map((one) => `dark: ${one}`));
      await page.emulateMedia({ colorScheme: 'light' });
      return found;
    };

    test.each(forms)('%s %s', async (place, english, german, ...menus) => {
      const { page } = of();
      const [menu, menuGerman] = menus;
      await show(place, 'en', ...(menu ? [menu] : []), english);
      expect(await faults()).toEqual([]);
      await show(place, 'de', ...(menuGerman ? [menuGerman] : []), german);
      expect(await faults()).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      try {
        const over = () =>
          page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
        expect(await over()).toBeLessThanOrEqual(0);
      } finally {
        await page.setViewportSize({ width: 1440, height: 900 });
      }
    });

    test('what is refused is said in the language of the page', async () => {
      const { page } = of();
      await show('settings?', 'de', 'Neue Site');
      await page.getByLabel('Name', { exact: true }).fill('Lampen');
      await page.getByLabel(/^Zeitzone/).fill('Mars/Base');
      await page.getByRole('button', { name: 'Speichern', exact: true }).press('Enter');
      await page
        .getByRole('alert')
        .getByText(/timezone: muss eine IANA-Zeitzone .* Senden Sie/s)
        .waitFor();
      await page.getByRole('button', { name: 'Abbrechen' }).press('Enter');
    });
  });
}
