import { purposes } from '@touchtrail/contract';
import type { Purpose } from '@touchtrail/contract';
import type { OptionSpec, OptionValues } from '../context.ts';
import { text, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { wordsOf } from '../terminal/words-of.ts';

/** Options that say what covers events which bring no receipt of their own. */
export const coverageOptions = {
  purpose: {
    type: 'string',
    multiple: true,
    value: 'PURPOSE',
    help: 'covered without a receipt; repeat for several',
  },
  basis: { type: 'string', value: 'TEXT', help: 'why, for example "contract"' },
} as const satisfies Record<string, OptionSpec>;

/**
 * Reads {@link coverageOptions}.
 *
 * @throws CliError `usage` for an unknown purpose, and for purposes without a basis
 */
export function coverageOf(options: OptionValues): { purposes: Purpose[]; basis: string } {
  const covered = wordsOf(texts(options, 'purpose'), purposes, 'purpose');
  const basis = text(options, 'basis') ?? '';
  if (covered.length > 0 && basis === '') {
    throw new CliError(
      'usage',
      '--purpose needs --basis.',
      'Say on what legal ground, for example --basis contract. It is stored with every event.',
    );
  }
  return { purposes: covered, basis };
}
