import type { Profile, ReportTypes } from '@touchtrail/contract';
import { hashedValue } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testSite } from './testing/harness.ts';
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
const profile = (id: string, more = ''): Promise<Profile> =>
  json<Profile>(`/api/people/${encodeURIComponent(id)}?site=shop${more}`);

/** All that reports say of who there is. */
const reports = async (): Promise<unknown> => {
  const answers = [];
  for (const [name, more] of [
    ['journeys', ''],
    ['channels', ''],
    ['paths', ''],
    ['re-entry', ''],
    ['funnel', '&steps=home,cart'],
  ]) {
    const report = await json<ReportTypes['journeys']>(`/api/reports/${name}?site=shop${more}`);
    answers.push([name, report.population, report.result]);
  }
  return answers;
};

describe('two devices and a store card', () => {
  test('are one person after login; taking a link apart gives back exactly what was', async () => {
    await opened.store.insertEvents([
      row({ anonymousId: 'phone-1', touchpoint: 'home', channel: 'mobile_web' }),
      row({ anonymousId: 'laptop-1', touchpoint: 'home', channel: 'web' }),
      row({ anonymousId: 'card:77', touchpoint: 'store.berlin', channel: 'store' }, 'import'),
      row({ anonymousId: 'stranger', touchpoint: 'home', channel: 'web' }),
    ]);
    const journeys = async (): Promise<number> =>
      (await json<ReportTypes['journeys']>('/api/reports/journeys?site=shop')).population.people;
    expect(await journeys()).toBe(4);
    await opened.store.insertEvents([
      row({ anonymousId: 'phone-1', userId: 'ada', touchpoint: 'cart', channel: 'mobile_web' }),
      row({ anonymousId: 'laptop-1', userId: 'ada', touchpoint: 'cart', channel: 'web' }),
      row({ anonymousId: 'card:77', userId: 'ada', type: 'identify' }, 'import'),
    ]);
    expect(await journeys()).toBe(2);
    const ids = ['ada', 'card:77', 'laptop-1', 'phone-1'];
    for (const id of ids) expect((await profile(id)).ids).toEqual(ids);
    const before = await reports();

    const why = await json<{ onePerson: boolean; links: { kind: string }[] }>(
      '/api/identity/why?site=shop&a=anonymous:card:77&b=phone-1',
    );
    expect(why).toMatchObject({ onePerson: true, links: [{ kind: 'import' }, { kind: 'login' }] });
    const pair = { site: 'shop', a: 'ada', b: 'anonymous:card:77', reason: 'sister' };
    await json('/api/identity/unlink', pair);
    expect(await journeys()).toBe(3);
    expect(await reports()).not.toEqual(before);
    expect((await profile('card:77')).ids).toEqual(['card:77']);
    expect(
      await json<{ onePerson: boolean }>('/api/identity/why?site=shop&a=ada&b=anonymous:card:77'),
    ).toMatchObject({ onePerson: false });
    expect(await json('/api/identity/rules?site=shop')).toMatchObject([
      { kind: 'unlinked', from: 'anonymous:card:77', to: 'user:ada', reason: 'sister' },
    ]);
    await json('/api/identity/relink', pair);
    expect(await reports()).toEqual(before);
    expect(await opened.store.identity.rebuild('shop')).toBe(0);
    const again = await ask('/api/identity/relink', pair);
    expect(again.status).toBe(404);
    const audited = await opened.store.audit.list({ site: 'shop', action: 'identity.' });
    expect(audited.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['identity.unlink', 'identity.relink', 'identity.why']),
    );
  });

  test('a device at the till joins nobody once it is blocked', async () => {
    await opened.store.insertEvents([
      row({ anonymousId: 'till-3', userId: 'cem', touchpoint: 'till' }),
    ]);
    expect((await profile('cem')).ids).toEqual(['cem', 'till-3']);
    await json('/api/identity/block', { site: 'shop', id: 'anonymous:till-3', reason: 'till' });
    expect((await profile('cem')).ids).toEqual(['cem']);
    await json('/api/identity/unblock', { site: 'shop', id: 'anonymous:till-3' });
    expect((await profile('cem')).ids).toEqual(['cem', 'till-3']);
  });

  test('who may only look changes nothing and sees nobody', async () => {
    const pair = { site: 'shop', a: 'ada', b: 'anonymous:card:77' };
    for (const response of [
      await ask('/api/identity/unlink', pair, opened.viewer),
      await ask('/api/identity/block', { site: 'shop', id: 'ada' }, opened.viewer),
      await ask('/api/identity/why?site=shop&a=ada&b=phone-1', undefined, opened.viewer),
      await ask('/api/people?site=shop&q=ada', undefined, opened.viewer),
      await ask('/api/people/ada?site=shop', undefined, opened.viewer),
    ]) {
      expect(response.status).toBe(403);
    }
    expect((await ask('/api/identity/unlink', { site: 'shop', a: 'ada' })).status).toBe(400);
  });
});

