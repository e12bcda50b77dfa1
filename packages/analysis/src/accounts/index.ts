import { commonParametersSchema } from '@touchtrail/contract';
import type {
  Account,
  AccountCoverage,
  AccountPartner,
  AccountSummary,
  AccountTouch,
  ProfileTouch,
} from '@touchtrail/contract';
import type { Reader } from '@touchtrail/store';
import { createScope, readMapping } from '../base/scope.ts';
import type { Scope } from '../base/scope.ts';
import { attributesOf } from '../profile/facts.ts';
import type { Ask } from '../profile/facts.ts';
import { readJourneys } from '../profile/person-journeys.ts';
import { defaultLimitMs } from '../profile/person-scope.ts';
import type { ProfileContext } from '../profile/person-scope.ts';
import { nextPlace, readTimeline } from '../profile/timeline.ts';
import type { TimelinePage } from '../profile/timeline.ts';
import { buyingGroup, membersOf, ownersSql, readMemberRows } from './members.ts';
import type { MemberRow } from './members.ts';

/** What of an account is asked for. */
export interface AccountOptions extends Partial<TimelinePage> {
  /** ms. Default 90 days. */
  inactivityLimit?: number;
  /** Whether the timeline holds the touches that partners made for themselves, too. */
  partners?: boolean;
}

const pageLimit = 1_000;

// By the ids seen for the accounts, which is the table's own order.
const seenFor = (accounts: string): string => `account_id IN ${accounts} AND (
  subject_id IN (SELECT id FROM account_members WHERE site_id = {site:String} AND account_id IN ${accounts})
  OR subject_id IN (SELECT concat('account:', arrayJoin(${accounts}))))`;
const ownTouches = seenFor('{own:Array(String)}');
const allTouches = seenFor('{accounts:Array(String)}');

const isTouch = `type IN ('touch', 'conversion', 'feedback') AND bot = ''`;
/** What people met, without what the registry calls backstage. */
const isMet = ({ isBackstage }: Scope): string => `${isTouch} AND NOT ${isBackstage}`;

const keyOf = `concat(if(user_id != '', 'user', 'anonymous'), ':', subject_id)`;
const withOwners = `LEFT ANY JOIN (${ownersSql}) AS owner
  ON (if(user_id != '', 'user', 'anonymous') = owner.kind AND events.subject_id = owner.id)`;
const personSql = `multiIf(owner.person != '', owner.person, user_id = '' AND anonymous_id = '', '', ${keyOf})`;

const attributesSql = `
  SELECT pair.1 AS name, pair.2 AS raw, source, toFloat64(toUnixTimestamp64Milli(max(ts))) AS at
  FROM events
  ARRAY JOIN JSONExtractKeysAndValuesRaw(props) AS pair
  WHERE site_id = {site:String} AND ${ownTouches} AND type = 'account'
    AND pair.1 NOT IN ('role', 'department', 'partner')
  GROUP BY name, raw, source ORDER BY name, at DESC, source, raw LIMIT 2000`;

const touchesByPersonSql = (scope: Scope): string => `
  SELECT ${personSql} AS person, toUInt32(uniqExact(event_id)) AS touches
  FROM events ${withOwners}
  WHERE site_id = {site:String} AND ${ownTouches} AND ${isMet(scope)}
  GROUP BY person`;

const coverageSql = (scope: Scope): string => `
  SELECT ${scope.touchKey} AS touchpoint, toUInt32(uniqExact(event_id)) AS touches,
    arraySort(groupUniqArrayIf(${personSql}, ${personSql} != '')) AS people
  FROM events ${withOwners}
  WHERE site_id = {site:String} AND ${ownTouches} AND ${isMet(scope)}
  GROUP BY touchpoint ORDER BY length(people) DESC, touches DESC, touchpoint LIMIT 500`;

