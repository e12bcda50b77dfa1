import { computed, effect, signal } from '@preact/signals';
import { chosenLanguage, firstLanguage, languageCookie } from '@touchtrail/contract/view';
import type { Language } from '@touchtrail/contract/view';

/** Kept per browser, not in the link: it is no part of the question. */
export const language = signal<Language>(
  firstLanguage(
    globalThis.location?.search ?? '',
    chosenLanguage(globalThis.document?.cookie ?? ''),
    globalThis.navigator?.languages ?? [],
  ),
);

/** How numbers and days are written. English ones as in Europe: day before month. */
export const locale = computed(() => (language.value === 'de' ? 'de-DE' : 'en-GB'));

/** Applies a chosen language and keeps it for a year, where the service sees it too. */
export function chooseLanguage(next: Language): void {
  language.value = next;
  document.cookie = `${languageCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
}

/** Says the page's language to the browser and to screen readers from now on. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}
