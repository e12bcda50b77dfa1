import * as z from 'zod';
import { refusal } from '../report/refusals.ts';
import { channels, defaultPhases } from '../words.ts';

/** Limits of a registry, in one place. Lengths are UTF-16 code units. */
export const registryLimits = {
  touchpoints: 1_000,
  rules: 100,
  phases: 30,
  words: 200,
  languages: 30,
  conditions: 20,
  values: 100,
  patternLength: 500,
  noteLength: 1_000,
  topicWords: 100,
} as const;

/** Key of a phase, a department or a feedback topic. */
export const wordKeySchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,62}$/,
    refusal('must be lower-case letters, digits, dots, dashes and underscores'),
  );

const language = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const shown = z.string().trim().min(1).max(200);

/** A name in every language, or by language: `{"en":"Payment","de":"Zahlung"}`. */
export const namesSchema = z.union(
  [
    shown,
    z
      .record(z.string().regex(language), shown)
      .refine((names) => Object.keys(names).length > 0)
      .refine((names) => Object.keys(names).length <= registryLimits.languages),
  ],
  {
    error: refusal(
      'must be a text of at most 200 characters, or such texts by language: {example} (1 to {n} languages)',
      { example: '{ en: Payment, de: Zahlung }', n: registryLimits.languages },
    ),
  },
);
export type Names = z.output<typeof namesSchema>;

/**
 * A name in the language wanted, else in a nearer form of it, else in English, else in the first.
 *
 * @example
 * nameIn({ en: 'Payment', de: 'Zahlung' }, 'de-AT', 'checkout.payment'); // 'Zahlung'
 */
export function nameIn(names: Names | undefined, wanted: string, otherwise: string): string {
  if (names === undefined || typeof names === 'string') return names ?? otherwise;
  const plain = wanted.split('-')[0] ?? wanted;
  return names[wanted] ?? names[plain] ?? names['en'] ?? Object.values(names)[0] ?? otherwise;
}

/** A word of a site's vocabulary; the key stays when it is renamed. */
const wordSchema = z.union(
  [
    wordKeySchema.transform((key): { key: string; name?: Names } => ({ key })),
    z.strictObject({ key: wordKeySchema, name: namesSchema.exactOptional() }),
  ],
  {
    error: refusal(
      'must be a key (lower-case letters, digits, dots, dashes and underscores, at most 63), or {example}',
      { example: '{ key, name }' },
    ),
  },
);
const wordsSchema = z.array(wordSchema).max(registryLimits.words).default([]);

/** A word that comments are searched for: `*` stands for letters, two words must stand side by side. */
const topicWord = z
  .string()
  .trim()
  .min(2)
  .max(60)
  .regex(/\p{L}/u, refusal('must have a letter in it'));
const topicWords = z.array(topicWord).min(1).max(registryLimits.topicWords);

/**
 * What comments are about, and the words that tell so, in any language: `deliver*`, `zu spät`. Without
 * words the key and the names are looked for.
 */
export const topicSchema = z.union(
  [
    wordKeySchema.transform((key): { key: string; name?: Names; words?: string[] } => ({ key })),
    z.strictObject({
      key: wordKeySchema,
      name: namesSchema.exactOptional(),
      words: topicWords.exactOptional(),
    }),
  ],
  {
    error: refusal(
      'must be a key (lower-case letters, digits, dots, dashes and underscores, at most 63), or {example} (1 to {n} words of 2 to 60 characters)',
      { example: '{ key, name, words: [deliver*, zu spät] }', n: registryLimits.topicWords },
    ),
  },
);
const topicsSchema = z.array(topicSchema).max(registryLimits.words).default([]);

/** Phases of a journey in order. */
export const phasesSchema = z
  .array(wordSchema)
  .min(1)
  .max(registryLimits.phases)
  .default(defaultPhases.map((key) => ({ key })));

/**
 * What a site calls things: phases in order, departments, feedback topics, and other names for the
 * channels, whose list is fixed.
 */
export const vocabularyShape = {
  phases: phasesSchema,
  channels: z.partialRecord(z.enum(channels), namesSchema).default({}),
  departments: wordsSchema,
  topics: topicsSchema,
};
export type Word = { key: string; name?: Names };
export type VocabularyTopic = Word & { words?: string[] };
