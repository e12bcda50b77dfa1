import { afterEach, expect, it } from 'vitest';
import { language } from './language.ts';
import { words } from './words.ts';

const say = words({ 'Back to {place}': 'Zurück zu {place}', Close: 'Schließen' });

afterEach(() => {
  language.value = 'en';
});

it('says a message in the language of the page, with its values as text', () => {
  expect(say('Back to {place}', { place: '{place} <b>' })).toBe('Back to {place} <b>');
  language.value = 'de';
  expect(say('Back to {place}', { place: 'Flow' })).toBe('Zurück zu Flow');
  expect(say('Close')).toBe('Schließen');
});

it('does not compile without a message, a value, or the same names in both languages', () => {
  // @ts-expect-error -- no such message
  expect(() => say('Open')).not.toThrow();
  // @ts-expect-error -- a value is missing
  expect(say('Back to {place}')).toBe('Back to {place}');
  // @ts-expect-error -- other names in German
  words({ 'From {a}': 'Von {b}' });
});
