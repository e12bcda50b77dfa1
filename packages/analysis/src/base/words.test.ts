import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type * as Words from './words.ts';
import { definitionOf, words } from './words.ts';

/** Every dictionary that the package has, as its modules make them. */
const dictionaries: Readonly<Record<string, string>>[] = [];

const noting =
  <Rest extends unknown[], Out>(make: (german: never, ...rest: Rest) => Out) =>
  (german: Readonly<Record<string, string>>, ...rest: Rest): Out => {
    dictionaries.push(german);
    return make(german as never, ...rest);
  };

// Modules are shared with other test files: these are loaded anew, and nobody else sees them.
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('./words.ts', async (original) => {
    const real = await original<typeof Words>();
    return { ...real, words: noting(real.words), definitionOf: noting(real.definitionOf) };
  });
  await import('../index.ts');
});
afterAll(() => {
  vi.doUnmock('./words.ts');
  vi.resetModules();
});

/** Words that stand in nearly every English sentence and in no German one. */
const english = /\b(?:the|of|and|is|are|that|with|without|which|from|has|have|by)\b/i;

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();

it('every sentence of every report has its German, with the same values', () => {
  expect(dictionaries.length).toBeGreaterThan(35);
  for (const [message, german] of dictionaries.flatMap((one) => Object.entries(one))) {
    expect(german, message).not.toBe(message);
    expect(german.trim(), message).not.toBe('');
    expect(german.replaceAll(/\{\w+\}/g, '')).not.toMatch(english);
    expect(placeholders(german), message).toEqual(placeholders(message));
  }
});

it('says values as they are written in the language', () => {
  const say = words({ '{n} of {of}.': '{n} von {of}.', 'In {what}.': 'In {what}.' });
  const said = say('{n} of {of}.', { n: 2.5, of: '{n}' });
  expect(said).toEqual({ en: '2.5 of {n}.', de: '2,5 von {n}.' });
  expect(say('In {what}.', { what: said }).de).toBe('In 2,5 von {n}..');
  expect(definitionOf({ 'First {n}.': 'Erste {n}.', 'Then.': 'Dann.' }, { n: 3 })).toEqual({
    en: 'First 3. Then.',
    de: 'Erste 3. Dann.',
  });
});

it('does not compile without a message, a value, or the same names in both languages', () => {
  const say = words({ 'Back to {place}': 'Zurück zu {place}' });
  // @ts-expect-error -- no such message
  expect(say('Open').de).toBe('Open');
  // @ts-expect-error -- a value is missing
  expect(say('Back to {place}').de).toBe('Zurück zu {place}');
  // @ts-expect-error -- other names in German
  words({ 'From {a}': 'Von {b}' });
});
