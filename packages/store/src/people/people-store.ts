import { randomUUID } from 'node:crypto';
import { eventSchema, refusedParts, verbatim, words } from '@touchtrail/contract';
import { toEventRow } from '../event-row.ts';
import { StoreError } from '../errors.ts';
import type { EventRow } from '../types.ts';
import { runErasure } from './erasure.ts';
import type { ErasureDeps } from './erasure.ts';
import { exportPerson } from './export-person.ts';
import { resolvePerson } from './resolve-person.ts';
import type { SubjectHash } from './subject-hash.ts';
import type { Actor, PeopleStore, Person, PrivacyRequest, PrivacyRequestKind } from './types.ts';

const say = words({
  'Nothing is stored under this id on {site}.':
    'Unter dieser Kennung ist auf {site} nichts gespeichert.',
  'Check the site and the id: a user id, an anonymous id, or account: and an account id.':
    'Prüfen Sie Site und Kennung: die eines Nutzers, eine anonyme, oder account: und die eines Kontos.',
  'There is no restriction of this person on {site}.':
    'Für diese Person gibt es auf {site} keine Einschränkung.',
  'Erasures cannot be undone; restrictions are lifted with an id of the person.':
    'Löschungen sind nicht rückgängig zu machen; Einschränkungen hebt eine Kennung der Person auf.',
  'These attributes cannot be stored: {why}':
    'Diese Eigenschaften können nicht gespeichert werden: {why}',
  'At most 64, with names up to 100 characters and texts up to 1,000.':
    'Höchstens 64, mit Namen bis 100 und Texten bis 1.000 Zeichen.',
});

export interface PeopleStoreDeps extends ErasureDeps {
  hash: SubjectHash;
  insertEvents: (rows: readonly EventRow[], token?: string) => Promise<void>;
  /** The id under which a site stores an id that its policy hashes; the same id where it does not. */
  storedId: (site: string, id: string) => Promise<string>;
}

/** Nobody works on an erasure any more when it was not touched for so long. */
const abandonedMs = 15_000;

const ids = (person: Person): string[] => person.subjects.map(({ id }) => id);

const unknown = (site: string): StoreError =>
  new StoreError(
    'person_unknown',
    say('Nothing is stored under this id on {site}.', { site }),
    say('Check the site and the id: a user id, an anonymous id, or account: and an account id.'),
  );

