import { fold, languageOf, languages } from './languages.ts';
import type { Language } from './languages.ts';

/** A word as it was written, in its folded form, and its stem; null for words that tell no topic. */
export interface Word {
  shown: string;
  folded: string;
  stem: string | null;
}

/** A comment as words in their order. */
export interface Document {
  /** Null: no language that is known; read with the one that most comments are in. */
  language: string | null;
  /** The language it is read with. */
  readAs: Language;
  words: readonly Word[];
}

const latinWords = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
/** Written without spaces: words have to be known to be told apart. */
export const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Words of a text, in their order. */
export function splitWords(text: string): string[] {
  if (!unspaced.test(text)) return text.match(latinWords) ?? [];
  return [...segmenter.segment(text)].flatMap(({ segment, isWordLike }) =>
    isWordLike && /\p{L}/u.test(segment) ? [segment] : [],
  );
}

const mostWords = 400;

/**
 * Texts as words with their stems, in the order of the texts.
 *
 * @param texts without what tells people, see `hidePeople`
 */
export function readDocuments(texts: readonly string[]): Document[] {
  const split = texts.map((text) => splitWords(text).slice(0, mostWords));
  const found = split.map((words) => languageOf(words.map(fold)));
  const counts = new Map<Language, number>();
  for (const one of found) if (one) counts.set(one, (counts.get(one) ?? 0) + 1);
  const usual = languages.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0];
  if (!usual) throw new TypeError('No language is known.');

  const known = new Map<Language, Map<string, Word>>();
  const read = (shown: string, by: Language): Word => {
    const words = known.get(by) ?? new Map<string, Word>();
    known.set(by, words);
    const before = words.get(shown);
    if (before) return before;
    const folded = fold(shown);
    // One letter is a word in scripts without spaces only.
    const tells = !by.stops.has(folded) && (folded.length > 1 || unspaced.test(folded));
    const stem = tells ? by.stem(folded) || folded : null;
    const word = { shown, folded, stem };
    words.set(shown, word);
    return word;
  };
  return split.map((words, at) => {
    const own = found[at];
    const readAs = own ?? usual;
    return { language: own?.code ?? null, readAs, words: words.map((word) => read(word, readAs)) };
  });
}
