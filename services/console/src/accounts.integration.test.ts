import type { Account, AccountSummary, ReportTypes } from '@touchtrail/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayMs as day, openPeopleConsole, row } from './testing/open-people-console.ts';
import type { PeopleConsole } from './testing/open-people-console.ts';

let opened: PeopleConsole;
beforeAll(async () => {
  opened = await openPeopleConsole();
});
afterAll(() => opened.close());

const { ask, json } = {
  ask: (...given: Parameters<PeopleConsole['ask']>) => opened.ask(...given),
  json: <Body>(url: string, body?: unknown) => opened.json<Body>(url, body),
};

const account = (id: string, more = '') => json<Account>(`/api/accounts/${id}?site=shop${more}`);

describe('an account', () => {
  const at = Date.now() - 20 * day;
  const six = ['anna', 'bela', 'cora', 'dino', 'elif', 'finn'];
  const roles = ['buyer', 'user', 'user', 'it', 'sponsor', ''];

  test('a buying group of six is one journey with six people', async () => {
    await opened.store.insertEvents([
      ...six.map((userId, i) =>
        row({
          userId,
          accountId: 'globex',
          touchpoint: i < 3 ? 'webinar' : 'demo',
          channel: 'web',
          at: at + i * day,
        }),
      ),
      ...six.slice(0, 5).map((userId, i) =>
        row({
          userId,
          accountId: 'globex',
          type: 'account',
          name: 'account.identified',
          at: at + i * day + 1,
          props: {
            role: roles[i],
            department: i < 2 ? 'Purchasing' : 'Operations',
            industry: 'Steel',
          },
        }),
      ),
      // Finn's other device, which is Finn's.
      row({
        anonymousId: 'finn-tablet',
        userId: 'finn',
        accountId: 'globex',
        touchpoint: 'offer',
        at: at + 7 * day,
      }),
      row({
        userId: 'anna',
        accountId: 'globex',
        type: 'conversion',
        touchpoint: 'order',
        value: 9_000,
        currency: 'EUR',
        at: at + 8 * day,
      }),
      row({ userId: 'zoe', accountId: 'other', touchpoint: 'webinar', at: at + 8 * day }),
    ]);
    const globex = await account('globex');
    expect(globex.journeys).toHaveLength(1);
    expect(globex.journeys[0]).toMatchObject({
      outcome: 'converted',
      touches: 8,
      firstTouchpoint: 'webinar',
      lastTouchpoint: 'order',
      people: six.map((id) => `user:${id}`),
      roles: ['buyer', 'it', 'sponsor', 'user'],
    });
    expect(globex.buyingGroup).toEqual([
      { role: 'user', people: ['user:bela', 'user:cora'] },
      { role: 'buyer', people: ['user:anna'] },
      { role: 'it', people: ['user:dino'] },
      { role: 'sponsor', people: ['user:elif'] },
      { role: '', people: ['user:finn'] },
    ]);
    expect(globex.coverage.find(({ touchpoint }) => touchpoint === 'webinar')).toEqual({
      touchpoint: 'webinar',
      touches: 3,
      people: 3,
      roles: ['buyer', 'user'],
    });
    expect(
      globex.touches.filter(({ type }) => type !== 'account').map(({ person }) => person),
    ).toEqual([...six.map((id) => `user:${id}`), 'user:finn', 'user:anna']);
    expect(globex.attributes).toMatchObject([{ name: 'industry', value: 'Steel' }]);
    // The report about accounts sees the same journey.
    const report = await json<ReportTypes['journeys']>(
      '/api/reports/journeys?site=shop&subject=account',
    );
    expect(report.population.people).toBeGreaterThanOrEqual(2);
    const list = await json<AccountSummary[]>('/api/accounts?site=shop&q=GLOB');
    expect(list).toMatchObject([{ id: 'globex', people: 6 }]);
  });

  test('roles change over time, people leave and come back, partners have a part', async () => {
    const member = (body: object) =>
      json('/api/accounts/globex/members', { site: 'shop', ...body });
    await member({ person: 'finn', role: 'legal', department: 'Law', since: at + 9 * day });
    await member({ person: 'anna', role: 'sponsor', since: at + 10 * day });
    await member({ person: 'bela', remove: true });
    let globex = await account('globex');
    const anna = globex.members.find(({ person }) => person === 'user:anna');
    expect(anna).toMatchObject({ role: 'sponsor', department: 'Purchasing', touches: 2 });
    expect(anna?.history.map(({ role, source }) => [role, source])).toEqual([
      ['buyer', 'sdk'],
      ['sponsor', 'rectification'],
    ]);
    expect(globex.members.find(({ person }) => person === 'user:bela')).toMatchObject({
      left: true,
    });
    expect(globex.buyingGroup.flatMap(({ people }) => people)).not.toContain('user:bela');

    await opened.store.insertEvents([
      row({
        userId: 'ines',
        accountId: 'agency',
        touchpoint: 'workshop',
        channel: 'phone',
        at: at + 5 * day,
      }),
      row({
        userId: 'ines',
        accountId: 'globex',
        touchpoint: 'demo',
        channel: 'web',
        at: at + 6 * day,
      }),
    ]);
    await json('/api/accounts/globex/partners', {
      site: 'shop',
      partner: 'agency',
      role: 'integrator',
    });
    globex = await account('globex', '&partners=true');
    expect(globex.partners).toMatchObject([
      { id: 'agency', role: 'integrator', left: false, people: 1, touches: 1 },
    ]);
    expect(globex.members.find(({ person }) => person === 'user:ines')).toMatchObject({
      partner: 'agency',
    });
    expect(
      globex.touches.map(({ account: whose, touchpoint }) => [whose, touchpoint]),
    ).toContainEqual(['agency', 'workshop']);
    expect(globex.journeys[0]?.people).toContain('user:ines');
    await json('/api/accounts/globex/partners', { site: 'shop', partner: 'agency', remove: true });
    expect((await account('globex')).partners).toMatchObject([{ left: true }]);
    expect(
      (await ask('/api/accounts/globex/partners', { site: 'shop', partner: 'globex' })).status,
    ).toBe(400);
    expect((await ask('/api/accounts/nothing?site=shop')).status).toBe(404);
  });

  test('a viewer sees the company, not who its people are', async () => {
    const response = await ask('/api/accounts/globex?site=shop', undefined, opened.viewer);
    expect(response.status).toBe(200);
    const text = await response.text();
    for (const id of six) expect(text).not.toContain(id);
    expect(text).toMatch(/"person":"p-[\w-]{10}"/);
    const refused = await ask(
      '/api/accounts/globex/members',
      { site: 'shop', person: 'x' },
      opened.viewer,
    );
    expect(refused.status).toBe(403);
  });
});