/** People's requests over the tables of the store. */
export function createPeopleStore(deps: PeopleStoreDeps): PeopleStore {
  const { database, hidden, suppressions, requests, audit, hash, clock } = deps;

  const settled = async (site: string, id: string, thorough: boolean): Promise<Person> => {
    // Looked up beside the look for what is new, which mostly is nothing.
    const [stood, person] = await Promise.all([
      deps.identity.stands(site),
      resolvePerson(database, site, id, thorough),
    ]);
    return stood ? person : resolvePerson(database, site, id, thorough);
  };
  const found = async (site: string, anyId: string, thorough = true): Promise<Person> => {
    let person = await settled(site, anyId, thorough);
    if (!person.known) {
      const stored = await deps.storedId(site, anyId);
      if (stored !== anyId) person = await resolvePerson(database, site, stored, thorough);
    }
    // An id so new that its rows are still on their way.
    if (!person.known && (await deps.drained(clock()))) {
      person = await settled(site, person.id, thorough);
    }
    return person;
  };
  const record = async (
    kind: PrivacyRequestKind,
    person: Person,
    actor: Actor,
    change: Partial<PrivacyRequest> = {},
  ): Promise<PrivacyRequest> => {
    const at = clock();
    return requests.save({
      id: randomUUID(),
      site: person.site,
      kind,
      subjectHash: hash(person.site, person.id),
      actor: actor.id,
      state: 'done',
      step: '',
      receipt: { subjects: person.subjects.length },
      error: '',
      requestedAt: at,
      updatedAt: at,
      ...change,
    });
  };
  const note = (
    action: string,
    { id: requestId, site }: PrivacyRequest,
    person: Person,
    actor: Actor,
    detail: Record<string, number | readonly string[]> = {},
  ): Promise<void> =>
    audit.add({
      action,
      actor: actor.id,
      role: actor.role,
      site,
      subject: person.id,
      requestId,
      detail,
    });
  /** A stranger may send any id with a wish to be erased: only one with a past is worth the work. */
  const didSomething = async (site: string, device: string): Promise<boolean> => {
    const rows = await database.query(
      `SELECT 1 AS one FROM events WHERE site_id = {site:String} AND anonymous_id = {device:String}
         AND type != 'consent' LIMIT 1`,
      { site, device },
    );
    return rows.length > 0;
  };
  const erasureOf = async (person: Person): Promise<PrivacyRequest | undefined> => {
    await suppressions.refresh();
    if (suppressions.hasSubject(person.site, person.id) !== 'erased') return undefined;
    const subjectHash = hash(person.site, person.id);
    const all = await requests.list({ site: person.site, limit: 10_000 });
    return all.find((each) => each.kind === 'erase' && each.subjectHash === subjectHash);
  };

  return {
    hash,
    resolve: (site, anyId) => found(site, anyId, false),
    requests: (filter) => requests.list(filter),
    async *export(site, anyId, actor, signal) {
      const person = await found(site, anyId);
      if (!person.known) throw unknown(site);
      const request = await record('export', person, actor);
      await note('person.exported', request, person, actor);
      const hashes = ids(person).map((id) => hash(site, id));
      yield* exportPerson(database, person, hashes, clock(), signal);
    },
    async requestErasure(site, anyId, actor, { deviceOnly = false } = {}) {
      const whole = await found(site, anyId);
      const person: Person = deviceOnly
        ? { ...whole, id: anyId, subjects: [{ id: anyId, kind: 'device' }], sharedDevices: [] }
        : whole;
      if (deviceOnly && !(await didSomething(site, anyId))) throw unknown(site);
      const before = await erasureOf(person);
      if (before && (!person.known || before.state === 'running')) return before;
      if (!person.known) throw unknown(site);
      const request = await record('erase', person, actor, {
        state: 'running',
        step: 'suppressed',
        receipt: {
          subjects: person.subjects.length,
          sharedDevices: person.sharedDevices.length,
          ...(deviceOnly && { deviceOnly }),
        },
      });
      await hidden.add(site, person.subjects, 'erased', request.id);
      await suppressions.set(site, ids(person), 'erased', request.id);
      await note('person.erase_requested', request, person, actor);
      return request;
    },
    runErasure: (requestId, onProgress) => runErasure(deps, requestId, onProgress),
    async waitingErasures() {
      const all = await requests.list({ limit: 10_000 });
      return all
        .filter(
          ({ kind, state, updatedAt }) =>
            kind === 'erase' && state === 'running' && clock() - updatedAt > abandonedMs,
        )
        .map(({ id }) => id)
        .toReversed();
    },
    async missedErasures() {
      const rows = await database.query<{ site: string; device: string; user: string }>(
        `SELECT site_id AS site, anonymous_id AS device, user_id AS user
         FROM events
         WHERE type = 'consent' AND name = 'consent.withdrawn' AND JSONExtractBool(props, 'erase')
         GROUP BY ALL LIMIT 10000`,
      );
      await suppressions.refresh();
      return rows
        .map(({ site, device, user }) => ({
          site,
          // The gate lets only back ends name a user in a withdrawal.
          id: user || device,
          deviceOnly: user === '',
        }))
        .filter(({ site, id }) => id !== '' && suppressions.hasSubject(site, id) !== 'erased');
    },
    async restrict(site, anyId, actor) {
      const person = await found(site, anyId);
      if (!person.known) throw unknown(site);
      const request = await record('restrict', person, actor);
      await hidden.add(site, person.subjects, 'restricted', request.id);
      await suppressions.set(site, ids(person), 'restricted', request.id);
      await note('person.restricted', request, person, actor);
      return request;
    },
    async unrestrict(site, anyId, actor) {
      const person = await found(site, anyId);
      const restrictions = new Set<string>();
      for (const id of new Set([anyId, ...ids(person)])) {
        for (const request of await hidden.requestsOf(site, id, 'restricted')) {
          restrictions.add(request);
        }
      }
      if (restrictions.size === 0) {
        throw new StoreError(
          'not_restricted',
          say('There is no restriction of this person on {site}.', { site }),
          say('Erasures cannot be undone; restrictions are lifted with an id of the person.'),
        );
      }
      const request = await record('unrestrict', person, actor);
      for (const restriction of restrictions) {
        const subjects = await hidden.subjectsOf(restriction);
        await suppressions.set(
          site,
          subjects.map(({ id }) => id),
          'lifted',
          request.id,
        );
        await hidden.remove(restriction);
      }
      await note('person.unrestricted', request, person, actor);
      return request;
    },
    async rectify(site, anyId, props, actor) {
      const person = await found(site, anyId);
      if (!person.known) throw unknown(site);
      const [subject] = person.subjects;
      const at = clock();
      const event = {
        id: randomUUID(),
        type: 'identify',
        name: 'person.rectified',
        at,
        ...(subject?.kind === 'user' && { userId: subject.id }),
        ...(subject?.kind === 'device' && { anonymousId: subject.id }),
        ...(subject?.kind === 'account' && { accountId: subject.id.slice('account:'.length) }),
        props,
      };
      const parsed = eventSchema.safeParse(event);
      if (!parsed.success) {
        throw new StoreError(
          'invalid_attributes',
          say('These attributes cannot be stored: {why}', {
            why: refusedParts(eventSchema, event)[0]?.message ?? verbatim(''),
          }),
          say('At most 64, with names up to 100 characters and texts up to 1,000.'),
        );
      }
      const request = await record('rectify', person, actor, {
        receipt: { fields: Object.keys(props) },
      });
      const row = toEventRow(site, parsed.data, { receivedAt: at, source: 'rectification' });
      await deps.insertEvents([row], request.id);
      await note('person.rectified', request, person, actor, { fields: Object.keys(props) });
      return request;
    },
  };
}