const journeyPeopleSql = (scope: Scope): string => `
  SELECT arrayLastIndex(x -> x <= toUnixTimestamp64Milli(ts), {begins:Array(Int64)}) AS journey,
    arraySort(groupUniqArray(${personSql})) AS people
  FROM events ${withOwners}
  WHERE site_id = {site:String} AND ${ownTouches} AND ${isMet(scope)}
  GROUP BY journey`;

const peopleOfTouchesSql = `
  SELECT toString(event_id) AS id, any(${personSql}) AS person
  FROM events ${withOwners}
  WHERE site_id = {site:String} AND ${allTouches} AND event_id IN {touches:Array(UUID)}
  GROUP BY event_id`;

const partnersSql = `
  SELECT account_id AS id, groupUniqArray(concat(kind, ':', account_members.id)) AS keys
  FROM account_members
  WHERE site_id = {site:String} AND account_id IN {accounts:Array(String)} AND account_id != {account:String}
    AND kind != 'account'
  GROUP BY account_id`;

const partnerTouchesSql = `
  SELECT account_id AS id, toUInt32(uniqExact(event_id)) AS touches,
    toFloat64(toUnixTimestamp64Milli(max(ts))) AS lastSeen
  FROM events
  WHERE site_id = {site:String} AND ${allTouches} AND account_id != {account:String} AND ${isTouch}
  GROUP BY account_id`;

/** Partners as said last. */
function partnersOf(rows: readonly MemberRow[]): AccountPartner[] {
  const byId = new Map<string, MemberRow[]>();
  for (const row of rows.filter(({ kind }) => kind === 'account')) {
    byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  }
  return [...byId].map(([id, said]) => {
    const linked = said.filter(({ fact }) => fact === 'partner');
    const last = linked.toSorted((a, b) => b.lastSeen - a.lastSeen);
    const ended = Math.max(
      -Infinity,
      ...said.filter(({ fact }) => fact === 'partner_left').map((row) => row.lastSeen),
    );
    return {
      id,
      role: last.find(({ role }) => role !== '')?.role ?? '',
      since: Math.min(...said.map(({ firstSeen }) => firstSeen)),
      left: ended > (last[0]?.lastSeen ?? -Infinity),
      people: 0,
      touches: 0,
      lastSeen: null,
    };
  });
}

/**
 * Everything known of an account: its people with their roles, its partners, its journeys with who took
 * part, and which people and roles each touchpoint reached.
 *
 * @returns undefined when nothing is stored of it
 * @example
 * await readAccount({ reader, clock: Date.now }, 'shop', 'acme');
 */
