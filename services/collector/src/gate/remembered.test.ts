import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { remembered } from './remembered.ts';

const upper = (text: string) => text.toUpperCase();

test('answers as the function does, and asks it once for what comes again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (texts) => {
      const quick = remembered(upper, 3);
      expect(texts.map(quick)).toEqual(texts.map(upper));
    }),
  );
  let asked = 0;
  const counting = remembered((text) => {
    asked++;
    return text;
  }, 2);
  for (const text of ['a', 'b', 'a', 'c', 'a', 'a']) counting(text);
  expect(asked).toBe(3);
  for (const text of ['d', 'e', 'f', 'a']) counting(text);
  expect(asked).toBe(7);
  const long = 'x'.repeat(301);
  counting(long);
  counting(long);
  expect(asked).toBe(9);
});
