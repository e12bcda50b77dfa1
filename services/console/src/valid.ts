import { refusedParts, words } from '@touchtrail/contract';
import type { Said } from '@touchtrail/contract';
import type * as z from 'zod';
import { ConsoleProblem } from './answer.ts';
import type { Issue } from './answer.ts';

const say = words({
  'Send {example}.': 'Senden Sie {example}.',
  'Ask {example}.': 'Fragen Sie {example}.',
  '{parameter}: {message}': '{parameter}: {message}',
  'is wrong': 'stimmt nicht',
});

/** The way out: what to send, by an example. */
export const sendAs = (example: string): Said => say('Send {example}.', { example });

/** The way out: what to ask, by an example. */
export const askAs = (example: string): Said => say('Ask {example}.', { example });

/** The refusal of parts of what was sent; the first of them is its message. */
export function wrongParts(issues: readonly Issue[], hint: Said): ConsoleProblem {
  const [first] = issues;
  const message = first?.message ?? say('is wrong');
  return new ConsoleProblem(
    'invalid_parameters',
    say('{parameter}: {message}', { parameter: first?.parameter || 'body', message }),
    hint,
    { issues },
  );
}

/** What a schema refuses, each part by its path. */
const issuesOf = (schema: z.ZodType, given: unknown): Issue[] =>
  refusedParts(schema, given).map(({ path, message }) => ({ parameter: path.join('.'), message }));

/**
 * What a schema makes of what was given.
 *
 * @param hint an example of what is right
 * @throws ConsoleProblem `invalid_parameters` naming each part that is wrong
 */
export function valid<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  hint: Said,
): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw wrongParts(issuesOf(schema, given), hint);
}
