import { journeyDefinitionSchema } from '@touchtrail/contract';
import { inPath, inQuery, list, ok, schemaOf, site } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';

const anything: JsonSchema = { type: 'object', additionalProperties: true };
const name = inPath('name', 'Name of the journey.');
const saved = ok('The journey, with its version.', anything);

/** What a site calls a journey. */
export const journeyPaths = (): Paths => ({
  '/api/journeys': {
    get: operation(
      'listJourneys',
      'What a site calls a journey.',
      ok('Journeys.', list(anything)),
      {
        parameters: [site],
      },
    ),
  },
  '/api/journeys/{name}': {
    get: operation('getJourney', 'A journey, or one of its versions.', saved, {
      parameters: [name, site, inQuery('version', 'Default: the last one.', { type: 'integer' })],
    }),
    put: operation('saveJourney', 'Save a journey as a new version.', saved, {
      parameters: [name],
      requestBody: body(schemaOf(journeyDefinitionSchema)),
    }),
    delete: operation('removeJourney', 'Remove a journey; its versions stay readable.', saved, {
      parameters: [name, site],
    }),
  },
});
