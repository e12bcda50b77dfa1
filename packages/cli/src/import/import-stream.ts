import { openImportGate } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { CliError } from '../errors.ts';
import { findSite } from '../find-site.ts';
import { parseMapping } from './columns.ts';
import { importFile } from './import-file.ts';
import type { ImportSummary } from './import-file.ts';
import { importFormats } from './open-input.ts';
import { parsePurposes } from './parse-purposes.ts';

/** What an import of a stream is asked for, in the words of the command line. */
export interface StreamImport {
  site: string;
  format: string | undefined;
  /** `field=column` each. */
  map: readonly string[];
  consent: string | undefined;
  dryRun: boolean;
  asTheyAre: boolean;
  /** Takes ids that look like something else. */
  force?: boolean;
}

/** Refused lines that are named. */
const examples = 1_000;

/**
 * Loads what comes over HTTP as {@link importFile} loads a file; no file of refused lines is written,
 * the summary has the first thousand of them.
 *
 * @throws CliError as `importFile`
 */
export async function importStream(
  store: Store,
  request: StreamImport,
  stream: AsyncIterable<Uint8Array>,
  clock: () => number,
): Promise<ImportSummary> {
  const format = importFormats.find((known) => known === request.format);
  if (request.format !== undefined && format === undefined) {
    throw new CliError(
      'format_unknown',
      'That format is not known.',
      `Use ${importFormats.join(', ')}, or leave format out.`,
    );
  }
  const site = await findSite(store, request.site);
  return importFile({
    input: { name: 'the body', stream },
    store,
    site: site.id,
    currency: site.currency,
    clock,
    gate: await openImportGate({ store, site, clock }),
    mapping: parseMapping(request.map),
    dryRun: request.dryRun,
    asTheyAre: request.asTheyAre,
    force: request.force ?? false,
    rejectedFile: null,
    examples,
    ...(format && { format }),
    ...(request.consent !== undefined && { purposes: parsePurposes(request.consent) }),
  });
}
