import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkUrl, parseDuration } from './link-url.ts';

const token = '0193bd4e-7c2a-8d3e-9f00-5f1b2a3c4d5e';

describe('the address', () => {
  test.each([
    ['https://shop.example/', {}, `https://shop.example/?tt=${token}`],
    [
      'https://shop.example/a?b=c#/route',
      { name: 'autumn & more', medium: 'qr' },
      `https://shop.example/a?b=c&utm_campaign=autumn+%26+more&utm_medium=qr&tt=${token}#/route`,
    ],
    [
      'https://shop.example/?utm_campaign=own',
      { name: 'autumn' },
      `https://shop.example/?utm_campaign=own&tt=${token}`,
    ],
    ['https://shop.example/?tt=old', {}, `https://shop.example/?tt=${token}`],
  ])('%s with %j', (address, campaign, expected) => {
    expect(linkUrl(address, campaign, token)).toBe(expected);
  });

  test('carries the token where the SDK looks for it, whatever the campaign is called', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.string(), (address, name) => {
        const { search } = new URL(linkUrl(address, { name }, token));
        expect(/[?&]tt=([\da-f-]{36})(?![^&])/i.exec(search)?.[1]).toBe(token);
      }),
    );
  });

  test.each(['shop.example/offer', 'ftp://shop.example', 'javascript:alert(1)', ''])(
    'is refused when it is none: %s',
    (address) => {
      expect(() => linkUrl(address, {}, token)).toThrow(/no web address/);
    },
  );
});

test.each([
  ['12h', 43_200_000],
  ['30d', 2_592_000_000],
  ['8w', 4_838_400_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration('expires', text)).toBe(ms);
});

test.each(['0d', '-1d', '30', 'd', '1y', ''])('%s is no length of time', (text) => {
  expect(() => parseDuration('expires', text)).toThrow(/--expires/);
});
