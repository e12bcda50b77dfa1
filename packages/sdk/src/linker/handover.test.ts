import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freshMs, handedBy, tokenOf } from './handover.ts';
import type { Handed } from './handover.ts';

const now = 1_795_000_000_000;
const state: Handed = {
  a: '01a200d3-10bd-7501-916c-0e9df57ee627',
  c: now - 86_400_000,
  v: '01a200d3-10bd-7501-916c-0e9df57ee628',
  s: now - 60_000,
  l: now - 1_000,
  n: 7,
};
const token = tokenOf(state, 'wk_1other.exampleUA', now);

describe('a token', () => {
  test('hands over who and which visit, as it was at the click', () => {
    expect(handedBy(token, 'wk_1other.exampleUA', now + 800)).toEqual({ ...state, l: now });
  });

  test('is safe in a fragment, and tells nothing else', () => {
    expect(token).toMatch(/^[\w.-]{100,150}$/);
    const user = { ...state, u: 'ada@example.org', g: 'acme' };
    expect(tokenOf(user, 'x', now)).toBe(tokenOf(state, 'x', now));
  });

  test.each([
    ['for another host', 'wk_1evil.exampleUA', now],
    ['of another site', 'wk_2other.exampleUA', now],
    ['from another browser', 'wk_1other.exampleUB', now],
    ['when it is old', 'wk_1other.exampleUA', now + freshMs],
    ['from the future', 'wk_1other.exampleUA', now - freshMs],
  ])('is refused %s', (_, bound, at) => {
    expect(handedBy(token, bound, at)).toBeUndefined();
  });

  test('is refused with any letter changed, dropped or added', () => {
    fc.assert(
      fc.property(fc.nat(token.length), fc.constantFrom('', '0', 'f', '.', '-'), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        const inserted = token.slice(0, at) + letter + token.slice(at);
        for (const text of [changed, inserted]) {
          if (text !== token) expect(handedBy(text, 'wk_1other.exampleUA', now)).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  test('any text is none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(handedBy(text, 'x', now)).toBeUndefined();
      }),
    );
  });
});
