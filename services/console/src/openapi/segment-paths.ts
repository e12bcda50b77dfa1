import { segmentInputSchema } from '@touchtrail/contract';
import { count, inPath, inQuery, list, object, ok, schemaOf, site, word } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';

const anything: JsonSchema = { type: 'object', additionalProperties: true };
const done = ok('Done.', anything);
const key = inPath('key', 'Key of the segment.');
const segment = ok('The segment; with the secret of a new webhook, seen this once.', anything);
const counted = ok('How many, of how many.', object({ site: word, people: count, of: count }));

/** Saved segments. */
export const segmentPaths = (): Paths => ({
  '/api/segments': {
    get: operation('listSegments', 'Saved segments.', ok('Segments.', list(anything)), {
      parameters: [site],
    }),
    post: operation(
      'saveSegment',
      'Save a segment as a new version; 409 with the one that counts when it is another than `ifVersion`.',
      segment,
      {
        requestBody: body(schemaOf(segmentInputSchema)),
      },
    ),
  },
  '/api/segments/count': {
    post: operation('tryRule', 'How many people a rule is true of, without saving it.', counted, {
      requestBody: body(object({ site: word, rule: anything })),
    }),
  },
  '/api/segments/{key}': {
    get: operation('getSegment', 'A segment with its versions.', segment, {
      parameters: [key, site],
    }),
    delete: operation('removeSegment', 'Remove a segment; its versions stay readable.', done, {
      parameters: [key, site],
    }),
  },
  '/api/segments/{key}/count': {
    get: operation('countSegment', 'How many people are in a segment now.', counted, {
      parameters: [key, site],
    }),
  },
  '/api/segments/{key}/members': {
    get: operation(
      'exportSegmentMembers',
      'Who is in a segment now.',
      {
        description: 'One person a line.',
        content: { 'application/x-ndjson': { schema: word }, 'text/csv': { schema: word } },
      },
      {
        parameters: [
          key,
          site,
          inQuery('format', 'Form of the answer.', { type: 'string', enum: ['csv', 'ndjson'] }),
        ],
      },
    ),
  },
});
