import { readFile } from 'node:fs/promises';
import type { EnrichResources } from '@touchtrail/collector';
import { parseAddressRanges, parseRates } from '@touchtrail/enrich';
import { ServiceError } from './service-error.ts';

/** Files of the operator that tell more of events. Read once, so a newer one needs a restart. */
export interface EnrichFiles {
  /** One range of addresses a line. */
  datacentreFile?: string;
  /** CSV with `date,from,to,rate`. */
  ratesFile?: string;
}

async function parsed<Value>(
  setting: string,
  file: string | undefined,
  parse: (text: string) => Value,
): Promise<Value | undefined> {
  if (file === undefined) return undefined;
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    const { code, message, hint } = error as NodeJS.ErrnoException & { hint?: string };
    throw new ServiceError(
      'invalid_config',
      hint === undefined
        ? `${setting}: ${file} cannot be read (${String(code)})`
        : `${setting}: ${file}: ${message}`,
      hint ?? 'Check the path, or take the setting away.',
    );
  }
}

/**
 * Reads what the operator gave.
 *
 * @throws ServiceError `invalid_config`, with the line that is wrong
 */
export const readEnrichFiles = async (files: EnrichFiles): Promise<EnrichResources> => ({
  datacentres: await parsed('datacentreFile', files.datacentreFile, parseAddressRanges),
  rates: await parsed('ratesFile', files.ratesFile, parseRates),
});
