import { describe, expect, test } from 'vitest';
import { cellsOf, showsAll, written } from './shown.ts';
import { asked } from './stage.ts';
import type { Stage } from './stage.ts';

const { count, share, signed, between, name } = written;
const table = '&view=table';

/** What decides, who gets the credit and what people say, asked in other ways than at first. */
export function dashboardDecide(of: () => Stage): void {
  describe('what decides, as it was asked', () => {
    test('make-or-break: adjusted for what is ticked, and that is said', async () => {
      const { api, page, open } = of();
      await open('make-or-break', table);
      const box = (label: string) => page.getByRole('checkbox', { name: label, exact: true });
      expect(await box('entry channel').isChecked()).toBe(true);
      await box('device').press('Space');
      await page.waitForURL((url) => url.searchParams.get('adjust') === 'entry_channel,device');
      await box('prior visits').press('Space');
      const chosen = 'entry_channel,device,prior_visits';
      await page.waitForURL((url) => url.searchParams.get('adjust') === chosen);
      // No more than three.
      expect(await box('campaign').isDisabled()).toBe(true);
      const { result } = await api.report('make-or-break', {
        ...asked,
        horizon: '14d',
        adjust: chosen,
      });
      await page
        .getByText(
          'all other touchpoints, entry channel, device, prior visits. Not adjusted for: campaign, prior conversions.',
        )
        .waitFor();
      await showsAll(
        page,
        'Effect on conversion by touchpoint',
        result.rows,
        {
          0: (row) => row.touchpoint,
          3: (row) => signed(row.effect?.value ?? null),
          4: (row) => between(row.effect, signed),
          9: (row) => share({ rate: row.overlap }),
        },
        30,
      );
      const row = result.rows.find((one) => one.effect && one.strata.length > 0) ?? expect.fail();
      const at = encodeURIComponent(row.touchpoint);
      await open('make-or-break', `${table}&adjust=${chosen}&at=${at}`);
      await showsAll(
        page,
        'Like with like',
        row.strata,
        {
          2: ({ values: [, device = ''] }) => (device === '(none)' ? 'no value' : device),
          3: ({ values: [, , visits = ''] }) => visits,
          4: ({ met }) => share(met),
          5: ({ notMet }) => share(notMet),
        },
        40,
      );
      await open('make-or-break', '&adjust=none');
      await page.getByText('Adjusted for: step, calendar, all other touchpoints. Not').waitFor();
      expect(await box('entry channel').isChecked()).toBe(false);
    });

    test('make-or-break: an experiment for what was found, and for a point', async () => {
      const { api, page, open } = of();
      const plain = (await api.report('make-or-break', { ...asked, horizon: '14d' })).result;
      const row = plain.rows.find(({ experiment }) => experiment) ?? expect.fail();
      await open('make-or-break', `&at=${encodeURIComponent(row.touchpoint)}`);
      const plan = async () => (await cellsOf(page, 'What is planned', [1])).flat().slice(0, 3);
      const said = (one: typeof row.experiment) =>
        one && [share({ rate: one.without }), share({ rate: one.withIt }), count(one.perArm)];
      await page.getByRole('link', { name: 'Design an experiment' }).press('Enter');
      expect(await plan()).toEqual(said(row.experiment));
      await page.getByLabel('Difference to tell').selectOption('1');
      await page.waitForURL((url) => url.searchParams.get('detect') === '1');
      const { result } = await api.report('make-or-break', { ...asked, horizon: '14d', detect: 1 });
      const other = result.rows.find((one) => one.touchpoint === row.touchpoint);
      expect(other?.experiment?.perArm).not.toBe(row.experiment?.perArm);
      await expect.poll(plan, { timeout: 30_000 }).toEqual(said(other?.experiment ?? null));
    });

    test('attribution: the intervals of the model chosen, and the ranks of all', async () => {
      const { api, page, open } = of();
      const { result } = await api.report('attribution', asked);
      const [, second] = result.models.filter(({ status }) => status === 'ok');
      await open('attribution', table);
      const sure = page.locator('.figure', { hasText: 'How sure each model is' });
      await sure.getByRole('combobox').selectOption(second?.model ?? '');
      await page.waitForURL((url) => url.searchParams.get('model') === second?.model);
      await showsAll(
        page,
        'last touch',
        second?.credits ?? [],
        {
          0: ({ key }) => name(key),
          2: (credit) => share({ rate: credit.share.value }),
        },
        30,
      );
      const bounds = page
        .getByRole('table', { name: 'last touch', exact: true })
        .locator('tbody tr > :nth-child(4)');
      expect(await bounds.allTextContents()).toEqual(
        second?.credits.map((credit) => between(credit.share, (rate) => share({ rate }))),
      );
      const models = result.models.filter(({ status }) => status === 'ok');
      const title = 'How ranks change from model to model';
      const ranks = await cellsOf(page, title, [0, ...models.map((_, at) => at + 1)]);
      expect(ranks.length).toBeGreaterThan(3);
      for (const [key, ...cells] of ranks) {
        expect(cells).toEqual(
          models.map(({ credits }) => {
            const credit = credits.find((one) => name(one.key) === key);
            return `${credit?.rank ?? '–'}. · ${share({ rate: credit?.rankHolds ?? null })}`;
          }),
        );
      }
      // The chart has a line for each, which the arrow keys go through.
      await page.keyboard.press('t');
      const lines = page.locator('.slope');
      await lines.first().waitFor();
      expect(await lines.count()).toBe(Math.min(12, ranks.length));
      await lines.first().focus();
      await page.keyboard.press('ArrowDown');
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      expect(focused).toBe(await lines.nth(1).getAttribute('aria-label'));
      expect(focused).toContain(`${ranks[1]?.[0]}: first touch ${ranks[1]?.[1]?.split('.')[0]}.`);
    });

    test('feedback: examples are the report’s, and a viewer sees none', async () => {
      const { api, page, open, rig } = of();
      const { result } = await api.report('topics', { ...asked, horizon: '14d' });
      const quoted = result.rows.filter(({ quotes }) => quotes.length > 0).slice(0, 6);
      const texts = quoted.flatMap(({ quotes }) => quotes.map(({ text }) => text));
      expect(texts.length).toBeGreaterThan(2);
      await open('feedback');
      await page.getByText('Examples (what could tell who wrote it is hidden)').click();
      expect(await page.locator('.quotes blockquote > bdi').allTextContents()).toEqual(texts);
      const made = await fetch(`${rig.service.url}/api/tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${rig.service.adminToken}` },
        body: JSON.stringify({ role: 'viewer', name: 'who looks', sites: ['demo'] }),
      });
      const { token } = (await made.json()) as { token: string };
      const answer = await fetch(`${rig.service.url}/api/reports/topics`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...asked, horizon: '14d' }),
      });
      const seen = await answer.text();
      for (const text of texts) expect(seen).not.toContain(JSON.stringify(text));
      // A browser of its own: the session is the browser's.
      const other = await rig.browser.newContext({ locale: 'en-GB' });
      const viewer = await other.newPage();
      await viewer.goto(`${rig.service.url}/feedback?site=demo&range=all#token=${token}`);
      await viewer.getByText('Your role sees no comments.').waitFor();
      expect(await viewer.locator('.quotes').count()).toBe(0);
      await other.close();
    });
  });
}
