import type { Context, OptionSpec, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';

/**
 * `--webhook` of a command that saves something whose news can be told.
 *
 * @param told who hears what, for the help
 */
export const webhookOption = (told: string): OptionSpec => ({
  type: 'string',
  value: 'URL',
  help: `${told}; none: nobody`,
});

/** What `--webhook` says: without it nothing changes, null takes the webhook away. */
export function webhookGiven(options: OptionValues): { webhook?: { url: string } | null } {
  const url = text(options, 'webhook');
  return url === undefined ? {} : { webhook: url === 'none' ? null : { url } };
}

/** Prints what was saved, and the secret of a new webhook this once. */
export function printSaved(
  context: Context,
  options: OptionValues,
  saved: object,
  secret: string | undefined,
): void {
  if (flag(options, 'json')) {
    context.out(`${JSON.stringify({ ...saved, ...(secret !== undefined && { secret }) })}\n`);
  } else if (secret !== undefined) context.out(`secret  ${secret}\n`);
}
