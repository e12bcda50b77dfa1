import { eventSchema } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { toEvent } from './to-event.ts';
import type { Shared } from './to-event.ts';

const receivedAt = Date.parse('2026-11-22T10:00:05Z');
const shared: Shared = { site: { id: 'shop', categories: {} }, receivedAt };

const mapped = (message: Record<string, unknown>, change: Partial<Shared> = {}) =>
  toEvent({ messageId: 'm-1', anonymousId: 'a-1', ...message }, { ...shared, ...change });
const eventOf = (message: Record<string, unknown>, change: Partial<Shared> = {}) =>
  eventSchema.parse(mapped(message, change).event);

describe('what each call becomes', () => {
  test('page: a view of a page, its own properties before those of the context', () => {
    const context = {
      page: { url: 'https://shop.example/a', path: '/a', title: 'A', referrer: '$direct' },
      campaign: { source: 'news', medium: 'email', name: 'autumn' },
      screen: { width: 1920, height: 1080, innerWidth: 1200, innerHeight: 800 },
      locale: 'de-DE',
      timezone: 'Europe/Berlin',
    };
    const properties = { url: 'https://shop.example/b?gclid=CANARY', path: '/b', kind: 'list' };
    expect(eventOf({ type: 'page', name: 'Shoes', category: 'Docs', properties, context })).toEqual(
      {
        id: 'm-1',
        type: 'touch',
        name: 'page.viewed',
        at: receivedAt,
        anonymousId: 'a-1',
        page: { url: properties.url, path: '/b', title: 'A' },
        campaign: {
          source: 'news',
          medium: 'email',
          name: 'autumn',
          clickIdType: 'gclid',
          clickId: 'CANARY',
        },
        device: { width: 1200, height: 800, language: 'de-DE', timezone: 'Europe/Berlin' },
        props: { kind: 'list', name: 'Shoes', category: 'Docs' },
      },
    );
  });

  test('the campaign is read from the address where the client did not', () => {
    const url = 'https://shop.example/?utm_source=x&utm_campaign=y';
    expect(eventOf({ type: 'page', properties: { url } })).toMatchObject({
      page: { path: '/' },
      campaign: { source: 'x', name: 'y' },
    });
  });

  test('track: a touch by its name; a sale: a conversion with its value', () => {
    expect(
      eventOf({ type: 'track', event: 'Product Added', properties: { sku: 1 } }),
    ).toMatchObject({
      type: 'touch',
      name: 'Product Added',
      props: { sku: 1 },
    });
    const sale = { order_id: 'o-1', revenue: '59.90', total: 70, currency: 'eur' };
    expect(eventOf({ type: 'track', event: 'Order Completed', properties: sale })).toMatchObject({
      type: 'conversion',
      name: 'Order Completed',
      value: 59.9,
      currency: 'EUR',
      props: sale,
    });
    const odd = { revenue: -1, currency: 'Euro' };
    const event = eventOf({ type: 'track', event: 'order completed', properties: odd });
    expect(event).toMatchObject({ type: 'conversion', props: odd });
    expect(event).not.toHaveProperty('value');
    expect(event).not.toHaveProperty('currency');
  });

  test('screen: a view inside an app, with the screen as its place', () => {
    expect(eventOf({ type: 'screen', name: 'Home', properties: { tab: 2 } })).toMatchObject({
      name: 'screen.viewed',
      touchpoint: 'Home',
      channel: 'app',
      props: { tab: 2, name: 'Home' },
    });
  });

  test('identify: who it is, with traits from either place', () => {
    const traits = { plan: 'pro', address: { city: 'Kiel' } };
    const expected = {
      type: 'identify',
      name: 'person.identified',
      anonymousId: 'a-1',
      userId: '7',
      props: { plan: 'pro', 'address.city': 'Kiel' },
    };
    expect(eventOf({ type: 'identify', userId: 7, traits })).toMatchObject(expected);
    expect(eventOf({ type: 'identify', userId: '7', context: { traits } })).toMatchObject(expected);
  });

  test('group: which account; later messages may name it too', () => {
    expect(eventOf({ type: 'group', groupId: 'acme', traits: { seats: 9 } })).toMatchObject({
      type: 'account',
      name: 'account.identified',
      accountId: 'acme',
      props: { seats: 9 },
    });
    const context = { groupId: 'acme' };
    expect(eventOf({ type: 'track', event: 'x', context })).toMatchObject({ accountId: 'acme' });
  });

  test('alias: the previous id is a device of the user', () => {
    expect(eventOf({ type: 'alias', previousId: 'old', userId: 'u-1' })).toMatchObject({
      type: 'identify',
      name: 'person.aliased',
      anonymousId: 'old',
      userId: 'u-1',
    });
  });

  test('a change of consent becomes a consent event with its receipt', () => {
    const context = { consent: { categoryPreferences: { Analytics: false } } };
    const event = eventOf({
      type: 'track',
      event: 'Segment Consent Preference Updated',
      context,
    });
    expect(event).toMatchObject({ type: 'consent', consent: { purposes: [] } });
  });

  test('context.touchtrail says where a message belongs', () => {
    const context = {
      touchtrail: { touchpoint: 'store.kiel', channel: 'store', type: 'conversion' },
    };
    expect(eventOf({ type: 'track', event: 'Sold', context })).toMatchObject(context.touchtrail);
  });

  test('the route decides over the message', () => {
    expect(eventOf({ type: 'track', event: 'x' }, { kind: 'page' }).name).toBe('page.viewed');
  });
});

