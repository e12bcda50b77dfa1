import { CliError } from '../errors.ts';
import { didYouMean } from './suggest.ts';

/**
 * Words of an option that may be repeated, each out of a list.
 *
 * @throws CliError `usage` with the nearest word
 */
export function wordsOf<Word extends string>(
  given: readonly string[],
  known: readonly Word[],
  option: string,
): Word[] {
  return given.map((word) => {
    const found = known.find((one) => one === word);
    if (found) return found;
    throw new CliError('usage', `--${option}: there is no ${word}.`, didYouMean(word, known));
  });
}
