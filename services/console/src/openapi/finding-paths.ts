import { actionInputSchema, findingsWatchSchema } from '@touchtrail/contract';
import { inPath, list, object, ok, schemaOf, site, word } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';

const anything: JsonSchema = { type: 'object', additionalProperties: true };
const watch = ok('The watch; with the secret of a new webhook, seen this once.', anything);
const key = inPath('key', 'Key of the persona, as the report has it.');
const id = inPath('id', 'Id of the action.');
const action = ok('The action, with its version.', anything);
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
  '/api/actions': {
    get: operation(
      'listActions',
      'Actions, the last changed first.',
      ok('Actions.', list(anything)),
      {
        parameters: [site],
      },
    ),
    post: operation('addAction', 'Add an action.', action, {
      requestBody: body(schemaOf(actionInputSchema)),
    }),
  },
  '/api/actions/{id}': {
    get: operation('getAction', 'An action with its history.', action, { parameters: [id, site] }),
    put: operation('changeAction', 'Change an action; its version must be the last.', action, {
      parameters: [id],
      requestBody: body(schemaOf(actionInputSchema)),
    }),
    delete: operation('removeAction', 'Remove an action.', done, { parameters: [id, site] }),
  },
  '/api/actions/{id}/measure': {
    get: operation('measureAction', 'Its target before it was shipped and after.', done, {
      parameters: [id, site],
    }),
  },
});
