import { expect, test } from 'vitest';
import { eventually } from '../browser/console-api.ts';
import { showsAll, written } from './shown.ts';
import type { Stage } from './stage.ts';

const { count, share } = written;

/** Forms that were filled, and where nobody fills any. */
export function dashboardForms(of: () => Stage): void {
  test('forms: those that were sent and left, and the field that hurts', async () => {
    const { rig, api, page, link } = of();
    await page.goto(link('forms'));
    await page.getByText('No form was filled in this period.').waitFor();
    // Nobody fills forms in the demo: three are filled elsewhere.
    const at = Date.now() - 600_000;
    const filled = (person: number, field: string, end: string) => {
      const sessionId = crypto.randomUUID();
      return ['form.started', 'form.field_left', end].map((event, index) => ({
        id: `${event}-${person}`,
        type: 'interaction',
        name: event,
        anonymousId: `guest-${person}`,
        sessionId,
        at: at + index * 1_000,
        props: { form: 'sign-up', field, ms: 900 },
      }));
    };
    const answer = await fetch(`${rig.service.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        v: 1,
        site: rig.service.site.writeKey,
        context: { consent: { purposes: ['measurement'], source: 'api', decidedAt: at - 1_000 } },
        events: [
          { id: 'seen', name: 'page.viewed', anonymousId: 'guest-1', at, touchpoint: 'home' },
          ...filled(1, 'email', 'form.submitted'),
          ...filled(2, 'phone', 'form.abandoned'),
          ...filled(3, 'phone', 'form.abandoned'),
        ],
      }),
    });
    expect(await answer.json()).toMatchObject({ accepted: 10 });
    const site = rig.service.site.id;
    const zone = (await api.sites()).find(({ id }) => id === site)?.timezone;
    const { result } = await eventually(
      () => api.report('forms', { site, timezone: zone, top: 200 }),
      ({ result: { forms } }) => forms[0]?.begun === 3,
    );
    expect(result.forms[0]).toMatchObject({ sent: { count: 1 }, left: { count: 2 } });
    await page.goto(link('forms', '&view=table').replace('site=demo', `site=${site}`));
    await showsAll(page, 'Which forms are sent', result.forms, {
      0: (row) => row.form,
      1: (row) => count(row.begun),
      2: (row) => share(row.sent),
      3: (row) => share(row.left),
      4: (row) => count(row.open),
      5: (row) => count(row.unknown),
    });
    const fields = {
      1: (row: (typeof result.fields)[number]) => count(row.focused),
      2: (row: (typeof result.fields)[number]) => share(row.friction),
      5: (row: (typeof result.fields)[number]) => share(row.lastBeforeLeaving),
    };
    await showsAll(page, 'Where forms hurt', result.fields, {
      0: (row) => `${row.form} · ${row.field}`,
      ...fields,
    });
    await page.getByRole('button', { name: 'sign-up' }).press('Enter');
    await page.waitForURL((url) => url.searchParams.get('form') === 'sign-up');
    await page.getByRole('heading', { name: 'Where sign-up hurts' }).waitFor();
    await showsAll(page, 'Where forms hurt', result.fields, { 0: (row) => row.field, ...fields });
  });
}
