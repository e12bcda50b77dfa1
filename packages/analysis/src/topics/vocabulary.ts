import type { VocabularyTopic } from '@touchtrail/contract';
import { splitWords, unspaced } from './documents.ts';
import type { Document, Word } from './documents.ts';
import { fold, languages, withoutUmlauts } from './languages.ts';
import type { Language } from './languages.ts';

/** A part of a compound has at least so many letters, and so many are left. */
const leastPart = 5;
const leastRest = 3;

/** What words are looked up in: patterns by number. */
interface Patterns {
  exact: Map<string, number[]>;
  whole: Map<string, number[]>;
  starts: Map<string, number[]>;
  ends: Map<string, number[]>;
  inside: Map<string, number[]>;
  others: { pattern: RegExp; number: number }[];
  longest: number;
}

const put = (map: Map<string, number[]>, key: string, number: number): void => {
  const known = map.get(key);
  if (!known) map.set(key, [number]);
  else if (!known.includes(number)) known.push(number);
};

function addPattern(patterns: Patterns, given: string, number: number): void {
  for (const written of new Set([given, withoutUmlauts(given)])) addForm(patterns, written, number);
}

function addForm(patterns: Patterns, written: string, number: number): void {
  const core = written.replaceAll(/^\*+|\*+$/gu, '');
  patterns.longest = Math.max(patterns.longest, core.length);
  if (core.includes('*')) {
    const source = written
      .split(/\*+/u)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
      .join('.*');
    patterns.others.push({ pattern: new RegExp(`^${source}$`, 'u'), number });
  } else if (core === '') {
    return;
  } else if (written.startsWith('*') && written.endsWith('*')) {
    put(patterns.inside, core, number);
  } else if (written.endsWith('*')) {
    put(patterns.starts, core, number);
  } else if (written.startsWith('*')) {
    put(patterns.ends, core, number);
  } else {
    put(patterns.whole, core, number);
    // Where one word ends and the next begins is a guess in scripts without spaces.
    if (core.length > 1 && unspaced.test(core)) put(patterns.inside, core, number);
    for (const { code, stem, compounds } of languages) {
      const stemmed = stem(core) || core;
      put(patterns.exact, `${code} ${stemmed}`, number);
      if (!compounds) continue;
      for (const part of new Set([stemmed, core])) {
        if (part.length < leastPart) continue;
        put(patterns.starts, `${code} ${part}`, number);
        put(patterns.ends, `${code} ${part}`, number);
      }
    }
  }
}

function numbersOf(patterns: Patterns, { folded, stem }: Word, language: Language): number[] {
  const found = new Set<number>();
  addNumbers(patterns, folded, stem, language, found);
  // As written, and as those write who have no umlauts.
  if (language.code === 'de' && withoutUmlauts(folded) !== folded) {
    addNumbers(patterns, withoutUmlauts(folded), stem, language, found);
  }
  return [...found];
}

function addNumbers(
  patterns: Patterns,
  folded: string,
  stem: string | null,
  language: Language,
  found: Set<number>,
): void {
  const add = (numbers: readonly number[] | undefined) => numbers?.forEach((n) => found.add(n));
  const { code, compounds } = language;
  add(patterns.whole.get(folded));
  add(patterns.exact.get(`${code} ${stem ?? language.stem(folded)}`));
  for (let cut = 1; cut <= folded.length; cut++) {
    const [start, end] = [folded.slice(0, cut), folded.slice(-cut)];
    add(patterns.starts.get(start));
    add(patterns.ends.get(end));
    if (compounds && cut >= leastPart && folded.length - cut >= leastRest) {
      add(patterns.starts.get(`${code} ${start}`));
      add(patterns.ends.get(`${code} ${end}`));
    }
  }
  if (patterns.inside.size > 0) {
    for (let from = 0; from < folded.length; from++) {
      const most = Math.min(folded.length, from + patterns.longest);
      for (let to = from + 1; to <= most; to++) add(patterns.inside.get(folded.slice(from, to)));
    }
  }
  for (const { pattern, number } of patterns.others) if (pattern.test(folded)) found.add(number);
}

const wordsOf = ({ key, name, words }: VocabularyTopic): readonly string[] =>
  words ?? [
    (key.split('.').at(-1) ?? key).replaceAll(/[_-]/gu, ' '),
    ...(name === undefined ? [] : typeof name === 'string' ? [name] : Object.values(name)),
  ];

/**
 * Finds the topics of a vocabulary in comments: a word of a topic in any inflection, at the start or end
 * of a compound in languages that have them, `*` for any letters; several words side by side.
 *
 * @returns per document the places of its topics in the vocabulary, rising
 */
export function vocabularyMatcher(
  topics: readonly VocabularyTopic[],
): (document: Document) => number[] {
  const patterns: Patterns = {
    exact: new Map(),
    whole: new Map(),
    starts: new Map(),
    ends: new Map(),
    inside: new Map(),
    others: [],
    longest: 0,
  };
  const numbers = new Map<string, number>();
  const single = new Map<number, number[]>();
  const phrases: { topic: number; parts: number[] }[] = [];
  for (const [topic, entry] of topics.entries()) {
    for (const phrase of wordsOf(entry)) {
      const split =
        unspaced.test(phrase) && !phrase.includes('*')
          ? splitWords(phrase)
          : (phrase.match(/[\p{L}\p{M}*'’]+/gu) ?? []);
      const parts = split.map((written) => {
        const folded = fold(written);
        const known = numbers.get(folded);
        if (known !== undefined) return known;
        const number = numbers.size;
        numbers.set(folded, number);
        addPattern(patterns, folded, number);
        return number;
      });
      if (parts.length === 1)
        single.set(parts[0] ?? 0, [...(single.get(parts[0] ?? 0) ?? []), topic]);
      else if (parts.length > 1) phrases.push({ topic, parts });
    }
  }
  const seen = new Map<Language, Map<Word, number[]>>();
  const look = (word: Word, language: Language): number[] => {
    const words = seen.get(language) ?? new Map<Word, number[]>();
    seen.set(language, words);
    const known = words.get(word);
    if (known) return known;
    const found = numbersOf(patterns, word, language);
    words.set(word, found);
    return found;
  };
  return ({ words, readAs }) => {
    const found = new Set<number>();
    const at = words.map((word) => look(word, readAs));
    for (const hits of at) {
      for (const number of hits) for (const topic of single.get(number) ?? []) found.add(topic);
    }
    for (const { topic, parts } of phrases) {
      if (found.has(topic)) continue;
      const fits = at.some((_, from) => parts.every((part, n) => at[from + n]?.includes(part)));
      if (fits) found.add(topic);
    }
    return [...found].toSorted((a, b) => a - b);
  };
}
