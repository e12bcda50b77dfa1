import { memberSchema, partnerSchema } from '@touchtrail/contract';
import { count, inPath, inQuery, list, object, ok, ref, schemaOf, site, word } from './parts.ts';
import type { JsonSchema, Paths } from './parts.ts';
import { body, operation } from './read-paths.ts';
import { segmentPaths } from './segment-paths.ts';

const flag: JsonSchema = { type: 'boolean' };
const anything: JsonSchema = { type: 'object', additionalProperties: true };
const pair = object({ site: word, a: word, b: word, reason: word }, ['site', 'a', 'b']);
const single = object({ site: word, id: word, reason: word }, ['site', 'id']);
const done = ok('Done.', anything);

const identityPaths = (): Paths => ({
  '/api/identity/why': {
    get: operation(
      'whyOnePerson',
      'The links that make two ids one person.',
      ok(
        'The links.',
        object({ site: word, a: word, b: word, onePerson: flag, links: list(anything) }),
      ),
      { parameters: [site, inQuery('a', 'An id.'), inQuery('b', 'Another id.')] },
    ),
  },
  '/api/identity/rules': {
    get: operation(
      'listIdentityRules',
      'Blocked ids and links taken apart.',
      ok('Rules.', list(anything)),
      { parameters: [site] },
    ),
  },
  '/api/identity/status': {
    get: operation(
      'identityStatus',
      'How many ids are joined, shared or in a crowd.',
      ok('Counts.', object({ site: word, edges: count, joined: count, shared: count })),
      { parameters: [site] },
    ),
  },
  '/api/identity/unlink': {
    post: operation('unlinkIds', 'Take a link between two ids apart.', done, {
      requestBody: body(pair),
    }),
  },
  '/api/identity/relink': {
    post: operation('relinkIds', 'Let a link count again.', done, { requestBody: body(pair) }),
  },
  '/api/identity/block': {
    post: operation('blockId', 'Let an id join nothing.', done, { requestBody: body(single) }),
  },
  '/api/identity/unblock': {
    post: operation('unblockId', 'Let a blocked id join others again.', done, {
      requestBody: body(single),
    }),
  },
});

const profilePaths = (): Paths => ({
  '/api/people': {
    get: operation(
      'findPeople',
      'People and accounts that an id, a hash, an e-mail address or a telephone number names.',
      ok('Matches.', object({ site: word, matches: list(anything) })),
      { parameters: [site, inQuery('q', 'What is known of them; only exact matches.')] },
    ),
  },
  '/api/people/{id}': {
    get: operation(
      'getPerson',
      'Everything known of a person: attributes, ids, accounts, consent, journeys, ratings, touches.',
      ok('The person.', ref('Person')),
      {
        parameters: [
          inPath('id', 'An id of the person.'),
          site,
          inQuery('limit', 'Touches of a page.', { ...count, minimum: 1, maximum: 1_000 }),
          inQuery('after', '`next` of the page before.'),
          inQuery('order', 'Which touches come first.', {
            type: 'string',
            enum: ['oldest', 'newest'],
          }),
          inQuery('inactivityLimit', 'Silence after which a journey is abandoned; default 90d.'),
        ],
      },
    ),
  },
});

const account = inPath('id', 'Id of the account.');

const accountPaths = (): Paths => ({
  '/api/accounts': {
    get: operation(
      'listAccounts',
      'Accounts, those seen last first.',
      ok('Accounts.', list(object({ id: word, people: count, firstSeen: count, lastSeen: count }))),
      {
        parameters: [
          site,
          inQuery('q', 'A part of the id.'),
          inQuery('limit', 'At most so many.', { ...count, minimum: 1, maximum: 1_000 }),
        ],
      },
    ),
  },
  '/api/accounts/{id}': {
    get: operation(
      'getAccount',
      'An account: its people and roles, partners, journeys, and whom each touchpoint reached.',
      ok(
        'The account.',
        object({
          id: word,
          site: word,
          attributes: list(anything),
          members: list(anything),
          buyingGroup: list(anything),
          partners: list(anything),
          journeys: list(anything),
          coverage: list(anything),
          touches: list(anything),
          truncated: flag,
        }),
      ),
      {
        parameters: [
          account,
          site,
          inQuery('limit', 'Touches of a page.', { ...count, minimum: 1, maximum: 1_000 }),
          inQuery('after', '`next` of the page before.'),
          inQuery('order', 'Which touches come first.', {
            type: 'string',
            enum: ['oldest', 'newest'],
          }),
          inQuery('partners', 'Whether touches of partners are shown, too.', {
            type: 'string',
            enum: ['true', 'false'],
          }),
          inQuery('inactivityLimit', 'Silence after which a journey is abandoned; default 90d.'),
        ],
      },
    ),
  },
  '/api/accounts/{id}/members': {
    post: operation('setAccountMember', 'Say who belongs to an account, or left.', done, {
      parameters: [account],
      requestBody: body(schemaOf(memberSchema)),
    }),
  },
  '/api/accounts/{id}/partners': {
    post: operation(
      'setAccountPartner',
      'Say which organisation is a partner, or no longer.',
      done,
      {
        parameters: [account],
        requestBody: body(schemaOf(partnerSchema)),
      },
    ),
  },
});

/** What is known of people, accounts and segments. */
export const peoplePaths = (): Paths => ({
  ...identityPaths(),
  ...profilePaths(),
  ...accountPaths(),
  ...segmentPaths(),
});
