import { computed, effect, signal } from '@preact/signals';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const key = 'language';

const known = (text: string | null | undefined): Language | undefined =>
  languages.find((one) => text?.toLowerCase().split('-')[0] === one);

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

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage may be forbidden; the browser's language serves.
    return null;
  }
}

/** Kept per browser, not in the link: it is no part of the question. */
export const language = signal<Language>(
  firstLanguage(globalThis.location?.search ?? '', stored(), globalThis.navigator?.languages ?? []),
);

/** How numbers and days are written. English ones as in Europe: day before month. */
export const locale = computed(() => (language.value === 'de' ? 'de-DE' : 'en-GB'));

/** Applies and keeps a chosen language. */
export function chooseLanguage(next: Language): void {
  language.value = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // As above.
  }
}

/** Says the page's language to the browser and to screen readers from now on. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}
