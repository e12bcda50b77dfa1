import { languages } from '../language.ts';
import type { Language } from '../language.ts';

const known = (text: string | null | undefined): Language | undefined =>
  languages.find((one) => text?.trim().toLowerCase().split('-')[0] === one);

/** The cookie that keeps the language chosen in a browser, so that the service knows it too. */
export const languageCookie = 'language';

/** The language chosen before, of cookies as a page or a request has them; null where there is none. */
export const chosenLanguage = (cookies: string): string | null =>
  new RegExp(`(?:^|; ?)${languageCookie}=(\\w+)`).exec(cookies)?.[1] ?? null;

/**
 * The language to begin with: the link's, the one chosen before in this browser, or the first of the
 * browser's that there is.
 *
 * @example
 * firstLanguage('?lang=de', null, ['fr', 'en']); // 'de'
 * firstLanguage('', null, ['fr', 'de-AT', 'en']); // 'de'
 */
export function firstLanguage(
  search: string,
  chosen: string | null,
  preferred: readonly string[],
): Language {
  const asked = known(new URLSearchParams(search).get('lang')) ?? known(chosen);
  return asked ?? preferred.map(known).find((one) => one !== undefined) ?? 'en';
}

/** A question in a language: only one that is not English is said, so that English ones stay as they are. */
export const inLanguage = (
  parameters: Readonly<Record<string, unknown>>,
  lang: Language,
): Record<string, unknown> => (lang === 'en' ? { ...parameters } : { ...parameters, lang });
