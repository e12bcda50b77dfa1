import { beforeAll, describe, expect, test } from 'vitest';
import type { Desk, Office } from './desk.ts';
import { namesOf, showsAll, written } from './shown.ts';

const digits = (text: string | null | undefined) => (text ?? '').replaceAll(/\D/g, '');
const steps = ['product', 'cart', 'checkout.payment', 'order.placed'];
const funnelQuery = steps.map((step) => `&step=${step}`).join('');

/** What the screens show is what the API says. */
export function dashboardNumbers(of: () => Office): void {
  describe('what a screen shows is what the API says', () => {
    let desk: Desk;
    const rows = (caption: string) =>
      desk.page.getByRole('table', { name: caption, exact: true }).locator('tbody tr');

    beforeAll(async () => {
      desk = await of().sit();
    });

    test('funnel: steps, times between them, and the people behind a step', async () => {
      const { result } = await of().api.report('funnel', {
        site: 'demo',
        steps,
        list: 100,
        listStep: 2,
        listWho: 'lost',
      });
      await desk.open('funnel', `&view=table&listed=2.lost${funnelQuery}`);
      const { named } = await namesOf(of().api);
      const shown = await rows('Funnel steps').allTextContents();
      for (const [index, step] of result.steps.entries()) {
        expect(shown[index]).toContain(named(step.touchpoint));
        expect(digits(shown[index])).toContain(String(step.reached));
      }
      const bins = result.steps.flatMap(({ timeFromPrevious }) =>
        (timeFromPrevious?.histogram ?? []).filter(({ count }) => count > 0),
      );
      const times = await rows('How long it takes').allTextContents();
      for (const [index, { count }] of bins.entries()) {
        expect(digits(times[index])).toContain(String(count));
      }
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(
        result.steps.reduce((sum, { timeFromPrevious }) => sum + (timeFromPrevious?.n ?? 0), 0),
      );
      const [, second] = result.steps;
      expect(result.people).toHaveLength(Math.min(100, second?.lost ?? 0));
      expect(result.people.every(({ depth }) => depth === 2)).toBe(true);
      const people = await rows(`People at step 2, ${named('cart')}`).allTextContents();
      expect(people).toHaveLength(Math.min(12, result.people.length));
      for (const [index, text] of people.entries())
        expect(text).toContain(result.people[index]?.subject);
      // One key turns all tables into charts and back.
      await desk.page.keyboard.press('t');
      await desk.page.waitForURL((url) => !url.searchParams.has('view'));
      // Figures out of sight are drawn behind those in sight.
      await desk.page.locator('.time-row').first().waitFor();
      expect(await desk.page.locator('.time-row').count()).toBe(steps.length);
    });

    test('funnel: in any order, and told apart by channel', async () => {
      const { result } = await of().api.report('funnel', {
        site: 'demo',
        steps,
        mode: 'unordered',
        breakdown: 'channel',
      });
      const { page } = desk;
      await desk.open('funnel', `&view=table${funnelQuery}`);
      await page.getByLabel('Order').selectOption({ label: 'any' });
      await page.getByLabel('Tell people apart by').selectOption({ label: 'channel' });
      await desk.settled();
      await showsAll(
        page,
        'Funnel steps',
        result.steps.map((step, index) => ({ ...step, n: index + 1 })),
        {
          0: ({ n }) => `${n}. any ${n} of ${steps.length}`,
          1: ({ reached }) => written.count(reached),
          2: ({ ofFirst }) => written.share(ofFirst),
          3: ({ ofPrevious }) => written.share(ofPrevious),
        },
      );
      await showsAll(page, 'Who gets through, by channel', result.breakdown?.groups ?? [], {
        0: ({ value }) => value.replaceAll('_', ' '),
        1: ({ reached }) => written.count(reached[0] ?? 0),
        2: ({ reached }) => written.count(reached.at(-1) ?? 0),
        3: ({ conversion }) => written.share(conversion),
        4: ({ stillOpen }) => written.count(stillOpen),
      });
    });

    test('funnel: from a figure to the people and to one of them, by the keyboard alone', async () => {
      const { result } = await of().api.report('funnel', { site: 'demo', steps });
      const { named } = await namesOf(of().api);
      await desk.open('funnel', funnelQuery);
      await desk.page.getByRole('link', { name: /lost$/ }).nth(1).press('Enter');
      await rows(`People at step 2, ${named('cart')}`)
        .first()
        .waitFor();
      await desk.page.getByRole('radio', { name: 'went on' }).press('Space');
      await desk.page.waitForURL((url) => url.searchParams.get('listed') === '2.went-on');
      await desk.settled();
      expect(await rows(`People at step 2, ${named('cart')}`).count()).toBe(
        Math.min(12, result.steps[2]?.reached ?? 0),
      );
      const who = rows(`People at step 2, ${named('cart')}`)
        .first()
        .getByRole('link');
      const name = (await who.textContent()) ?? '';
      await who.press('Enter');
      await desk.page.waitForURL((url) => url.searchParams.get('person') === name);
      await desk.page.getByRole('heading', { name: 'What happened' }).waitFor();
    });

    test('funnel: steps are chosen, moved, added and removed by the keyboard alone', async () => {
      await desk.open('funnel', funnelQuery);
      const chosen = () => new URL(desk.page.url()).searchParams.getAll('step');
      const press = async (name: string, wanted: string[]) => {
        await desk.page.getByRole('button', { name, exact: true }).press('Enter');
        await expect.poll(chosen).toEqual(wanted);
      };
      await press('Remove step 2', ['product', 'checkout.payment', 'order.placed']);
      await press('Move step 3 up', ['product', 'order.placed', 'checkout.payment']);
      await press('Move step 2 down', ['product', 'checkout.payment', 'order.placed']);
      await desk.page.getByRole('button', { name: 'Add a step' }).press('Enter');
      await expect.poll(() => chosen().length).toBe(4);
      await desk.page.getByRole('combobox', { name: 'Step 1' }).focus();
      await desk.page.keyboard.type('cart');
      await expect.poll(() => chosen()[0]).toBe('cart');
    });

    test('live: the touches of one device, what they were allowed, and why others were refused', async () => {
      const { service } = of().rig;
      await desk.open('live');
      const before = await desk.page.locator('.stream tbody tr').count();
      expect(before).toBeGreaterThan(0);
      const site = (await of().api.sites()).find(({ id }) => id === 'demo');
      const at = Date.now();
      const event = (id: string, anonymousId: string, more = {}) => ({
        id: `${id}${at}`,
        name: 'page.viewed',
        touchpoint: `live.${id}`,
        channel: 'web',
        anonymousId,
        at,
        ...more,
      });
      const receipt = {
        purposes: ['measurement', 'storage'],
        source: 'api',
        decidedAt: at - 1_000,
      };
      const send = async (...events: object[]): Promise<unknown> => {
        const answer = await fetch(`${service.url}/v1/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ v: 1, site: site?.writeKey, context: {}, events }),
        });
        return answer.json();
      };
      const told = await send(
        event('mine', 'device-of-mine', { consent: receipt }),
        event('theirs', 'device-of-others', { consent: receipt }),
        event('unasked', 'device-unasked'),
        event('wrong', 'device-of-mine', { consent: receipt, value: 'much' }),
      );
      expect(told).toMatchObject({ accepted: 2 });
      const stream = desk.page.locator('.stream tbody tr');
      const mine = stream.filter({ hasText: 'live.mine' });
      await mine.waitFor();
      expect(await mine.textContent()).toContain('storage, measurement');
      await mine.getByRole('button', { name: 'device-of-mine' }).press('Enter');
      await desk.page.waitForURL((url) => url.searchParams.get('device') === 'device-of-mine');
      await expect.poll(() => stream.count()).toBe(1);
      await desk.page.getByLabel('Device').selectOption('');
      await expect.poll(() => stream.count()).toBeGreaterThanOrEqual(before);
      await desk.page.getByRole('searchbox', { name: 'Filter' }).fill('live.theirs');
      await expect.poll(() => stream.count()).toBe(1);
      await desk.page.getByRole('searchbox', { name: 'Filter' }).fill('');
      // Held still, the list loses nothing.
      await desk.page.getByRole('button', { name: 'Pause' }).press('Enter');
      expect(await send(event('later', 'device-of-mine', { consent: receipt }))).toMatchObject({
        accepted: 1,
      });
      await desk.page.getByText('1 new since the pause').waitFor();
      const later = stream.filter({ hasText: 'live.later' });
      expect(await later.count()).toBe(0);
      await desk.page.getByRole('button', { name: 'Resume' }).press('Enter');
      await later.waitFor();
      const refused = rows('Refused in the last day');
      const missing = refused.filter({ hasText: 'consent_missing' });
      await missing.waitFor({ timeout: 20_000 });
      expect(await missing.textContent()).toContain('touchtrail.consent(');
      const wrong = refused.filter({ hasText: 'invalid_event' });
      await wrong.waitFor({ timeout: 20_000 });
      expect(await wrong.textContent()).toContain('value');
      const checks = desk.page.getByRole('region', { name: 'Checks' });
      await checks.getByText('Events arrive').waitFor();
      expect(await checks.textContent()).toContain(`connect-src ${service.url}`);
    });
  });

  test('the empty state shows the snippet and turns by itself with the first event', async () => {
    const { rig, sit } = of();
    const { page } = await sit();
    await page.goto(`${rig.service.url}/?site=my-site`);
    await page.getByText('data-site').first().waitFor();
    expect(await page.locator('main').textContent()).toContain(rig.service.site.writeKey);
    // Who waits for an own event is not kept from the data that is there.
    await page.getByRole('button', { name: /^Demo shop has [\d,]+ touches: show it$/ }).waitFor();
    await fetch(`${rig.service.url}/v1/events`, {
      method: 'POST',
      body: JSON.stringify({
        v: 1,
        site: rig.service.site.writeKey,
        context: {
          anonymousId: 'a',
          consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() },
        },
        events: [{ id: 'first', name: 'hello.world', at: Date.now() }],
      }),
      headers: { 'content-type': 'application/json' },
    });
    await page.getByText('hello.world').first().waitFor({ timeout: 10_000 });
  });
}
