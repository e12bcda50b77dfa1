import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { remembered } from './remembered.ts';

test('answers known texts from memory, and forgets the oldest', () => {
  const work = vi.fn((text: string) => ({ text }));
  const known = remembered(work, 2, 5);
  expect(known('a')).toBe(known('a'));
  expect(work).toHaveBeenCalledTimes(1);
  for (const text of ['b', 'c', 'd', 'e']) known(text);
  expect(known('a')).toEqual({ text: 'a' });
  expect(work).toHaveBeenCalledTimes(6);
});

test('does not keep what is too long', () => {
  const work = vi.fn((text: string) => text);
  const known = remembered(work, 2, 5);
  known('too long');
  known('too long');
  expect(work).toHaveBeenCalledTimes(2);
});

test('says what it knows without working', () => {
  const work = vi.fn((text: string) => text);
  const known = remembered(work, 2, 5);
  expect(known.knows('a')).toBe(false);
  known('a');
  known('too long');
  expect([known.knows('a'), known.knows('too long')]).toEqual([true, false]);
  expect(work).toHaveBeenCalledTimes(2);
});

const upper = (text: string) => text.toUpperCase();

test('answers as the function does', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (texts) => {
      const known = remembered(upper, 3);
      expect(texts.map((text) => known(text))).toEqual(texts.map(upper));
    }),
  );
});
