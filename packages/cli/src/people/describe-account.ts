import type { Account } from '@touchtrail/contract';
import { dayOf } from '../commands/print-list.ts';
import { count } from '../terminal/count.ts';

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;

const words = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('  ');

/** An account in words. */
export function describeAccount(account: Account): string {
  const { attributes, members, buyingGroup, partners, journeys, coverage } = account;
  const shown = 20;
  return [
    `${account.id}\n`,
    section(
      'attributes',
      attributes.map(
        ({ name, value, source, at }) => `${name} = ${String(value)}  (${source}, ${dayOf(at)})`,
      ),
    ),
    section(
      'buying group',
      buyingGroup.map(({ role, people }) => `${role || 'no role known'}: ${people.join(', ')}`),
    ),
    section(
      'members',
      members.map((member) =>
        words(
          member.person,
          member.role,
          member.department,
          `${count(member.touches)} touches`,
          `since ${dayOf(member.firstSeen)}`,
          member.left ? 'left' : '',
          member.partner && `of ${member.partner}`,
        ),
      ),
    ),
    section(
      'partners',
      partners.map((partner) =>
        words(
          partner.id,
          partner.role,
          `${count(partner.people)} people`,
          `${count(partner.touches)} touches`,
          `since ${dayOf(partner.since)}`,
          partner.left ? 'no longer' : '',
        ),
      ),
    ),
    section(
      'journeys, newest first',
      journeys
        .slice(0, shown)
        .map((journey) =>
          words(
            `${dayOf(journey.from)} to ${dayOf(journey.to)}`,
            `${count(journey.touches)} touches`,
            `${count(journey.people.length)} people`,
            journey.outcome,
            `${journey.firstTouchpoint} → ${journey.lastTouchpoint}`,
            journey.roles.length > 0 ? `(${journey.roles.join(', ')})` : '',
          ),
        ),
    ),
    section(
      'reached most',
      coverage
        .slice(0, shown)
        .map(({ touchpoint, people, touches, roles }) =>
          words(
            touchpoint,
            `${count(people)} people`,
            `${count(touches)} touches`,
            roles.length > 0 ? `(${roles.join(', ')})` : '',
          ),
        ),
    ),
  ].join('');
}
