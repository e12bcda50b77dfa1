import type { AccountMember, MemberRole } from '@touchtrail/contract';
import type { Ask } from '../profile/facts.ts';

/** A line of `account_members`, with whose id it is. */
interface MemberRow {
  kind: string;
  id: string;
  fact: 'touch' | 'member' | 'left' | 'partner' | 'partner_left';
  role: string;
  department: string;
  source: string;
  person: string;
  firstSeen: number;
  lastSeen: number;
}

export type { MemberRow };

/** Whose touches an id's are, of ids that were seen for these accounts. */
export const ownersSql = `
  SELECT kind, id, person FROM id_map FINAL
  WHERE site_id = {site:String} AND kind IN ('user', 'anonymous') AND state = 'joined' AND id IN (
    SELECT id FROM account_members WHERE site_id = {site:String} AND account_id IN {accounts:Array(String)})`;

const membersSql = `
  SELECT m.kind AS kind, m.id AS id, fact, role, department, source,
    if(owner.person != '', owner.person, concat(m.kind, ':', m.id)) AS person,
    toFloat64(toUnixTimestamp64Milli(first)) AS firstSeen, toFloat64(toUnixTimestamp64Milli(last)) AS lastSeen
  FROM (
    SELECT kind, id, fact, role, department, source, min(account_members.first_seen) AS first,
      max(account_members.last_seen) AS last
    FROM account_members
    WHERE site_id = {site:String} AND account_id = {account:String}
    GROUP BY kind, id, fact, role, department, source
  ) AS m
  LEFT ANY JOIN (${ownersSql}) AS owner ON m.kind = owner.kind AND m.id = owner.id
  ORDER BY first, person, fact, role
  LIMIT 20000`;

/** What was seen and said of an account's people and partners. */
export const readMemberRows = (ask: Ask): Promise<MemberRow[]> => ask<MemberRow>(membersSql);

/** The last word that was said, among those that are not empty. */
const lastWord = (roles: readonly MemberRole[], field: 'role' | 'department'): string =>
  roles.filter((said) => said[field] !== '').toSorted((a, b) => b.until - a.until)[0]?.[field] ??
  '';

/**
 * Lines as people: the ids of one person are one member. Who was seen again after they were said to have
 * left has not left.
 */
export function membersOf(rows: readonly MemberRow[]): AccountMember[] {
  const byPerson = new Map<string, MemberRow[]>();
  for (const row of rows) {
    if (row.kind === 'account') continue;
    byPerson.set(row.person, [...(byPerson.get(row.person) ?? []), row]);
  }
  return [...byPerson].map(([person, mine]) => {
    const history = mine
      .filter(({ fact, role, department }) => fact === 'member' && role + department !== '')
      .map(({ role, department, source, firstSeen, lastSeen }) => ({
        role,
        department,
        source,
        since: firstSeen,
        until: lastSeen,
      }));
    const present = mine.filter(({ fact }) => fact !== 'left');
    const leftAt = Math.max(
      -Infinity,
      ...mine.filter(({ fact }) => fact === 'left').map((row) => row.lastSeen),
    );
    const seenAt = Math.max(-Infinity, ...present.map((row) => row.lastSeen));
    return {
      person,
      ids: [...new Set(mine.map(({ id }) => id))],
      role: lastWord(history, 'role'),
      department: lastWord(history, 'department'),
      history,
      left: leftAt > seenAt,
      partner: '',
      firstSeen: Math.min(...mine.map((row) => row.firstSeen)),
      lastSeen: Math.max(...mine.map((row) => row.lastSeen)),
      touches: 0,
    };
  });
}

/** Members who did not leave, by role; larger groups of a role first, those without a role last. */
export function buyingGroup(
  members: readonly AccountMember[],
): { role: string; people: string[] }[] {
  const byRole = new Map<string, string[]>();
  for (const { role, person, left } of members) {
    if (!left) byRole.set(role, [...(byRole.get(role) ?? []), person]);
  }
  return [...byRole]
    .map(([role, people]) => ({ role, people }))
    .toSorted(
      (a, b) =>
        Number(a.role === '') - Number(b.role === '') ||
        b.people.length - a.people.length ||
        a.role.localeCompare(b.role),
    );
}
