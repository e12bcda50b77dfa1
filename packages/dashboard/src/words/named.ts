import type { Names } from '@touchtrail/contract';
import { language } from './language.ts';

/** What the registry calls something in the language of the page, else in English, else its key. */
export function named(names: Names | undefined, key: string): string {
  if (names === undefined) return key;
  if (typeof names === 'string') return names;
  return names[language.value] ?? names['en'] ?? Object.values(names)[0] ?? key;
}
