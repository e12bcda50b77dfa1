import type { Action, ActionMeasure, ReportTypes } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { namesOf, showsAll, written } from './shown.ts';
import { asked } from './stage.ts';
import type { Stage } from './stage.ts';

const { count, share, signed, q } = written;
const points = (difference: number | null) =>
  difference === null ? '–' : signed(difference * 100);

/** From what stands out to an action, and from an action to what it changed. */
export function dashboardBoard(of: () => Stage): void {
  const actions = () => of().api.get<Action[]>('/api/actions?site=demo');
  let asking: Promise<ReportTypes['findings']> | undefined;
  const report = () => (asking ??= of().api.report('findings', { ...asked, horizon: '14d' }));
  /** Titles in each column of the board. */
  const columns = () =>
    of()
      .page.locator('.board section')
      .evaluateAll((all) =>
        all.map((one) =>
          [...one.querySelectorAll('.action-title')].map((title) => title.textContent ?? ''),
        ),
      );

  test('what stands out is what the report found, each with its evidence', async () => {
    const { page, open } = of();
    const { result } = await report();
    expect(result.findings.length).toBeGreaterThan(1);
    await open('findings');
    const { named, sentence } = await namesOf(of().api);
    expect(await page.locator('.sentence').textContent()).toBe(
      sentence(result.headline, result.headlineMentions),
    );
    const told = result.findings.map((one) => sentence(one.statement, one.mentions));
    expect(await page.locator('.finding-statement').allTextContents()).toEqual(told);
    // Something in them has a name of its own.
    expect(told).not.toEqual(result.findings.map(({ statement }) => statement));
    const worth = await page.locator('.finding:has(.interval)').allTextContents();
    const counted = result.findings.filter(({ perMonth }) => perMonth.value !== null);
    expect(worth).toHaveLength(counted.length);
    for (const [index, { perMonth, q: rate }] of counted.entries()) {
      const { low, high } = perMonth;
      const between = low === null || high === null ? '' : `${signed(low)} to ${signed(high)}`;
      expect(worth[index]).toContain(`${signed(perMonth.value)} ${between}`);
      expect(worth[index]).toContain(`q ${q(rate)}`);
    }
    await page.keyboard.press('t');
    await showsAll(
      page,
      'Ranked by what it costs or wins',
      result.findings,
      {
        0: (one) => one.touchpoint ?? one.key,
        3: ({ perMonth }) => signed(perMonth.value),
        4: (one) => q(one.q),
      },
      40,
    );
    await showsAll(page, 'What was looked at', result.looked, {
      0: ({ what }) => what,
      1: ({ judged }) => count(judged),
      2: ({ found }) => count(found),
    });
    await page.keyboard.press('t');
    const index = result.findings.findIndex(({ evidence }) => evidence.report === 'make-or-break');
    const { touchpoint } = result.findings[index] ?? expect.fail('no finding about a touchpoint');
    await page
      .locator('.finding')
      .nth(index)
      .getByRole('link', { name: 'Evidence' })
      .press('Enter');
    await page
      .getByRole('heading', { name: `Evidence for ${named(touchpoint ?? '')}` })
      .waitFor({ timeout: 60_000 });
    await page.goBack();
    await page.locator('.finding').first().waitFor();
  });

  test('a finding becomes an action, is moved, measured, changed, removed, and each is undone', async () => {
    const { api, rig, page, open } = of();
    const still = () => page.locator('.action-card[aria-busy="false"]').waitFor();
    const undo = () => page.getByRole('button', { name: 'Undo' }).press('Enter');
    const gone = () => page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    const { findings } = (await report()).result;
    const index = findings.findIndex(({ touchpoint }) => touchpoint !== null);
    const finding = findings[index] ?? expect.fail('no finding about a touchpoint');
    const headers = { authorization: `Bearer ${rig.service.adminToken}` };
    for (const { id } of await actions()) {
      await fetch(`${rig.service.url}/api/actions/${id}?site=demo`, { method: 'DELETE', headers });
    }
    if (!page.url().includes('/findings')) await open('findings');
    const card = page.locator('.finding').nth(index);
    await card.getByRole('button', { name: 'Make an action of it' }).press('Enter');
    const { sentence } = await namesOf(api);
    const title = sentence(finding.statement, finding.mentions).slice(0, 300);
    await page.getByLabel('Title').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe(title);
    await page.getByLabel('Owner').fill('<b>Mia</b>');
    await page.getByLabel('Due').fill('2027-01-31');
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    const drawn = page.locator('.action-card');
    await drawn.getByText('<b>Mia</b>').waitFor();
    const [made] = await actions();
    expect(made).toMatchObject({
      title,
      finding: finding.key,
      owner: '<b>Mia</b>',
      due: '2027-01-31',
      state: 'idea',
      target: { touchpoint: finding.touchpoint },
    });

    await undo();
    await expect.poll(actions).toEqual([]);
    await page.getByText('No action yet').waitFor();
    await gone();
    // As it was, shipped in the middle of what is known of the demo.
    const shipped = new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10);
    await page.getByRole('button', { name: 'New action' }).press('Enter');
    await page.getByLabel('Title').fill('Shorter form');
    await page.getByLabel('Shipped on').fill(shipped);
    await page.getByLabel('What it should move').selectOption('conversion');
    await page.getByLabel('Days before and after').fill('7');
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await expect.poll(columns).toEqual([['Shorter form'], [], [], []]);
    for (const [state, at] of [
      ['Doing', 1],
      ['Shipped', 2],
      ['Measured', 3],
    ] as const) {
      await still();
      await drawn.getByRole('button', { name: `Move on to ${state}` }).press('Enter');
      await expect.poll(async () => (await columns())[at]).toEqual(['Shorter form']);
      await expect.poll(async () => (await actions())[0]?.state).toBe(state.toLowerCase());
    }
    const [action] = await actions();
    const measured = await api.get<ActionMeasure>(`/api/actions/${action?.id}/measure?site=demo`);
    const { before, after, difference } = measured;
    const said = drawn.getByText(/^before /);
    await said.waitFor();
    expect(await said.textContent()).toContain(
      `before ${share(before)}, after ${share(after)}: ${points(difference.value)} points (${points(difference.low)} to ${points(difference.high)})`,
    );
    await undo();
    await expect.poll(async () => (await actions())[0]?.state).toBe('shipped');
    await gone();

    await still();
    await drawn.getByRole('button', { name: 'Edit' }).press('Enter');
    await page.getByLabel('Title').fill('Longer form');
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await expect.poll(async () => (await actions())[0]?.title).toBe('Longer form');
    await undo();
    await expect.poll(async () => (await actions())[0]?.title).toBe('Shorter form');
    await expect.poll(columns).toEqual([[], [], ['Shorter form'], []]);
    await gone();
    await still();
    await drawn.getByRole('button', { name: 'Remove' }).press('Enter');
    await expect.poll(actions).toEqual([]);
    await undo();
    await expect.poll(async () => (await actions())[0]?.title).toBe('Shorter form');
    await expect.poll(columns).toEqual([[], [], ['Shorter form'], []]);
  });
}
