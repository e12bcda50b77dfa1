import { intSchema, journeyDefinitionSchema } from '@touchtrail/contract';
import * as z from 'zod';
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
    put: operation(
      'saveJourney',
      'Save a journey as a new version; 409 with the one that counts when it is another than `ifVersion`.',
      saved,
      {
        parameters: [name],
        requestBody: body(
          schemaOf(
            journeyDefinitionSchema.extend({
              site: z.string().optional(),
              ifVersion: intSchema(0, 4_294_967_295).optional(),
            }),
          ),
        ),
      },
    ),
    delete: operation('removeJourney', 'Remove a journey; its versions stay readable.', saved, {
      parameters: [name, site],
    }),
  },
});
