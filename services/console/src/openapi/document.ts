import { languages } from '@touchtrail/contract';
import { inQuery, json, ref } from './parts.ts';
import type { Paths } from './parts.ts';
import { findingPaths } from './finding-paths.ts';
import { journeyPaths } from './journey-paths.ts';
import { peoplePaths } from './people-paths.ts';
import { registryPaths } from './registry-paths.ts';
import { readPaths } from './read-paths.ts';
import { schemas } from './schemas.ts';
import { tokenPaths } from './token-paths.ts';
import { writePaths } from './write-paths.ts';

const error = {
  description: 'Refused: why, and the way out.',
  content: json(ref('Error')),
};

const lang = inQuery('lang', 'What definitions, warnings and refusals are told in.', {
  type: 'string',
  enum: languages,
  default: 'en',
});

/** The read path with the language that every answer of it may be asked in. */
const spoken = (paths: Paths): Paths =>
  Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      path.startsWith('/api/')
        ? Object.fromEntries(
            Object.entries(methods).map(([method, { parameters = [], ...operation }]) => [
              method,
              { ...operation, parameters: [...parameters, lang] },
            ]),
          )
        : methods,
    ]),
  );

/**
 * The OpenAPI document of the write and the read path, made from the schemas of the contract.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export const openApiDocument = () => ({
  openapi: '3.1.1',
  info: {
    title: 'Touchtrail',
    version: '1',
    description: 'Touches in, journeys out. Errors have one shape and name the way out.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  tags: [
    { name: 'write', description: 'Sending events.' },
    { name: 'segment', description: "Segment's HTTP API, for its clients." },
    { name: 'read', description: 'Reports, people, and what was refused.' },
    { name: 'session', description: 'Logging in.' },
    { name: 'operations', description: 'Running the service.' },
  ],
  paths: {
    ...writePaths(),
    ...spoken({
      ...readPaths(),
      ...peoplePaths(),
      ...registryPaths(),
      ...journeyPaths(),
      ...findingPaths(),
      ...tokenPaths(),
    }),
  },
  components: {
    schemas: schemas(),
    responses: {
      Error: error,
      Later: {
        ...error,
        description: 'Not now: send the same again after `Retry-After` seconds.',
        headers: {
          'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
        },
      },
    },
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: '`touchtrail token create`.' },
      session: { type: 'apiKey', in: 'cookie', name: 'touchtrail_session' },
      writeKey: {
        type: 'http',
        scheme: 'basic',
        description: 'The write key as user name, no password; or `writeKey` in the body.',
      },
      signature: {
        type: 'apiKey',
        in: 'header',
        name: 'x-touchtrail-signature',
        description: 'HMAC-SHA256 over `timestamp.nonce.body`; see docs/security.md.',
      },
    },
  },
});
