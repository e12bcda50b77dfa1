import { locale } from '../words/language.ts';

/** A formatter made once for each language: making one costs more than using it. */
export function perLocale<Formatter>(make: (locale: string) => Formatter): () => Formatter {
  const made = new Map<string, Formatter>();
  return () => {
    const at = locale.value;
    const known = made.get(at) ?? make(at);
    made.set(at, known);
    return known;
  };
}