export async function readAccount(
  context: ProfileContext,
  site: string,
  account: string,
  options: AccountOptions = {},
): Promise<Account | undefined> {
  const { reader, clock, signal } = context;
  await reader.settled?.(site);
  const inactivityLimitMs = options.inactivityLimit ?? defaultLimitMs;
  const limit = Math.min(options.limit ?? pageLimit, pageLimit);
  const plain = createScope(
    commonParametersSchema.parse({ site, subject: 'account' }),
    await readMapping(reader, site),
  );
  const params = {
    ...plain.params,
    account,
    own: [account],
    accounts: [account],
    inactivityLimit: inactivityLimitMs,
    dataUntil: clock(),
  };
  const ask: Ask = (sql, more = {}) =>
    reader.query({ sql, params: { ...params, ...more }, ...(signal && { signal }) });

  const rows = await readMemberRows(ask);
  const partners = partnersOf(rows);
  const accounts = [account, ...partners.filter(({ left }) => !left).map(({ id }) => id)];
  const members = membersOf(rows);
  const scope = { ...plain, subject: '{account:String}' };
  const [statements, byPerson, journeys, coverage, page, partnerPeople, partnerTouches] =
    await Promise.all([
      ask<Parameters<typeof attributesOf>[0][number]>(attributesSql),
      ask<{ person: string; touches: number }>(touchesByPersonSql(scope)),
      readJourneys(ask, scope, ownTouches),
      ask<Omit<AccountCoverage, 'people' | 'roles'> & { people: string[] }>(coverageSql(scope)),
      readTimeline(
        (sql, more = {}) => ask(sql, { ...more, accounts }),
        scope,
        options.partners ? allTouches : ownTouches,
        {
          ...options,
          limit,
        },
      ),
      ask<{ id: string; keys: string[] }>(partnersSql, { accounts }),
      ask<{ id: string; touches: number; lastSeen: number }>(partnerTouchesSql, { accounts }),
    ]);
  if (rows.length === 0 && page.length === 0) return undefined;

  const begins = journeys.map(({ from }) => from).toReversed();
  const shown = page.slice(0, limit);
  const [took, named] = await Promise.all([
    ask<{ journey: number; people: string[] }>(journeyPeopleSql(scope), { begins }),
    ask<{ id: string; person: string }>(peopleOfTouchesSql, {
      accounts,
      touches: shown.map(({ id }) => id),
    }),
  ]);
  const touched = new Map(byPerson.map(({ person, touches }) => [person, touches]));
  for (const member of members) {
    member.touches = touched.get(member.person) ?? 0;
    const ids = new Set(member.ids);
    const home = partnerPeople.find(({ keys }) =>
      keys.some((key) => ids.has(key.slice(key.indexOf(':') + 1))),
    );
    member.partner = home?.id ?? '';
  }
  for (const partner of partners) {
    partner.people = partnerPeople.find(({ id }) => id === partner.id)?.keys.length ?? 0;
    const seen = partnerTouches.find(({ id }) => id === partner.id);
    partner.touches = seen?.touches ?? 0;
    partner.lastSeen = seen?.lastSeen ?? null;
  }
  const roleOf = new Map(members.map(({ person, role }) => [person, role]));
  const rolesOf = (people: readonly string[]): string[] =>
    [...new Set(people.map((person) => roleOf.get(person) ?? ''))]
      .filter((role) => role !== '')
      .toSorted();
  const personOf = new Map(named.map(({ id, person }) => [id, person]));
  const withPerson = (touch: ProfileTouch): AccountTouch => {
    const person = personOf.get(touch.id) ?? '';
    return { ...touch, person, role: roleOf.get(person) ?? '' };
  };
  return {
    id: account,
    site,
    attributes: attributesOf(statements),
    members,
    buyingGroup: buyingGroup(members),
    partners,
    journeys: journeys.map((journey, index) => {
      const people = (
        took.find((row) => row.journey === journeys.length - index)?.people ?? []
      ).filter((person) => person !== '');
      return { ...journey, people, roles: rolesOf(people) };
    }),
    inactivityLimitMs,
    coverage: coverage.map(({ people, ...row }) => ({
      ...row,
      people: people.length,
      roles: rolesOf(people),
    })),
    touches: shown.map(withPerson),
    truncated: page.length > limit,
    next: nextPlace(page, limit),
  };
}

/** Accounts of a site, those seen last first; `query` is a part of their id in any case. */
export const listAccounts = (
  { reader, signal }: { reader: Pick<Reader, 'query'>; signal?: AbortSignal },
  site: string,
  { query = '', limit = 100 }: { query?: string; limit?: number } = {},
): Promise<AccountSummary[]> =>
  reader.query<AccountSummary>({
    sql: `
      SELECT account_id AS id, toUInt32(uniqExactIf((kind, account_members.id), kind != 'account')) AS people,
        toFloat64(toUnixTimestamp64Milli(min(account_members.first_seen))) AS firstSeen,
        toFloat64(toUnixTimestamp64Milli(max(account_members.last_seen))) AS lastSeen
      FROM account_members
      WHERE site_id = {site:String} AND positionCaseInsensitiveUTF8(account_id, {query:String}) > 0
      GROUP BY account_id ORDER BY lastSeen DESC, account_id LIMIT {limit:UInt32}`,
    params: { site, query, limit },
    ...(signal && { signal }),
  });
