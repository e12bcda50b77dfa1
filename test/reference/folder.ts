import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the known answers of other tools are: `TOUCHTRAIL_REFERENCE`, else beside the checkout. */
export const referenceFolder =
  process.env['TOUCHTRAIL_REFERENCE'] ??
  fileURLToPath(new URL('../../../shared/reference', import.meta.url));

export const hasReference = existsSync(referenceFolder);

/** The events of a case. */
export const eventsOf = (name: string): string => path.join(referenceFolder, name, 'events.csv');

/** What another tool answered. */
export const expected = async <Shape>(name: string): Promise<Shape> =>
  JSON.parse(await readFile(path.join(referenceFolder, name, 'expected.json'), 'utf8')) as Shape;
