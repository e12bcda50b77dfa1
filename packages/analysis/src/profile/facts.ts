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

interface Statement {
  name: string;
  raw: string;
  source: string;
  at: number;
}

const attributesSql = `
  SELECT pair.1 AS name, pair.2 AS raw, source, toFloat64(toUnixTimestamp64Milli(max(ts))) AS at
  FROM events
  ARRAY JOIN JSONExtractKeysAndValuesRaw(props) AS pair
  WHERE site_id = {site:String} AND ${theirs} AND type = 'identify'
  GROUP BY name, raw, source
  ORDER BY name, at DESC, source, raw
  LIMIT 2000`;

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
    byName.set(statement.name, [...(byName.get(statement.name) ?? []), statement]);
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

/** What was stated about a person: traits of logins, imports, systems of record and corrections. */
export const readAttributes = async (ask: Ask): Promise<ProfileAttribute[]> =>
  attributesOf(await ask<Statement>(attributesSql));

// The last statement counts: a role that was not named again stays.
const accountsSql = `
  SELECT account_id AS id,
    argMaxIf(JSONExtractString(props, 'role'), ts, type = 'account' AND JSONHas(props, 'role')) AS role,
    argMaxIf(JSONExtractString(props, 'department'), ts, type = 'account' AND JSONHas(props, 'department')) AS department,
    toFloat64(toUnixTimestamp64Milli(min(ts))) AS firstSeen,
    toFloat64(toUnixTimestamp64Milli(max(ts))) AS lastSeen,
    maxIf(ts, name = 'account.left') > maxIf(ts, name != 'account.left') AS left
  FROM events
  WHERE site_id = {site:String} AND ${theirs} AND account_id != ''
  GROUP BY account_id ORDER BY lastSeen DESC LIMIT 200`;

export const readAccounts = async (ask: Ask): Promise<ProfileAccount[]> => {
  const rows = await ask<Omit<ProfileAccount, 'left'> & { left: number | boolean }>(accountsSql);
  return rows.map((row) => ({ ...row, left: Boolean(row.left) }));
};

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

const ratingsSql = ({ touchKey }: Scope): string => `
  SELECT toFloat64(toUnixTimestamp64Milli(ts)) AS at, ${touchKey} AS touchpoint,
    toFloat64(assumeNotNull(rating)) AS rating, rating_scale AS scale, comment
  FROM events
  WHERE site_id = {site:String} AND ${theirs} AND events.rating IS NOT NULL
  ORDER BY ts DESC, seq DESC, event_id DESC LIMIT 1 BY event_id LIMIT 100`;

export const readRatings = (ask: Ask, scope: Scope): Promise<ProfileRating[]> =>
  ask<ProfileRating>(ratingsSql(scope));
