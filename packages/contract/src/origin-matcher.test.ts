import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originMatcher } from './origin-matcher.ts';

describe('originMatcher', () => {
  test.each([
    ['https://shop.example', 'https://shop.example', true],
    ['https://shop.example', 'HTTPS://SHOP.EXAMPLE', true],
    ['https://shop.example', 'https://shop.example:443', true],
    ['https://shop.example', 'http://shop.example', false],
    ['https://shop.example', 'https://shop.example:8443', false],
    ['https://shop.example', 'https://shop.example.evil.test', false],
    ['https://shop.example', 'https://evilshop.example', false],
    ['https://shop.example', 'https://shop.example/path', false],
    ['http://localhost:*', 'http://localhost:3000', true],
    ['http://localhost:*', 'http://localhost', true],
    ['http://localhost:*', 'http://localhost.evil.test:3000', false],
    ['https://*.shop.example', 'https://www.shop.example', true],
    ['https://*.shop.example', 'https://a.b.shop.example', true],
    ['https://*.shop.example', 'https://shop.example', false],
    ['https://*.shop.example', 'https://.shop.example', false],
    ['https://*.shop.example', 'https://eshop.example', false],
    ['http://[::1]:*', 'http://[::1]:8787', true],
    ['*', 'https://any.test', true],
    ['*', 'null', true],
    ['https://shop.example', 'null', false],
  ])('%s and %s: %s', (pattern, origin, expected) => {
    expect(originMatcher([pattern])(origin)).toBe(expected);
  });

  test('an empty list lets no origin through', () => {
    expect(originMatcher([])('https://shop.example')).toBe(false);
  });

  test('an exact pattern matches no other host', () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (listed, asked) => {
        const allowed = originMatcher([`https://${listed}`])(`https://${asked}`);
        expect(allowed).toBe(listed.toLowerCase() === asked.toLowerCase());
      }),
    );
  });
});
