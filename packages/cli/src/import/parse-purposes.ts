import { purposes } from '@touchtrail/contract';
import type { Purpose } from '@touchtrail/contract';
import { CliError } from '../errors.ts';
import { didYouMean } from '../terminal/suggest.ts';

/**
 * Purposes with commas between.
 *
 * @throws CliError `usage` with the nearest word
 */
export function parsePurposes(value: string): Purpose[] {
  const names = value.split(',').map((name) => name.trim());
  return names
    .filter((name) => name !== '')
    .map((name) => {
      const known = purposes.find((purpose) => purpose === name);
      if (known === undefined) {
        throw new CliError('usage', `--consent: no purpose ${name}.`, didYouMean(name, purposes));
      }
      return known;
    });
}
