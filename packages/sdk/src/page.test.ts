import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { campaignOf, hideBy, mask, pageKey, pathOf, scrub } from './page.ts';

describe('scrub', () => {
  test.each([
    [
      'https://u:p@shop.example/a?token=1&utm_source=mail#x',
      'https://shop.example/a?utm_source=mail',
    ],
    ['https://shop.example:8443/a/b?q=secret', 'https://shop.example:8443/a/b'],
    ['https://shop.example/#/cart?email=a@b.de', 'https://shop.example/#/cart'],
    ['https://shop.example/#/access_token=s3cret', 'https://shop.example/#/access_token'],
    ['https://shop.example/a#access_token=1', 'https://shop.example/a'],
    ['https://shop.example/u/jane.doe@mail.example/x', 'https://shop.example/u/*/x'],
    ['https://shop.example/u/jane%40mail.example', 'https://shop.example/u/*'],
    ['https://shop.example/reset/0123456789abcdef0123456789abcdef', 'https://shop.example/reset/*'],
    [
      'https://shop.example/p/01a200d3-10bd-7501-916c-0e9df57ee627',
      'https://shop.example/p/01a200d3-10bd-7501-916c-0e9df57ee627',
    ],
  ])('%s → %s', (url, expected) => {
    expect(scrub(url)).toBe(expected);
  });

  test('is undefined for what is no URL, such as an empty referrer', () => {
    expect(scrub('')).toBeUndefined();
  });

  test('lets no query value through but of utm_*', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.stringMatching(/^CANARY[0-9]{1,6}$/)),
        (query) => {
          const names = Object.keys(query).filter((name) => !name.startsWith('utm_'));
          const wanted = Object.fromEntries(names.map((name) => [name, query[name]!]));
          const url = `https://shop.example/a?${new URLSearchParams(wanted)}#${wanted['a'] ?? 'CANARY'}`;
          expect(scrub(url)).toBe('https://shop.example/a');
        },
      ),
    );
  });

  test('masks long input in bounded time and length', () => {
    expect(mask('a1'.repeat(50_000))).toBe('*');
    expect(mask('a-'.repeat(100_000))).toHaveLength(2_000);
  });
});

test('other rules take the place of these, and go again', () => {
  const url = 'https://s.example/a?utm_term=x&q=b&z=1';
  try {
    hideBy(
      (text) => text.replaceAll('e', '*'),
      (address) => address.replaceAll('a', '*'),
      /^q$/,
    );
    expect(scrub(url)).toBe('https://s.ex*mple/*?q=b');
    expect(mask('secret')).toBe('s*cr*t');
  } finally {
    hideBy();
  }
  expect(scrub(url)).toBe('https://s.example/a?utm_term=x');
  expect(mask('secret')).toBe('secret');
});

describe('campaign', () => {
  test('reads UTM parameters', () => {
    const campaign = campaignOf(
      'https://s.example/?utm_source=news&utm_medium=email&utm_campaign=may&utm_term=t&utm_content=c&gclid=SECRET',
    );
    expect(campaign).toEqual({
      source: 'news',
      medium: 'email',
      name: 'may',
      term: 't',
      content: 'c',
    });
  });

  test('is empty without parameters', () => {
    expect(JSON.stringify(campaignOf('https://s.example/?a=b'))).toBe('{}');
  });

  test('masks an address put into a parameter', () => {
    expect(campaignOf('https://s.example/?utm_term=a@b.example').term).toBe('*');
  });
});

const key = (url: string) => pageKey(new URL(url));

describe('page identity', () => {
  test('a fragment is no other page, a hash route and a query are', () => {
    expect(key('https://s.example/a#x')).toBe(key('https://s.example/a#y'));
    expect(key('https://s.example/a#/x')).not.toBe(key('https://s.example/a#/y'));
    expect(key('https://s.example/a?x=1')).not.toBe(key('https://s.example/a?x=2'));
    expect(pathOf('https://s.example/a?x=1#/r')).toBe('/a#/r');
  });
});
