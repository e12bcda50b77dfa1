import {
  actionInputSchema,
  annotationInputSchema,
  findingsWatchSchema,
  savedViewInputSchema,
} from '@touchtrail/contract';
import { keptPaths } from './kept-paths.ts';
import { inPath, list, object, ok, schemaOf, site, word } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';

const anything: JsonSchema = { type: 'object', additionalProperties: true };
const watch = ok('The watch; with the secret of a new webhook, seen this once.', anything);
const key = inPath('key', 'Key of the persona, as the report has it.');
const id = inPath('id', 'Id, as the list has it.');
const done = ok('Done.', anything);
const onlySite = body(object({ site: word }));

/** Who looks for findings, what personas are called, and what is done about it. */
export const findingPaths = (): Paths => ({
  '/api/findings/watch': {
    get: operation('getFindingsWatch', 'Who looks for findings, and who is told.', watch, {
      parameters: [site],
    }),
    put: operation('setFindingsWatch', 'Look for findings daily or weekly, and tell.', watch, {
      requestBody: body(schemaOf(findingsWatchSchema)),
    }),
    delete: operation('removeFindingsWatch', 'Look for findings no more.', done, {
      parameters: [site],
    }),
  },
  '/api/findings/watch/test': {
    post: operation('testFindingsWebhook', 'Send the webhook a made-up finding.', done, {
      requestBody: onlySite,
    }),
  },
  '/api/personas': {
    get: operation('listPersonaNames', 'What personas are called.', ok('Names.', list(anything)), {
      parameters: [site],
    }),
  },
  '/api/personas/{key}': {
    get: operation('getPersonaNames', 'All names of a persona.', ok('Names.', list(anything)), {
      parameters: [key, site],
    }),
    put: operation('namePersona', 'Name a persona; an empty name takes it back.', done, {
      parameters: [key],
      requestBody: body(
        object({ site: word, name: word, description: word, typical: list(word) }, ['name']),
      ),
    }),
  },
  ...keptPaths('action', 'An action', schemaOf(actionInputSchema)),
  ...keptPaths('view', 'A question under a name', schemaOf(savedViewInputSchema)),
  ...keptPaths('annotation', 'What happened on a day', schemaOf(annotationInputSchema)),
  '/api/actions/{id}/measure': {
    get: operation('measureAction', 'Its target before it was shipped and after.', done, {
      parameters: [id, site],
    }),
  },
});