const found = async (q: string): Promise<unknown> =>
  (await json<{ matches: unknown }>(`/api/people?site=shop&q=${encodeURIComponent(q)}`)).matches;

describe('everything known of a person', () => {
  test('attributes with source and time, conflicts, accounts, consent, journeys, ratings, touches', async () => {
    const key = await opened.store.secrets.hashKey('shop');
    const mail = hashedValue(key, 'eva@example.org');
    const at = Date.now() - 120 * day;
    await opened.store.insertEvents([
      row({
        userId: 'eva',
        anonymousId: 'eva-1',
        type: 'identify',
        name: 'person.identified',
        at,
        props: { email: mail, phone: hashedValue(key, '+49301234567'), city: 'Bonn', plan: 'free' },
      }),
      row({ userId: 'eva', touchpoint: 'home', channel: 'web', at: at + 1_000 }),
      row({
        userId: 'eva',
        type: 'conversion',
        touchpoint: 'order',
        value: 30,
        currency: 'EUR',
        at: at + 2_000,
      }),
      row({ userId: 'eva', touchpoint: 'support', channel: 'phone', at: at + 3_000 }),
      row({
        userId: 'eva',
        type: 'account',
        name: 'account.identified',
        accountId: 'acme',
        at: at + 110 * day,
        props: { role: 'buyer', department: 'IT' },
      }),
      row({
        userId: 'eva',
        accountId: 'acme',
        touchpoint: 'demo',
        channel: 'web',
        at: at + 111 * day,
      }),
      row({
        userId: 'eva',
        type: 'feedback',
        touchpoint: 'demo',
        rating: 9,
        ratingScale: 'nps',
        comment: 'good',
        at: at + 112 * day,
      }),
      row(
        {
          userId: 'eva',
          type: 'identify',
          at: at + 113 * day,
          props: { city: 'Köln', plan: 'pro' },
        },
        'import',
      ),
      row({ userId: 'eva', type: 'identify', at: at + 114 * day, props: { city: 'Bonn' } }),
    ]);
    const eva = await profile('eva-1');
    expect(eva).toMatchObject({
      id: 'eva-1',
      person: 'user:eva',
      ids: ['eva', 'eva-1'],
      state: 'as usual',
    });
    expect(eva.attributes.find(({ name }) => name === 'city')).toMatchObject({
      value: 'Bonn',
      source: 'sdk',
      at: at + 114 * day,
      others: [{ value: 'Köln', source: 'import', at: at + 113 * day, conflict: true }],
    });
    expect(eva.attributes.find(({ name }) => name === 'plan')).toMatchObject({
      value: 'pro',
      source: 'import',
      others: [{ value: 'free', source: 'sdk', conflict: true }],
    });
    expect(eva.accounts).toMatchObject([
      { id: 'acme', role: 'buyer', department: 'IT', left: false },
    ]);
    expect(eva.consent.current?.purposes).toEqual(['identification', 'measurement']);
    expect(eva.journeys).toMatchObject([
      { outcome: 'open', firstTouchpoint: 'demo', touches: 2 },
      { outcome: 'abandoned', firstTouchpoint: 'support', touches: 1 },
      {
        outcome: 'converted',
        firstTouchpoint: 'home',
        lastTouchpoint: 'order',
        touches: 2,
        value: 30,
        currency: 'EUR',
      },
    ]);
    expect(eva.ratings).toMatchObject([
      { touchpoint: 'demo', rating: 9, scale: 'nps', comment: 'good' },
    ]);
    expect(eva.identity.ids).toContainEqual({ id: mail, kind: 'email' });
    expect(eva.identity.links.map(({ from, to }) => [from, to])).toContainEqual([
      'anonymous:eva-1',
      'user:eva',
    ]);
    expect(eva.touches).toHaveLength(9);

    const pages: string[] = [];
    let after = '';
    for (let page = 0; page < 10; page++) {
      const part = await profile('eva', `&limit=4&order=newest${after}`);
      pages.push(...part.touches.map(({ id }) => id));
      if (part.next === null) break;
      after = `&after=${part.next}`;
    }
    expect(pages).toEqual(eva.touches.map(({ id }) => id).toReversed());

    expect(await found(' Eva@Example.org ')).toEqual([
      { id: 'eva', kind: 'person', by: 'e-mail address' },
    ]);
    for (const number of ['+49 (30) 123-4567', '0049 30 1234567', '+49301234567']) {
      expect(await found(number)).toEqual([{ id: 'eva', kind: 'person', by: 'telephone number' }]);
    }
    expect(await found('+49 30 1234568')).toEqual([]);
    expect(await found(mail)).toEqual([{ id: 'eva', kind: 'person', by: 'hash' }]);
    expect(await found('eva-1')).toEqual([{ id: 'eva', kind: 'person', by: 'anonymous id' }]);
    expect(await found('acme')).toEqual([{ id: 'acme', kind: 'account', by: 'account id' }]);
    expect(await found('nobody')).toEqual([]);
    expect((await ask('/api/people/eva?site=shop&after=1')).status).toBe(400);
    const looks = await opened.store.audit.list({
      site: 'shop',
      action: 'person.',
      subject: 'eva-1',
    });
    expect(looks.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['person.viewed', 'person.searched']),
    );
  });

  test('of who is restricted nothing is shown but that they are', async () => {
    await opened.store.insertEvents([
      row({ userId: 'rosa', touchpoint: 'home', props: { email: `h_${'r'.repeat(22)}` } }),
    ]);
    await opened.store.people.restrict('shop', 'rosa', { id: 'test', role: 'admin' });
    expect(await profile('rosa')).toMatchObject({ state: 'restricted', touches: [], journeys: [] });
    const { matches } = await json<{ matches: unknown[] }>(
      `/api/people?site=shop&q=h_${'r'.repeat(22)}`,
    );
    expect(matches).toEqual([]);
    await opened.store.people.unrestrict('shop', 'rosa', { id: 'test', role: 'admin' });
    expect((await profile('rosa')).touches).toHaveLength(1);
  });
});

