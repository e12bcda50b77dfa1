import {
  KeptConflict,
  RegistryConflict,
  SiteConflict,
  StoreError,
  VersionConflict,
} from '@touchtrail/store';
import { describe, expect, test } from 'vitest';
import { harness, testSite } from './testing/harness.ts';

const fails = (refusal: unknown) => async (): Promise<never> => {
  throw refusal;
};
const meta = { version: 3, actor: 'token-7', at: 0 };
const conflict = new KeptConflict('action', { ...meta, id: 'a', site: 'shop' });
const base = { author: 'token-7', note: '', at: 0, restores: null };

/** A console whose stores refuse what they are asked, each in its way. */
const refusing = () =>
  harness({
    actions: {
      list: async () => [],
      read: fails(new StoreError('action_unknown', 'x', 'x')),
      history: async () => [],
      add: fails(conflict),
      change: fails(conflict),
      remove: fails(conflict),
    } as never,
    views: { list: async () => [], add: fails(conflict) } as never,
    annotations: { list: async () => [], add: fails(conflict) } as never,
    segments: {
      list: async () => [],
      find: async () => undefined,
      set: fails(new VersionConflict('segment', meta)),
    } as never,
    journeyDefinitions: {
      find: async () => undefined,
      set: fails(new VersionConflict('journey', null)),
    } as never,
    registry: {
      read: async () => ({ ...base, version: 1 }),
      save: fails(new RegistryConflict({ ...base, version: 5 }, 3, [])),
    } as never,
    siteSettings: {
      add: fails(new StoreError('site_exists', 'x', 'x')),
      update: fails(new SiteConflict(testSite)),
    } as never,
    members: {
      list: async () => [
        { id: 'token-1', role: 'admin', name: '', sites: [], createdAt: 0, lastUsed: null },
      ],
    } as never,
    writeKeys: {} as never,
    quarantine: { list: async () => [] } as never,
  });

const sent = (method: string, body: unknown): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

interface Refused {
  error: { code: string; message: string; hint: string };
  issues?: { parameter: string; message: string }[];
}

const site = 'shop';
const rule = { attribute: 'plan', value: 'pro' };
const registry = (more: object) => ({ site, ifVersion: 1, registry: more });

const refused: [string, string, string, object, string, string][] = [
  ['no site', 'POST', '/api/actions', { title: 'x' }, 'site: is missing.', 'site: fehlt.'],
  [
    'no such site',
    'POST',
    '/api/actions',
    { site: 'no', title: 'x' },
    'There is no such site.',
    'Diese Site gibt es nicht.',
  ],
  [
    'an empty title',
    'POST',
    '/api/actions',
    { site, title: '' },
    'title: Too small: expected string to have >=1 characters',
    'title: darf nicht leer sein',
  ],
  [
    'a change without version',
    'PUT',
    '/api/actions/a',
    { site, title: 'x' },
    'version: is missing',
    'version: fehlt',
  ],
  [
    'a change of what somebody changed',
    'PUT',
    '/api/actions/a',
    { site, version: 2, title: 'x' },
    'The action was changed by token-7: it is version 3 now.',
    'Die Maßnahme wurde von token-7 geändert: sie ist jetzt Version 3.',
  ],
  [
    'a view of a person',
    'POST',
    '/api/views',
    { site, name: 'x', link: '/flow?person=ada' },
    'link: must not name a person, an account, a device or what was searched for',
    'link: darf keine Person, kein Konto, kein Gerät und nichts Gesuchtes nennen',
  ],
  [
    'a note on no day',
    'POST',
    '/api/annotations',
    { site, day: 'today', text: 'x' },
    'day: Invalid ISO date',
    'day: muss ein Tag wie 2026-11-22 sein',
  ],
  [
    'a segment with a bad key',
    'POST',
    '/api/segments',
    { site, key: 'Warm!', rule },
    'key: must be like big-spenders: small letters, digits, _ . -',
    'key: muss sein wie big-spenders: kleine Buchstaben, Ziffern, _ . -',
  ],
  [
    'a segment somebody changed',
    'POST',
    '/api/segments',
    { site, key: 'warm', rule, ifVersion: 2 },
    'The segment was changed by token-7: it is version 3 now.',
    'Das Segment wurde von token-7 geändert: es ist jetzt Version 3.',
  ],
  [
    'a segment nested too deep',
    'POST',
    '/api/segments',
    { site, key: 'warm', rule: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]] },
    'rule: may be nested 6 deep',
    'rule: darf 6 tief verschachtelt sein',
  ],
  [
    'a journey that is gone',
    'PUT',
    '/api/journeys/purchase',
    { site, ifVersion: 2 },
    'The journey is not there any more.',
    'Die Journey gibt es nicht mehr.',
  ],
  [
    'a journey with a bad name',
    'PUT',
    '/api/journeys/Two%20words',
    { site },
    'name: must be lower-case letters, digits, - and _, at most 63 of them, such as purchase',
    'name: darf nur Kleinbuchstaben, Ziffern, - und _ haben, höchstens 63, wie purchase',
  ],
  [
    'a registry with a rule of nothing',
    'PUT',
    '/api/registry',
    registry({ rules: [{ touchpoint: 'a', when: {} }] }),
    'registry.rules.0.when: needs a condition: event, path, url, channel, type, referrer, touchpoint, source, medium, campaign or props',
    'registry.rules.0.when: braucht eine Bedingung: event, path, url, channel, type, referrer, touchpoint, source, medium, campaign oder props',
  ],
  [
    'a registry with a bad name',
    'PUT',
    '/api/registry',
    registry({ touchpoints: [{ key: 'a', name: 7 }] }),
    'registry.touchpoints.0.name: must be a text of at most 200 characters, or such texts by language: { en: Payment, de: Zahlung } (1 to 30 languages)',
    'registry.touchpoints.0.name: muss ein Text von höchstens 200 Zeichen sein, oder solche Texte je Sprache: { en: Payment, de: Zahlung } (1 bis 30 Sprachen)',
  ],
  [
    'a registry somebody saved',
    'PUT',
    '/api/registry',
    registry({}),
    'Version 5 by token-7 is in force, not 3: 0 changes since.',
    'Version 5 von token-7 gilt, nicht 3: seither 0 Änderungen.',
  ],
  [
    'an origin that is none',
    'POST',
    '/api/sites',
    { name: 'x', origins: ['shop'] },
    'origins.0: must look like https://shop.example, https://*.shop.example, http://localhost:* or *',
    'origins.0: muss aussehen wie https://shop.example, https://*.shop.example, http://localhost:* oder *',
  ],
  [
    'a site somebody changed',
    'PUT',
    '/api/sites/shop',
    { version: 'old', name: 'x' },
    'The site shop was changed meanwhile.',
    'Die Site shop wurde inzwischen geändert.',
  ],
  [
    'a token of nobody',
    'PUT',
    '/api/tokens/t',
    { role: 'viewer' },
    'There is no such token.',
    'Diesen Token gibt es nicht.',
  ],
  [
    'the own token',
    'DELETE',
    '/api/tokens/token-1',
    {},
    'This is the token that you are signed in with.',
    'Das ist der Token, mit dem Sie angemeldet sind.',
  ],
  [
    'a page that is no address',
    'POST',
    '/api/sites/shop/check-page',
    { url: 'shop', service: 'https://t.example' },
    'url: must be an address such as https://shop.example/',
    'url: muss eine Adresse wie https://shop.example/ sein',
  ],
  [
    'a page of a private network',
    'POST',
    '/api/sites/shop/check-page',
    { url: 'http://10.0.0.1/', service: 'https://t.example' },
    'url: the page does not answer: 10.0.0.1 is an address of this machine or of a private network; set TOUCHTRAIL_WEBHOOK_PRIVATE=true to allow it.',
    'url: die Seite antwortet nicht: 10.0.0.1 ist eine Adresse dieser Maschine oder eines privaten Netzes; TOUCHTRAIL_WEBHOOK_PRIVATE=true erlaubt sie.',
  ],
  [
    'attributes of a person that are none',
    'POST',
    '/api/people/ada/rectify',
    { site, props: {} },
    'props: must be an object of texts, numbers and booleans.',
    'props: muss ein Objekt aus Texten, Zahlen und Wahrheitswerten sein.',
  ],
  [
    'no such route',
    'POST',
    '/api/nothing',
    {},
    'There is no such route.',
    'Diese Adresse gibt es nicht.',
  ],
];

