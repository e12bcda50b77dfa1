import { inPath, list, ok, site } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';

const anything: JsonSchema = { type: 'object', additionalProperties: true };
const id = inPath('id', 'Id, as the list has it.');

/**
 * What people keep on a site, in versions.
 *
 * @param noun as in the path, without its s
 * @param what it is, as the beginning of a sentence
 */
export const keptPaths = (noun: string, what: string, schema: JsonSchema): Paths => {
  const Noun = noun.charAt(0).toUpperCase() + noun.slice(1);
  const item = ok(`${what}, with its version.`, anything);
  const requestBody = body(schema);
  return {
    [`/api/${noun}s`]: {
      get: operation(
        `list${Noun}s`,
        `Every ${noun} of a site, the last changed first.`,
        ok('What there is.', list(anything)),
        { parameters: [site] },
      ),
      post: operation(`add${Noun}`, `Add: ${what.toLowerCase()}.`, item, { requestBody }),
    },
    [`/api/${noun}s/{id}`]: {
      get: operation(`get${Noun}`, `${what}, with its history.`, item, { parameters: [id, site] }),
      put: operation(`change${Noun}`, 'Change it; its version must be the last.', item, {
        parameters: [id],
        requestBody,
      }),
      delete: operation(`remove${Noun}`, 'Remove it.', ok('Done.', anything), {
        parameters: [id, site],
      }),
    },
  };
};