const idOf = (message: Record<string, unknown>) =>
  (toEvent({ type: 'track', event: 'x', ...message }, shared).event as { id: string }).id;

describe('ids', () => {
  test('the message id is the id of the event, shortened where it is too long', () => {
    expect(idOf({ messageId: 'ajs-next-1' })).toBe('ajs-next-1');
    expect(idOf({ messageId: 'x'.repeat(300) })).toMatch(/^content:[0-9a-f]{64}$/);
  });

  test('without one, the content of a dated message is its id, whenever it is sent', () => {
    const message = { timestamp: '2026-11-22T10:00:00Z', properties: { a: 1 } };
    const id = idOf({ ...message, sentAt: '2026-11-22T10:00:01Z' });
    expect(id).toBe(idOf({ ...message, sentAt: '2026-11-22T10:09:00Z' }));
    expect(id).not.toBe(idOf({ ...message, properties: { a: 2 } }));
  });

  test('an undated message cannot be told from its repeat: both count', () => {
    expect(idOf({})).not.toBe(idOf({}));
  });

  test('empty ids are none', () => {
    expect(() => eventOf({ type: 'track', event: 'x', anonymousId: '', userId: '' })).toThrow(
      'needs one of anonymousId',
    );
  });
});

const at = (message: Record<string, unknown>, change: Partial<Shared> = {}) =>
  eventOf({ type: 'page', ...message }, change).at;

describe('times', () => {
  const ten = Date.parse('2026-11-22T10:00:00Z');

  test('timestamp, else originalTimestamp, else when it was sent, else when it came', () => {
    const originalTimestamp = '2026-11-22T09:00:00Z';
    expect(at({ timestamp: '2026-11-22T10:00:00', originalTimestamp })).toBe(ten);
    expect(at({ originalTimestamp })).toBe(ten - 3_600_000);
    expect(at({}, { sentAt: ten })).toBe(ten);
    expect(at({})).toBe(receivedAt);
  });

  test('what is no time is refused by name', () => {
    expect(() => at({ timestamp: 'soon' })).toThrow('RFC 3339');
  });
});

test.each([
  [{ type: 'track' }, 'track needs `event`'],
  [{ type: 'group' }, 'group needs `groupId`'],
  [{ type: 'alias', userId: 'u' }, 'alias needs `previousId`'],
  [{ type: 'video' }, '`type` must be one of'],
  [{}, '`type` must be one of'],
])('%j is refused in the words of its sender', (message, words) => {
  const { event, problem } = mapped(message);
  expect(problem).toContain(words);
  expect(eventSchema.safeParse(event).success).toBe(false);
});

test('long names, addresses and traits are cut, not refused', () => {
  const url = `https://shop.example/${'p'.repeat(3_000)}`;
  const event = eventOf({
    type: 'track',
    event: 'n'.repeat(500),
    properties: { text: 't'.repeat(5_000) },
    context: { page: { url, path: url, title: 'z'.repeat(900) }, locale: 'l'.repeat(99) },
  });
  expect(event.name).toHaveLength(200);
  expect(event.page?.url).toHaveLength(2_000);
  expect(event.page?.title).toHaveLength(500);
});

test('what is no object goes on to be refused', () => {
  expect(toEvent(7, shared).event).toBe(7);
});
