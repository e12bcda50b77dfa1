import type {
  ProfileAccount,
  ProfileAttribute,
  ProfileConsent,
  ProfileLink,
  ProfileRating,
} from '@touchtrail/contract';
import type { Scope } from '../base/scope.ts';
import { theirs } from './person-scope.ts';

/** Asks one question with a scope's values. */
export type Ask = <Row>(sql: string, more?: Record<string, unknown>) => Promise<Row[]>;

/** What was stated about an attribute: by whom, and when last (epoch ms). */
interface Statement {
  name: string;
  raw: string;
  source: string;
  at: number;
}

/** Facts of one kind that are read at most, the newest. */
const mostFacts = 2_000;

// One question for all of them: each would go through the same rows, and asking costs more than reading.
const factsSql = ({ touchKey }: Scope): string => `
  SELECT fact.1 AS what, fact.2 AS name, fact.3 AS text, fact.4 AS more, max(tie) AS last,
    toFloat64(toUnixTimestamp64Milli(min(ts))) AS since, toFloat64(toUnixTimestamp64Milli(max(ts))) AS at
  FROM (
    SELECT ts, (ts, seq, toString(event_id)) AS tie, arrayConcat(
      arrayMap(pair -> ('stated', pair.1, pair.2, toString(source)),
        if(type = 'identify', JSONExtractKeysAndValuesRaw(props), [])),
      if(account_id = '', [], [('seen', account_id, '', ''), (if(name = 'account.left', 'left', 'there'), account_id, '', '')]),
      arrayMap(field -> (field, account_id, JSONExtractString(props, field), ''),
        arrayFilter(field -> JSONHas(props, field), if(account_id != '' AND type = 'account', ['role', 'department'], []))),
      if(rating IS NULL, [], [('rated', ${touchKey}, toJSONString([toString(toFloat64(assumeNotNull(rating))), toString(rating_scale), comment]), toString(event_id))])
    ) AS facts
    FROM events
    WHERE site_id = {site:String} AND ${theirs} AND (type IN ('identify', 'account') OR account_id != '' OR rating IS NOT NULL)
  )
  ARRAY JOIN facts AS fact
  GROUP BY what, name, text, more
  ORDER BY what, last DESC, name, text, more
  LIMIT ${mostFacts} BY what`;

interface Fact {
  what: 'stated' | 'seen' | 'left' | 'there' | 'role' | 'department' | 'rated';
  name: string;
  text: string;
  more: string;
  since: number;
  at: number;
}

const valueOf = (raw: string): ProfileAttribute['value'] => {
  const value: unknown = JSON.parse(raw);
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? (value as ProfileAttribute['value'])
    : raw;
};

/** Statements in one list by attribute: newest first, the last word of another source marked where it differs. */
export function attributesOf(statements: readonly Statement[]): ProfileAttribute[] {
  const byName = new Map<string, Statement[]>();
  for (const statement of statements) {
    const all = byName.get(statement.name) ?? [];
    all.push(statement);
    byName.set(statement.name, all);
  }
  return [...byName].flatMap(([name, all]) => {
    const [last, ...rest] = all.toSorted((a, b) => b.at - a.at);
    if (!last) return [];
    const heard = new Set([last.source]);
    const others = rest.map(({ raw, source, at }) => {
      const conflict = !heard.has(source) && raw !== last.raw;
      heard.add(source);
      return { value: valueOf(raw), source, at, conflict };
    });
    return [{ name, value: valueOf(last.raw), source: last.source, at: last.at, others }];
  });
}

/** Accounts a person shows at most, those seen last. */
const mostAccounts = 200;

function accountsOf(facts: readonly Fact[]): ProfileAccount[] {
  // Newest first, so the first of a kind is the last statement: a role that was not named again stays.
  const last = (what: Fact['what'], id: string): Fact | undefined =>
    facts.find((fact) => fact.what === what && fact.name === id);
  return facts
    .filter(({ what }) => what === 'seen')
    .slice(0, mostAccounts)
    .map(({ name: id, since, at }) => ({
      id,
      role: last('role', id)?.text ?? '',
      department: last('department', id)?.text ?? '',
      firstSeen: since,
      lastSeen: at,
      left: (last('left', id)?.at ?? 0) > (last('there', id)?.at ?? 0),
    }));
}

/** Ratings a person shows at most, the newest. */
const mostRatings = 100;

const ratingsOf = (facts: readonly Fact[]): ProfileRating[] =>
  facts
    .filter(({ what }) => what === 'rated')
    .slice(0, mostRatings)
    .map(({ name, text, at }) => {
      const [rating, scale, comment] = JSON.parse(text) as [string, string, string];
      return { at, touchpoint: name, rating: Number(rating), scale, comment };
    });

/** What was stated about a person, the companies they were seen for, and what they rated. */
export async function readFacts(
  ask: Ask,
  scope: Scope,
): Promise<{
  attributes: ProfileAttribute[];
  accounts: ProfileAccount[];
  ratings: ProfileRating[];
}> {
  const facts = await ask<Fact>(factsSql(scope));
  const statements = facts
    .filter(({ what }) => what === 'stated')
    .map(({ name, text: raw, more: source, at }) => ({ name, raw, source, at }))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    attributes: attributesOf(statements),
    accounts: accountsOf(facts),
    ratings: ratingsOf(facts),
  };
}

const linksSql = `
  SELECT concat(from_kind, ':', from_id) AS from, concat(to_kind, ':', to_id) AS to, kind, source,
    toFloat64(toUnixTimestamp64Milli(min(id_edges.first_seen))) AS firstSeen,
    toFloat64(toUnixTimestamp64Milli(max(id_edges.last_seen))) AS lastSeen
  FROM id_edges
  WHERE site_id = {site:String} AND from_kind IN ('anonymous', 'email', 'user') AND from_id IN {linked:Array(String)}
  GROUP BY from_kind, from_id, to_kind, to_id, kind, source
  ORDER BY firstSeen, from, to LIMIT 500`;

/** How a person's ids hang together. Links go from the weaker id: both ends are asked about. */
export const readLinks = (ask: Ask, linked: readonly string[]): Promise<ProfileLink[]> =>
  ask<ProfileLink>(linksSql, { linked });

const consentSql = `
  SELECT purposes, min(consent_receipts.kind) AS kind, max(consent_receipts.source) AS source,
    max(consent_receipts.policy) AS policy, max(consent_receipts.regime) AS regime,
    toFloat64(toUnixTimestamp64Milli(min(consent_receipts.effective_at))) AS decidedAt,
    if(user_id != '', user_id, anonymous_id) AS id
  FROM consent_receipts
  WHERE site_id = {site:String} AND (anonymous_id IN {ids:Array(String)}
    OR (anonymous_id = '' AND user_id IN {users:Array(String)}))
  GROUP BY anonymous_id, user_id, decided_at, consent_receipts.id, purposes
  ORDER BY decidedAt DESC LIMIT 50`;

export async function readConsent(
  ask: Ask,
): Promise<{ current: ProfileConsent | null; history: ProfileConsent[] }> {
  const [current = null, ...history] = await ask<ProfileConsent>(consentSql);
  return { current, history };
}
