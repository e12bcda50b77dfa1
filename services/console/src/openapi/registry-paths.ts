import { registrySchema } from '@touchtrail/contract';
import { count, errors, inQuery, list, object, ok, schemaOf, site, word } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';

const flag: JsonSchema = { type: 'boolean' };
const anything: JsonSchema = { type: 'object', additionalProperties: true };
const number: JsonSchema = { type: 'integer', minimum: 0 };
const version = { version: number, author: word, note: word, at: number, restores: {} };
const span = [
  inQuery('from', 'From this time on; default: 30 days ago.'),
  inQuery('to', 'Before.'),
];
const saved = ok(
  'The version in force; `saved` is false when it said the same already.',
  object({
    site: word,
    ...version,
    saved: flag,
    changes: list(anything),
    warnings: list(anything),
  }),
);
const conflict = { ...errors(409) };
const withConflict = { 200: saved, ...errors(400, 401, 403, 404, 413, 429, 503), ...conflict };

/** Touchpoints, vocabulary and rules of a site. */
export const registryPaths = (): Paths => {
  const registry = schemaOf(registrySchema);
  return {
    '/api/registry': {
      get: operation(
        'getRegistry',
        'The touchpoint registry of a site; version 0 where it has none.',
        ok('The registry.', object({ site: word, ...version, registry })),
        { parameters: [site, inQuery('version', 'A version before the one in force.', number)] },
      ),
      put: {
        ...operation('saveRegistry', 'Make a registry the one in force, as a new version.', saved, {
          description:
            '409 with what changed since when another version than `ifVersion` is in force. 400 with `issues` for what is wrong; rules that make every event one touchpoint need `force`.',
          requestBody: body(
            object({ site: word, registry, ifVersion: number, note: word, force: flag }, [
              'site',
              'registry',
              'ifVersion',
            ]),
          ),
        }),
        responses: withConflict,
      },
    },
    '/api/registry/names': {
      get: operation(
        'listRegistryNames',
        'What the site calls its touchpoints, phases and channels.',
        ok(
          'Names by key: a text, or texts by language.',
          object({
            site: word,
            version: number,
            touchpoints: anything,
            phases: anything,
            channels: anything,
            backstage: list(word),
          }),
        ),
        { parameters: [site] },
      ),
    },
    '/api/registry/versions': {
      get: operation(
        'listRegistryVersions',
        'Versions of the registry, the newest first.',
        ok('Versions.', list(object(version))),
        { parameters: [site] },
      ),
    },
    '/api/registry/diff': {
      get: operation(
        'diffRegistry',
        'What is different between two versions.',
        ok('Changes.', object({ site: word, from: number, to: number, changes: list(anything) })),
        {
          parameters: [
            site,
            inQuery('from', 'Default: 0, nothing.', number),
            inQuery('to', 'Default: the version in force.', number),
          ],
        },
      ),
    },
    '/api/registry/topics': {
      post: {
        ...operation(
          'saveTopic',
          'Put a topic into the vocabulary that comments are told apart by, as a new version.',
          saved,
          {
            description: 'A topic of the same key is replaced. 409 as for the whole registry.',
            requestBody: body(
              object(
                {
                  site: word,
                  topic: object({ key: word, name: {}, words: list(word) }, ['key']),
                  ifVersion: number,
                  note: word,
                },
                ['site', 'topic'],
              ),
            ),
          },
        ),
        responses: withConflict,
      },
    },
    '/api/registry/rollback': {
      post: {
        ...operation('rollbackRegistry', 'Go back to a version, by a new one like it.', saved, {
          requestBody: body(
            object({ site: word, version: number, ifVersion: number, note: word, force: flag }, [
              'site',
              'version',
              'ifVersion',
            ]),
          ),
        }),
        responses: withConflict,
      },
    },
    '/api/registry/test': {
      post: operation(
        'testRegistry',
        'What a registry would do to the events of a span; saves nothing.',
        ok(
          'Per rule, and against the version in force.',
          object({
            site: word,
            from: number,
            to: number,
            against: number,
            events: count,
            mapped: count,
            unmapped: count,
            rules: list(anything),
            moved: list(anything),
            movedEvents: count,
            problems: list(anything),
            changes: list(anything),
          }),
        ),
        {
          requestBody: body(
            object({ site: word, registry, from: {}, to: {}, samples: number }, [
              'site',
              'registry',
            ]),
          ),
        },
      ),
    },
    '/api/registry/unmapped': {
      get: operation(
        'listUnmapped',
        'What was seen but is not registered, with a rule that would map it.',
        ok('Groups, the most frequent first.', list(anything)),
        { parameters: [site, ...span] },
      ),
    },
    '/api/registry/use': {
      get: operation(
        'listTouchpointUse',
        'Registered touchpoints, when last seen and how often in the span.',
        ok('Touchpoints.', list(object({ key: word, lastSeenAt: {}, events: count }))),
        { parameters: [site, ...span] },
      ),
    },
    '/api/registry/silent': {
      get: operation(
        'listSilentTouchpoints',
        'Registered touchpoints that were not seen in the span.',
        ok('Touchpoints.', list(object({ key: word, lastSeenAt: {}, events: count }))),
        { parameters: [site, ...span] },
      ),
    },
  };
};
