import {
  pageCheckInputSchema,
  roles,
  siteChangeSchema,
  tokenChangeSchema,
  tokenInputSchema,
} from '@touchtrail/contract';
import { errors, inPath, list, object, ok, schemaOf, word } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';

const wordOrNull: JsonSchema = { type: ['string', 'null'] };
const identity = { id: word, role: { type: 'string', enum: roles }, name: word, sites: list(word) };
const id = inPath('id', 'Id of the token; your own is refused.');
const site = inPath('id', 'Id of the site.');
const orConflict = (answer: unknown) => ({
  responses: { 200: answer, ...errors(400, 401, 403, 404, 409, 413, 429, 503) },
});
const writeKeys = ok(
  'The write keys that work.',
  object({ site: word, writeKey: word, previousWriteKey: wordOrNull }),
);

const flag: JsonSchema = { type: 'boolean' };
const pageCheck = object({
  url: word,
  status: { type: 'integer' },
  tag: { type: 'string', enum: ['found', 'other_key', 'missing'] },
  isOriginAllowed: flag,
  hasPolicy: flag,
  isScriptAllowed: flag,
  isSendingAllowed: flag,
  policyLine: word,
  saysConsent: flag,
  saysWho: flag,
});
const asSet = object({ id: word, name: word, writeKey: word, version: word });

/** Who is let in, write keys, and how sites are set up. */
export const tokenPaths = (): Paths => ({
  '/api/tokens': {
    get: operation(
      'listTokens',
      'Valid tokens with role, sites and the day of their last use, never the tokens themselves.',
      ok(
        'Tokens, oldest first.',
        list(
          object({
            ...identity,
            createdAt: { type: 'integer' },
            lastUsed: wordOrNull,
            own: { type: 'boolean' },
          }),
        ),
      ),
    ),
    post: operation('createToken', 'Let somebody in; the token is shown this once.', undefined, {
      requestBody: body(schemaOf(tokenInputSchema)),
      responses: {
        201: ok('The token.', object({ ...identity, token: word })),
        ...errors(400, 401, 403, 404, 413, 503),
      },
    }),
  },
  '/api/tokens/{id}': {
    put: operation(
      'changeToken',
      'Give a token another role or name; its logins have it within seconds.',
      undefined,
      {
        parameters: [id],
        requestBody: body(schemaOf(tokenChangeSchema)),
        ...orConflict(ok('The token.', object(identity))),
      },
    ),
    delete: operation(
      'revokeToken',
      'Make a token worthless for ever; its logins end within seconds.',
      undefined,
      {
        parameters: [id],
        ...orConflict(ok('It is revoked.', object({ id: word, revoked: { type: 'boolean' } }))),
      },
    ),
  },
  '/api/sites/{id}': {
    put: operation(
      'changeSite',
      'Set up a site: what is given changes. A conflict says `current`, or what a shorter retention `removes`.',
      undefined,
      {
        parameters: [site],
        requestBody: body(schemaOf(siteChangeSchema)),
        ...orConflict(ok('The site.', asSet)),
      },
    ),
  },
  '/api/sites/{id}/check-page': {
    post: operation(
      'checkPage',
      'Get a page and say what stands in the way of its events: tag, key, origin, content security policy.',
      undefined,
      {
        parameters: [site],
        requestBody: body(schemaOf(pageCheckInputSchema)),
        responses: {
          200: ok('What was seen.', pageCheck),
          ...errors(400, 401, 403, 404, 413, 503),
        },
      },
    ),
  },
  '/api/sites/{id}/rotate-key': {
    post: operation(
      'rotateWriteKey',
      'Give a site a new write key; the old one works on until it is ended.',
      undefined,
      { parameters: [site], ...orConflict(writeKeys) },
    ),
  },
  '/api/sites/{id}/end-old-key': {
    post: operation('endOldWriteKey', 'End the old write key of a rotation.', writeKeys, {
      parameters: [site],
    }),
  },
});
