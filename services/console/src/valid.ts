import type * as z from 'zod';
import { ConsoleProblem } from './answer.ts';

/**
 * What a schema makes of what was given.
 *
 * @param hint an example of what is right
 * @throws ConsoleProblem `invalid_parameters` naming each part that is wrong
 */
export function valid<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  hint: string,
): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    parameter: issue.path.join('.'),
    message: issue.message,
  }));
  const [first] = issues;
  throw new ConsoleProblem(
    'invalid_parameters',
    `${first?.parameter || 'body'}: ${first?.message ?? 'is wrong'}`,
    hint,
    { extra: { issues } },
  );
}
