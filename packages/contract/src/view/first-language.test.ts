import { expect, it } from 'vitest';
import { chosenLanguage, firstLanguage, inLanguage } from './first-language.ts';

it('begins with the language of the link, then the one chosen, then the browser’s', () => {
  expect(firstLanguage('?lang=de', 'en', ['en'])).toBe('de');
  expect(firstLanguage('?lang=fr', 'de', ['en'])).toBe('de');
  expect(firstLanguage('', null, ['fr-FR', ' de-AT', 'en'])).toBe('de');
  expect(firstLanguage('', 'nonsense', ['fr'])).toBe('en');
});

it('is kept in a cookie among others', () => {
  expect(chosenLanguage('tt_session=abc; language=de')).toBe('de');
  expect(chosenLanguage('language=en;other=1')).toBe('en');
  expect(chosenLanguage('my_language=de')).toBeNull();
  expect(chosenLanguage('')).toBeNull();
});

it('asks in English without a word', () => {
  expect(inLanguage({ site: 'demo' }, 'en')).toEqual({ site: 'demo' });
  expect(inLanguage({ site: 'demo' }, 'de')).toEqual({ site: 'demo', lang: 'de' });
});