describe('what is refused of a change is said in the language of the one who asks', () => {
  test.each(refused)('%s', async (_what, method, path, body, en, de) => {
    const { askAs } = refusing();
    const english = (await (await askAs(path, sent(method, body))).json()) as Refused;
    expect(english.error.message).toBe(en);
    const answer = await askAs(`${path}?lang=de`, sent(method, body));
    expect(answer.headers.get('content-language')).toBe('de');
    const german = (await answer.json()) as Refused;
    expect(german.error.message).toBe(de);
    expect(german.error.code).toBe(english.error.code);
    if (english.error.hint.startsWith('GET /api')) return;
    expect(german.error.hint).not.toBe(english.error.hint);
    expect(german.issues?.map(({ parameter }) => parameter)).toEqual(
      english.issues?.map(({ parameter }) => parameter),
    );
  });

  test('who has no right, and who is not signed in', async () => {
    const { ask, askAs, state } = refusing();
    state.who = { ...state.who, role: 'viewer' };
    const forbidden = (await (
      await askAs('/api/actions?lang=de', sent('POST', { site, title: 'x' }))
    ).json()) as Refused;
    expect(forbidden.error.message).toBe(
      'Das braucht die Rolle analyst; Ihr Token ist für viewer.',
    );
    const nobody = (await (await ask('/api/sites?lang=de')).json()) as Refused;
    expect(nobody.error.message).toBe('Nicht angemeldet.');
    const wrong = (await (
      await ask('/api/login?lang=de', sent('POST', { token: 'no' }))
    ).json()) as Refused;
    expect(wrong.error.message).toBe('Das ist kein gültiger Token.');
  });

  test('a body that is no JSON', async () => {
    const { askAs } = refusing();
    const answer = await askAs('/api/actions?lang=de', { method: 'POST', body: '[1' });
    const { error } = (await answer.json()) as Refused;
    expect(error.message).toBe('Was gesendet wurde, ist kein JSON-Objekt.');
  });

  test('a language that is not known is refused', async () => {
    const { askAs } = refusing();
    const answer = await askAs('/api/actions?lang=fr', sent('POST', { site, title: 'x' }));
    expect(answer.status).toBe(400);
    const { error, issues } = (await answer.json()) as Refused;
    expect(error.message).toBe('lang: is not known.');
    expect(issues).toEqual([{ parameter: 'lang', message: 'must be en or de' }]);
  });
});
