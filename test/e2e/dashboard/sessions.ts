import type { RegistryAnswer, SavedJourney, SegmentRule } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFaults } from '../browser/axe.ts';
import { consoleApi } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';

/** Logins that end while something is written, and two who write the same. */
export function dashboardSessions(of: () => { rig: Rig; page: Page }): void {
  const setup = () => {
    const { rig, page } = of();
    const token = rig.service.adminToken ?? '';
    const press = (name: string) =>
      page.getByRole('button', { name, exact: true }).first().press('Enter');
    const send = async (method: string, path: string, body: object) => {
      const answer = await fetch(`${rig.service.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ site: 'demo', ...body }),
      });
      expect(answer.ok, `${method} ${path} ${await answer.clone().text()}`).toBe(true);
    };
    const owner = async (touchpoint: string) => {
      const { registry } = await api.get<RegistryAnswer>('/api/registry?site=demo');
      return registry.touchpoints.find(({ key }) => key === touchpoint)?.owner;
    };
    const api = consoleApi(rig.service.url, token);
    return {
      page,
      api,
      press,
      send,
      owner,
      open: (screen: string, query = '') =>
        page.goto(`${rig.service.url}/${screen}?site=demo${query}`),
      field: (label: string | RegExp) => page.getByLabel(label, { exact: true }),
      /** The login ends; what is pressed next is told so, and another login is taken. */
      async endsBefore(button: string): Promise<void> {
        await page.context().clearCookies();
        await press(button);
        await page.getByText('Your session has ended.').waitFor();
        expect(await page.locator('.sheet').count()).toBe(0);
        await page.getByLabel('Admin token').fill(token);
        await press('Sign in');
        await page.locator('.sheet').first().waitFor();
      },
    };
  };

  test('a session that ends keeps a touchpoint that is typed and one that is not saved yet', async () => {
    const { page, press, owner, open, field, endsBefore } = setup();
    const before = { cart: await owner('cart'), product: await owner('product') };
    await open('registry', '&at=cart');
    await field('Owner').fill('<b>Ada</b>');
    await press('Take over');
    await page.getByRole('link', { name: 'Edit product', exact: true }).click();
    await field('Owner').fill('Half a na');
    await endsBefore('Try on live data');
    await page.getByRole('heading', { name: 'Edit product' }).waitFor();
    expect(await field('Owner').inputValue()).toBe('Half a na');
    await field('Owner').fill('Half a name');
    await press('Take over');
    // What was tried is tried before it is saved; then the login ends once more.
    await press('Try on live data');
    await page.getByText(/^Of .* events of the last 30 days/).waitFor();
    await endsBefore('Save');
    expect(await owner('cart')).toBe(before.cart);
    await press('Try on live data');
    await page.getByText(/^Of .* events of the last 30 days/).waitFor();
    await press('Save');
    await page.getByText(/^Saved as version/).waitFor();
    expect([await owner('cart'), await owner('product')]).toEqual(['<b>Ada</b>', 'Half a name']);
    await press('Undo');
    await expect
      .poll(async () => ({ cart: await owner('cart'), product: await owner('product') }))
      .toEqual(before);
    // What was thrown away is gone: the form begins anew.
    await page.getByRole('link', { name: 'Edit cart', exact: true }).click();
    await field('Owner').fill('nobody');
    await press('Cancel');
    await page.getByRole('link', { name: 'Edit cart', exact: true }).click();
    await expect.poll(() => field('Owner').inputValue()).toBe(before.cart ?? '');
  });

  test('a session that ends keeps whom to let in, and a word half typed', async () => {
    const { page, press, open, field } = setup();
    const again = async () => {
      await page.getByText('Your session has ended.').waitFor();
      await field('Admin token').fill(of().rig.service.adminToken ?? '');
      await press('Sign in');
    };
    await open('settings', '&area=members');
    await field('Who it is for').fill('<i>Grace</i> 🦊');
    await page.context().clearCookies();
    await press('Let in');
    await again();
    await field('Who it is for').waitFor();
    expect(await field('Who it is for').inputValue()).toBe('<i>Grace</i> 🦊');
    await open('registry', '&part=words');
    await field('Add to Topics of feedback').fill('half-a-word');
    await page.context().clearCookies();
    await page.getByRole('radio', { name: 'Versions' }).click();
    await again();
    await page.getByRole('radio', { name: 'Words' }).check();
    expect(await field('Add to Topics of feedback').inputValue()).toBe('half-a-word');
  });

  test('a session that ends keeps a new touchpoint and a rule half typed; who saved meanwhile is not overwritten', async () => {
    const { page, api, press, send, open, field, owner, endsBefore } = setup();
    const { registry, version } = await api.get<RegistryAnswer>('/api/registry?site=demo');
    await open('registry', '&part=words');
    await field('Add to Topics of feedback').fill('half-typed');
    await field('Add to Topics of feedback').press('Enter');
    await page.getByRole('radio', { name: 'Touchpoints' }).check();
    await press('New touchpoint');
    await field('Key').fill('half.typed');
    await field('Owner').fill('Mia');
    await endsBefore('Try on live data');
    expect(await field('Key').inputValue()).toBe('half.typed');
    expect(await field('Owner').inputValue()).toBe('Mia');
    await press('Cancel');
    await page.getByRole('radio', { name: 'Rules' }).check();
    await press('New rule');
    await field('Texts, one a line').fill('/half/typed');
    await endsBefore('Try on live data');
    expect(await field('Texts, one a line').inputValue()).toBe('/half/typed');
    await press('Cancel');
    await press('Throw away');
    // A form that outlives a login may be older than what is in force.
    await page.getByRole('radio', { name: 'Touchpoints' }).check();
    await page.getByRole('link', { name: 'Edit cart', exact: true }).click();
    await field('Owner').fill('Mine');
    const theirs = registry.touchpoints.map((one) =>
      one.key === 'cart' ? { ...one, note: 'theirs' } : one,
    );
    await send('PUT', '/api/registry', {
      registry: { ...registry, touchpoints: theirs },
      ifVersion: version,
    });
    await page.getByRole('radio', { name: 'Words' }).check();
    await page.context().clearCookies();
    await page.getByRole('radio', { name: 'Versions' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await field('Admin token').fill(of().rig.service.adminToken ?? '');
    await press('Sign in');
    await page.getByRole('radio', { name: 'Touchpoints' }).check();
    await page
      .getByText(new RegExp(`^Version ${version + 1},`))
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Edit cart', exact: true }).click();
    expect(await field('Owner').inputValue()).toBe('Mine');
    await press('Take over');
    await press('Try on live data');
    await page.getByText(/^Of .* events of the last 30 days/).waitFor();
    await press('Save');
    await page
      .getByRole('alert')
      .getByText(/note: .* → theirs/)
      .waitFor();
    expect(await owner('cart')).not.toBe('Mine');
    await press('Take theirs, throw mine away');
    await send('POST', '/api/registry/rollback', { version, ifVersion: version + 1 });
  });

  test('a session that ends keeps a segment that is written', async () => {
    const { page, api, press, send, open, field, endsBefore } = setup();
    const rule = { silentFor: '3d' };
    await send('POST', '/api/segments', { key: 'kept', name: 'Before', rule });
    await open('segments');
    await press('Change segment kept');
    await field('Name').fill('<i>After</i>');
    await press('Add a condition');
    await page.getByRole('group', { name: 'Condition 2' }).getByLabel('Value').fill('cart');
    await endsBefore('Save');
    await page.getByRole('heading', { name: 'Change kept' }).waitFor();
    expect(await field('Name').inputValue()).toBe('<i>After</i>');
    await press('Save');
    await page.getByText('kept was saved as version 2.').waitFor();
    const all =
      await api.get<{ key: string; name: string; rule: SegmentRule }[]>('/api/segments?site=demo');
    expect(all.find(({ key }) => key === 'kept')).toMatchObject({
      name: '<i>After</i>',
      rule: { all: [{ silentFor: 259_200_000 }, { touched: { touchpoint: 'cart' } }] },
    });
    await press('Remove segment kept');
    await page.getByText('kept was removed.').waitFor();
  });

  test('a session that ends keeps a journey that is defined; two who define one are told of each other', async () => {
    const { page, api, press, send, open, field, endsBefore } = setup();
    const path = '/api/journeys/kept';
    const saved = async () => (await api.get<SavedJourney>(`${path}?site=demo`)).definition;
    const goals = [{ name: 'order', reached: ['event:order.completed'] }];
    await send('PUT', path, { description: 'before', goals, ifVersion: 0 });
    await open('settings', '&area=journeys');
    await press('Change journey kept');
    await field('Description').fill('<i>mine</i>');
    await press('Add a goal');
    await field('Goal 2, name').fill('cart');
    await page.getByLabel(/^Goal 2, reached by/).fill('cart');
    await endsBefore('Save');
    await page.getByRole('heading', { name: 'Change kept' }).waitFor();
    expect(await field('Description').inputValue()).toBe('<i>mine</i>');
    expect(await field('Goal 2, name').inputValue()).toBe('cart');
    // Somebody else was faster.
    await send('PUT', path, { description: 'theirs', goals, ifVersion: 1 });
    await press('Save');
    const alert = page.getByRole('alert');
    await alert.getByText('Somebody else saved version 2 meanwhile').waitFor();
    await alert.getByText('"description":"theirs"').waitFor();
    expect(await field('Description').inputValue()).toBe('<i>mine</i>');
    expect(await saved()).toMatchObject({ description: 'theirs', goals });
    expect(await axeFaults(page)).toEqual([]);
    await alert.getByRole('button', { name: 'Save mine over it' }).press('Enter');
    await page.getByText('kept was saved as version 3.').waitFor();
    expect(await saved()).toMatchObject({
      description: '<i>mine</i>',
      goals: [...goals, { name: 'cart', reached: ['cart'] }],
    });
    // Taken back: theirs is there, not what stood before both.
    await press('Undo');
    await page.getByText('kept is as it was.').waitFor();
    expect(await saved()).toMatchObject({ description: 'theirs', goals });
    await press('Change journey kept');
    await field('Description').fill('mine again');
    await send('PUT', path, { description: 'theirs again', goals, ifVersion: 4 });
    await press('Save');
    await alert.getByRole('button', { name: 'Take theirs' }).press('Enter');
    expect(await field('Description').inputValue()).toBe('theirs again');
    await press('Cancel');
    await press('Remove journey kept');
    await page.getByText('kept was removed.').waitFor();
  });
}