const hostile = `'); DROP TABLE events; -- \\ {site:String} \u0000 <script>alert(1)</script>`;
const topics = (site: string) =>
  json<ReportTypes['topics']>(`/api/reports/topics?site=${site}&quotes=10`);
const quoted = async () => JSON.stringify((await topics('voices')).result);
const comment = (userId: string, text: string, n: number) => ({
  ...row({
    userId,
    type: 'feedback',
    name: 'feedback.given',
    touchpoint: n % 5 === 0 ? hostile.slice(0, 40) : 'survey',
    rating: 1 + (n % 10),
    ratingScale: 'scale10',
    at: Date.now() - 20 * day - n * 3_600_000,
  }),
  site_id: 'voices',
  comment: text,
});

const states = async () =>
  (await opened.store.people.requests({ site: 'voices' })).map(({ state }) => state);

describe('comments', () => {
  const told = ['Ada Lovelace', 'ada@example.org', '0171 1234567', 'DE89 3704 0044 0532 0130 00'];
  const said = [
    'The parcel came late',
    'Late parcel again, courier never rang',
    'Parcel late, what a courier',
    `Parcel late ${hostile}`,
  ];
  beforeAll(async () => {
    const { store } = opened;
    for (const id of ['voices', 'silent']) {
      await store.sites.add({ ...testSite, id, writeKey: `wk_${id}` });
    }
    await store.insertEvents([
      ...Array.from({ length: 90 }, (_, n) =>
        comment(`who-${n}`, n % 3 === 0 ? 'My card was declined' : (said[n % 4] ?? ''), n),
      ),
      comment(
        'ada',
        `My name is ${told[0]}, parcel late, courier never rang: ${told.slice(1).join(', ')}`,
        91,
      ),
      comment('erased', 'Late parcel, courier left it with Wilhelmine', 92),
    ]);
  });

  test('what people write is data to every query, and what tells them is hidden', async () => {
    const { registry } = opened.store;
    await registry.save(
      'voices',
      {
        ...(await registry.read('voices')).registry,
        topics: [{ key: 'odd', words: [hostile.slice(0, 25)] }],
      },
      { author: 'ada' },
    );
    const first = await topics('voices');
    expect(first.result.comments.stored).toBe(92);
    const parcel = first.result.rows.find(({ quotes }) =>
      quotes.some(({ text }) => text.includes('DROP TABLE')),
    );
    expect(parcel?.share.count).toBeGreaterThanOrEqual(10);
    expect(parcel?.touchpoints.map(({ touchpoint }) => touchpoint)).toContain(hostile.slice(0, 40));
    const all = JSON.stringify(first);
    for (const secret of [...told, 'Lovelace']) expect(all).not.toContain(secret);
    const persona = `/api/personas/${encodeURIComponent(hostile.slice(0, 20))}`;
    const name = { site: 'voices', name: hostile.slice(0, 60) };
    expect((await ask(persona, name, undefined, 'PUT')).status).toBe(200);
    const again = await topics('voices');
    expect(again.result.comments.stored).toBe(92);
    // The second look knows the topics of the first.
    expect(again.result.rows.map(({ topic }) => topic)).toEqual(
      first.result.rows.map(({ topic }) => topic),
    );
    const kept = await opened.store.reader.query<{ key: string; words: string[] }>({
      sql: 'SELECT key, words FROM found_topics FINAL WHERE site_id = {site:String}',
      params: { site: 'voices' },
    });
    expect(kept.map(({ key }) => key)).toEqual(
      expect.arrayContaining(
        first.result.rows.flatMap(({ topic, source }) => (source === 'discovered' ? topic : [])),
      ),
    );
    expect(JSON.stringify(kept)).not.toMatch(/lovelac|wilhelmin/i);
  });

  test('who is erased is quoted no more from then on', async () => {
    expect(await quoted()).toContain('Wilhelmine');
    const erase = await ask('/api/people/erased/erase', { site: 'voices' });
    expect(erase.status).toBeLessThan(300);
    const after = await quoted();
    expect(after).not.toContain('Wilhelmine');
    expect((JSON.parse(after) as ReportTypes['topics']['result']).comments.stored).toBe(91);
    // What is deleted behind it ends before the engine does.
    await expect.poll(states, { timeout: 50_000 }).toEqual(['done']);
  });

  test('without comments nothing is made up', async () => {
    const { result, warnings } = await topics('silent');
    expect(result).toMatchObject({
      rows: [],
      categories: [],
      alerts: [],
      comments: { stored: 0, read: 0 },
      discovery: { state: 'too_few', needed: 50 },
    });
    expect(warnings.join(' ')).toContain('Too few comments');
    for (const [asked, instead] of [
      ['trends?report=topics', 'ask for the report topics'],
      ['compare?compareFrom=2026-01-01T00:00:00Z&report=personas', 'save one as a segment'],
      ['compare?compareFrom=2026-01-01T00:00:00Z&report=findings', 'ask for the report findings'],
    ] as const) {
      const answer = await ask(`/api/reports/${asked}&site=voices`);
      expect([asked, answer.status]).toEqual([asked, 400]);
      expect(await answer.text()).toContain(instead);
    }
  });
});
