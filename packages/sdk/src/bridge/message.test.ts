import { channels, ratingScales } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  isHello,
  isOurs,
  messageBytes,
  readBridgeConsent,
  readBridgeEvent,
} from './message.ts';

const event = { touchtrail: 'event', v: 1, type: 'touch', at: 1, name: 'chat.opened' };
const read = (change: object) => readBridgeEvent(JSON.stringify({ ...event, ...change }));

const padded = (pad: string) => ({ props: { a: pad, b: pad, c: pad, d: pad } });

describe('an event over the bridge', () => {
  test('is read with everything it may have', () => {
    const all = {
      ...event,
      type: 'feedback',
      touchpoint: 'chat.bot',
      channel: 'chat',
      props: { widget: 'own', length: 3, first: true, none: null },
      value: 1.5,
      currency: 'EUR',
      rating: 9,
      ratingScale: 'nps',
      comment: 'fine',
    };
    expect(readBridgeEvent(JSON.stringify(all))).toEqual(all);
  });

  test.each([
    ['a key too many', { text: 'secret' }],
    ['who somebody is', { userId: 'u1' }],
    ['an id of ours', { anonymousId: 'a' }],
    ['a key that every object has', { constructor: 'x' }],
    ['another version', { v: 2 }],
    ['an unknown type', { type: 'identify' }],
    ['a decision', { type: 'consent' }],
    ['no name', { name: undefined }],
    ['an empty name', { name: '' }],
    ['a long name', { name: 'x'.repeat(201) }],
    ['a time that is none', { at: 'now' }],
    ['props in props', { props: { a: { b: 1 } } }],
    ['props as a list', { props: ['a'] }],
    ['a long prop', { props: { a: 'x'.repeat(1_001) } }],
    ['an unknown channel', { channel: 'web chat' }],
    ['a currency that is none', { currency: 'euro' }],
    ['an unknown scale', { ratingScale: 'stars' }],
  ])('is refused with %s', (_, change) => {
    expect(read({})).toEqual(event);
    expect(read(change)).toBeUndefined();
  });

  test('is refused as `__proto__`, as no JSON, as an object, and past 4,096 bytes', () => {
    expect(
      readBridgeEvent(`${JSON.stringify(event).slice(0, -1)},"__proto__":{}}`),
    ).toBeUndefined();
    for (const data of ['', '{', 'null', '[]', '"x"', undefined, null, 7, event]) {
      expect(readBridgeEvent(data)).toBeUndefined();
    }
    expect(read(padded('x'.repeat(990)))).toBeDefined();
    // The same number of characters, but three bytes each.
    expect(read(padded('€'.repeat(990)))).toBeUndefined();
  });

  test('has no name for a plain rating', () => {
    expect(read({ type: 'feedback', name: undefined, rating: 4 })).toMatchObject({ rating: 4 });
  });

  test('may name every channel and scale of the contract', () => {
    for (const channel of channels) expect(read({ channel }), channel).toBeDefined();
    for (const ratingScale of ratingScales)
      expect(read({ ratingScale }), ratingScale).toBeDefined();
  });

  test('whatever is sent: it is read whole or not at all, and nothing is thrown', () => {
    const known = Object.keys({
      ...event,
      touchpoint: 0,
      channel: 0,
      props: 0,
      value: 0,
      currency: 0,
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string()), fc.jsonValue()),
        (change) => {
          const text = JSON.stringify({ ...event, ...change });
          const got = readBridgeEvent(text);
          if (got === undefined) return;
          expect(got).toEqual(JSON.parse(text));
          expect(bytesOf(text)).toBeLessThanOrEqual(messageBytes);
          expect(Object.keys(got).filter((key) => !known.includes(key))).toEqual([]);
        },
      ),
    );
  });
});

test('a greeting has no key too many, and what others send is none of ours', () => {
  expect(isHello({ touchtrail: 'hello', v: 1 })).toBe(true);
  expect(isHello({ touchtrail: 'hello', v: 1, nonce: 'x' })).toBe(true);
  expect(isHello({ touchtrail: 'hello', v: 1, userId: 'u' })).toBe(false);
  expect(isHello({ touchtrail: 'welcome', v: 1 })).toBe(false);
  expect(isOurs({ touchtrail: 'anything' })).toBe(true);
  expect(isOurs('{"touchtrail":"event"}')).toBe(true);
  for (const data of [undefined, null, 1, 'chatwoot-widget:{}', {}, [], { type: 'resize' }]) {
    expect(isOurs(data)).toBe(false);
  }
});

test('what is allowed is read as text only', () => {
  const said = { touchtrail: 'consent', v: 1, purposes: ['measurement'], since: 5 };
  expect(readBridgeConsent(JSON.stringify(said))).toEqual(said);
  for (const data of [
    said,
    '{',
    '{"touchtrail":"consent","v":1,"purposes":[1]}',
    '{"touchtrail":"consent","v":1}',
  ]) {
    expect(readBridgeConsent(data)).toBeUndefined();
  }
});
