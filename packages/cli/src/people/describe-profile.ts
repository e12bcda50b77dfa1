import type { Profile } from '@touchtrail/contract';
import { dayOf } from '../commands/print-list.ts';
import { count } from '../terminal/count.ts';

/** Touches shown without being asked for more. */
export const shownTouches = 20;

const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;

/** A profile in words, under the table of ids. */
export function describeProfile(profile: Profile): string {
  const { attributes, accounts, consent, journeys, ratings, segments, identity, touches } = profile;
  return [
    section(
      'links',
      identity.links.map(
        ({ from, to, kind, source, firstSeen }) =>
          `${from} → ${to}  ${kind} (${source}) since ${dayOf(firstSeen)}`,
      ),
    ),
    section(
      'attributes',
      attributes.flatMap(({ name, value, source, at, others }) => [
        `${name} = ${String(value)}  (${source}, ${dayOf(at)})`,
        ...others
          .filter(({ conflict }) => conflict)
          .map((other) => `  but ${String(other.value)}  (${other.source}, ${dayOf(other.at)})`),
      ]),
    ),
    section(
      'accounts',
      accounts.map(({ id, role, department, firstSeen, left }) =>
        [id, role, department, `since ${dayOf(firstSeen)}`, left ? 'left' : '']
          .filter((word) => word !== '')
          .join('  '),
      ),
    ),
    section(
      'consent',
      consent.current
        ? [
            `${consent.current.purposes.join(', ') || 'nothing'}  (${consent.current.kind}, ${consent.current.source}, ${dayOf(consent.current.decidedAt)})`,
          ]
        : [],
    ),
    section('segments', segments),
    section(
      'journeys, newest first',
      journeys
        .slice(0, shownTouches)
        .map(
          (journey) =>
            `${minute(journey.from)} to ${minute(journey.to)}  ${count(journey.touches)} touches  ${journey.outcome}  ${journey.firstTouchpoint} → ${journey.lastTouchpoint}`,
        ),
    ),
    section(
      'ratings',
      ratings.map(
        ({ at, touchpoint, rating, scale }) =>
          `${minute(at)}  ${touchpoint}  ${rating} (${scale || 'no scale'})`,
      ),
    ),
    section(
      'touches, newest first',
      touches.map(({ at, touchpoint, channel, type }) =>
        [minute(at), channel || '-', touchpoint, type === 'touch' ? '' : type].join('  ').trimEnd(),
      ),
    ),
  ].join('');
}
