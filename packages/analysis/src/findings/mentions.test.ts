import type { Mention } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mention, mentioning, toldWithMentions } from './mentions.ts';

const plain = fc
  .string({ unit: 'grapheme' })
  .map((text) => text.replaceAll(/[\uE000-\uE002]/g, ''));
const part = fc.record({
  before: plain,
  kind: fc.constantFrom<Mention['kind']>('touchpoint', 'channel'),
  key: plain,
});

test('a sentence is told without marks, and each mention is where its key stands', () => {
  fc.assert(
    fc.property(fc.array(part), plain, (parts, rest) => {
      const sentence = parts.map((one) => one.before + mention(one.kind, one.key)).join('') + rest;
      const { text, mentions } = toldWithMentions(sentence);
      expect(text).toBe(parts.map((one) => one.before + one.key).join('') + rest);
      expect(mentions.map(({ kind, from, to }) => [kind, text.slice(from, to)])).toEqual(
        parts.map(({ kind, key }) => [kind, key]),
      );
      expect(mentioning(text, mentions)).toBe(sentence);
    }),
  );
});

test('marks in a key are not taken for ours', () => {
  const { text, mentions } = toldWithMentions(`a ${mention('touchpoint', 'x\uE002\uE000y')} b`);
  expect([text, mentions]).toEqual(['a xy b', [{ kind: 'touchpoint', from: 2, to: 4 }]]);
});
