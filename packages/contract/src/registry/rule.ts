import * as z from 'zod';
import { limits } from '../limits.ts';
import { refusal } from '../report/refusals.ts';
import { channels, touchTypes } from '../words.ts';
import { registryLimits } from './words.ts';

const { patternLength, values, conditions, noteLength } = registryLimits;

const forms = '{ is: … }, { glob: … }, { matches: … }';
const value = z.string().min(1).max(limits.urlLength);
const pattern = z.string().min(1).max(patternLength);

/**
 * What a text must be.
 *
 * - `is`: one of these texts, exactly.
 * - `glob`: one of these patterns: `*` stands for any characters but `/`, `**` for any characters.
 * - `matches`: a regular expression (RE2) found anywhere in it; `(?i)` at its start ignores case.
 */
const explicitMatcher = z.union([
  z.strictObject({ is: z.union([value, z.array(value).min(1).max(values)]) }),
  z.strictObject({ glob: z.union([pattern, z.array(pattern).min(1).max(values)]) }),
  z.strictObject({ matches: pattern }),
]);

/** As {@link explicitMatcher}; a bare text is a pattern where it has a `*`, else exact. */
export const matcherSchema = z.union([value, z.array(value).min(1).max(values), explicitMatcher], {
  error: refusal(
    'must be a text, a list of 1 to {n} texts, or one of {forms}; patterns have at most {most} characters',
    { n: values, forms, most: patternLength },
  ),
});
export type Matcher = z.output<typeof matcherSchema>;

const oneOrMore = <const Words extends readonly string[]>(words: Words) =>
  z.union([z.enum(words), z.array(z.enum(words)).min(1).max(values)], {
    error: refusal('must be one or a list of: {words}', { words: words.join(', ') }),
  });

/** What a rule looks at; every condition given must hold. */
export const conditionsSchema = z
  .strictObject({
    channel: oneOrMore(channels).exactOptional(),
    type: oneOrMore(touchTypes).exactOptional(),
    /** Name of the event, such as `page.viewed`. */
    event: matcherSchema.exactOptional(),
    /** Path of the page, such as `/checkout/*`. */
    path: matcherSchema.exactOptional(),
    url: matcherSchema.exactOptional(),
    referrer: matcherSchema.exactOptional(),
    /** The touchpoint that the event itself names. */
    touchpoint: matcherSchema.exactOptional(),
    source: matcherSchema.exactOptional(),
    medium: matcherSchema.exactOptional(),
    campaign: matcherSchema.exactOptional(),
    /** Attributes of the event; one that is missing fits nothing. */
    props: z
      .record(
        z.string().min(1).max(limits.propsKeyLength),
        z.union([matcherSchema, z.number(), z.boolean()], {
          error: refusal(
            'must be a text, a number, true, false, a list of texts, or one of {forms}',
            { forms },
          ),
        }),
      )
      .refine((props) => Object.keys(props).length > 0, refusal('needs an attribute'))
      .refine(
        (props) => Object.keys(props).length <= conditions,
        refusal('has too many attributes'),
      )
      .exactOptional(),
  })
  .refine(
    (given) => Object.keys(given).length > 0,
    refusal(
      'needs a condition: event, path, url, channel, type, referrer, touchpoint, source, medium, campaign or props',
    ),
  );
export type Conditions = z.output<typeof conditionsSchema>;

/**
 * Which events a touchpoint is. Of the rules that fit an event the first counts. An event that names its
 * touchpoint itself is left alone, unless a rule looks at that: `when: { touchpoint: old.name }`.
 */
export const ruleSchema = z.strictObject({
  touchpoint: z.string().min(1).max(limits.touchpointLength),
  when: conditionsSchema,
  note: z.string().max(noteLength).exactOptional(),
});
export type Rule = z.output<typeof ruleSchema>;

/** A matcher in its one full form. */
export type FullMatcher =
  | { kind: 'is'; values: readonly string[] }
  | { kind: 'glob'; patterns: readonly string[] }
  | { kind: 'matches'; pattern: string };

const listOf = <Value>(given: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(given) ? (given as readonly Value[]) : [given as Value];

/**
 * A matcher in full: bare texts told apart into patterns and exact ones. A list of both is all patterns:
 * a pattern without `*` fits only itself.
 *
 * @example
 * fullMatcher('/checkout/*'); // { kind: 'glob', patterns: ['/checkout/*'] }
 */
export function fullMatcher(matcher: Matcher): FullMatcher {
  if (typeof matcher === 'string' || Array.isArray(matcher)) {
    const texts = listOf(matcher);
    return texts.some((text) => text.includes('*'))
      ? { kind: 'glob', patterns: texts }
      : { kind: 'is', values: texts };
  }
  if ('is' in matcher) return { kind: 'is', values: listOf(matcher.is) };
  if ('glob' in matcher) return { kind: 'glob', patterns: listOf(matcher.glob) };
  return { kind: 'matches', pattern: matcher.matches };
}
