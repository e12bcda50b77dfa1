import type { Profile } from '@touchtrail/contract';
import type { Person } from '@touchtrail/store';
import { readConsent, readFacts, readLinks } from './facts.ts';
import type { Ask } from './facts.ts';
import { readJourneys } from './person-journeys.ts';
import { defaultLimitMs, personScope, theirs } from './person-scope.ts';
import type { ProfileContext } from './person-scope.ts';
import { nextPlace, readTimeline } from './timeline.ts';
import type { TimelinePage } from './timeline.ts';

export type { ProfileContext } from './person-scope.ts';
export { isPlace } from './timeline.ts';

/** What of a profile is asked for. */
export interface ProfileOptions extends Partial<TimelinePage> {
  /** As asked for. */
  id: string;
  state: Profile['state'];
  /** ms. Default 90 days. */
  inactivityLimit?: number;
  /** Saved segments the person is in. */
  segments?: (ask: Ask) => Promise<string[]>;
}

/** Touches of a timeline's page unless said otherwise, and at most. */
export const timelinePage = 1_000;

/**
 * Everything known of a person. All of it is read by the ids of the person, so that it takes the same
 * time whatever else the site has.
 *
 * @example
 * await readProfile({ reader, clock: Date.now }, await store.people.resolve('shop', 'ada'), { id: 'ada', state: 'as usual' });
 */
export async function readProfile(
  context: ProfileContext,
  person: Person,
  options: ProfileOptions,
): Promise<Profile> {
  const { reader, signal } = context;
  const limit = Math.min(options.limit ?? timelinePage, timelinePage);
  const inactivityLimitMs = options.inactivityLimit ?? defaultLimitMs;
  const scope = await personScope(context, person, inactivityLimitMs);
  // Little is read, and several are asked side by side: more threads for each cost more than they gain.
  const ask: Ask = (sql, more = {}) =>
    reader.query({
      sql: `${sql} SETTINGS max_threads = 1`,
      params: { ...scope.params, ...more },
      ...(signal && { signal }),
    });
  const emails = person.emails ?? [];
  const linked = [...person.subjects.map(({ id }) => id), ...emails];
  const page = { ...options, limit };
  const [facts, links, consent, journeys, touches, segments] = await Promise.all([
    readFacts(ask, scope),
    readLinks(ask, linked),
    readConsent(ask),
    readJourneys(ask, scope, theirs),
    readTimeline(ask, scope, theirs, page),
    options.segments?.(ask) ?? Promise.resolve([]),
  ]);
  const [leader] = person.subjects;
  return {
    id: options.id,
    site: person.site,
    person: `${leader?.kind === 'user' ? 'user' : 'anonymous'}:${person.id}`,
    state: options.state,
    ids: person.subjects.map(({ id }) => id),
    identity: {
      ids: [...person.subjects, ...emails.map((id) => ({ id, kind: 'email' as const }))],
      links,
      sharedDevices: person.sharedDevices,
    },
    attributes: facts.attributes,
    accounts: facts.accounts,
    consent,
    journeys,
    inactivityLimitMs,
    ratings: facts.ratings,
    segments,
    touches: touches.slice(0, limit),
    truncated: touches.length > limit,
    next: nextPlace(touches, limit),
  };
}
