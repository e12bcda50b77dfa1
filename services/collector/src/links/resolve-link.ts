import type { TouchtrailEvent } from '@touchtrail/contract';
import { eventUuid } from '@touchtrail/store';
import type { FoundLink } from '@touchtrail/store';

/** What became of the token of an opened link. */
export type LinkState = 'opened' | 'unknown' | 'expired' | 'used_up';

/** Name under which the SDK states that somebody came by a link with a token. */
export const linkOpened = 'link.opened';

/**
 * What opened a link is moved this much before what it was stated after: the link is how the person
 * came, so it stands before the page that it led to.
 */
export const beforePageMs = 1_000;

/** An event whose token was looked up; `link` where it counts as an opening. */
export interface Resolved {
  event: TouchtrailEvent;
  state: LinkState;
  link?: FoundLink;
}

const stateOf = (
  link: FoundLink | undefined,
  eventId: string,
  now: number,
  recently: ReadonlySet<string> | undefined,
): LinkState => {
  if (!link) return 'unknown';
  if (link.revokedAt !== undefined || (link.expiresAt ?? Infinity) <= now) return 'expired';
  const { maxUses, usedBy } = link;
  // The same event sent again is the same opening.
  if (maxUses === undefined || usedBy.has(eventId) || recently?.has(eventId)) return 'opened';
  return new Set([...usedBy, ...(recently ?? [])]).size < maxUses ? 'opened' : 'used_up';
};

/**
 * What an opened link says in place of its token, which is never stored.
 *
 * A link that somebody meets somewhere (it has a touchpoint) is a touch there, in its channel, with its
 * campaign. One that was sent to a person says who opened it; whether that may be kept, and the id with
 * it, the gate decides. A token that counts no more leaves an interaction, which is no step of a journey.
 *
 * @param recently ids of events that opened the link and may not be in the store yet.
 */
export function resolveLink(
  event: TouchtrailEvent,
  found: FoundLink | undefined,
  facts: { siteId: string; now: number; recently?: ReadonlySet<string> | undefined },
): Resolved {
  const { token: _secret, link: _claimed, ...props } = event.props ?? {};
  const state = stateOf(found, eventUuid(facts.siteId, event.id), facts.now, facts.recently);
  if (state !== 'opened' || !found) {
    const failed = { ...event, type: 'interaction' as const, props: { ...props, state } };
    return { event: failed, state };
  }
  const { id, person, touchpoint, channel, campaign } = found;
  return {
    state,
    link: found,
    event: {
      ...event,
      type: touchpoint === undefined ? event.type : 'touch',
      ...(touchpoint !== undefined && { touchpoint }),
      ...(channel !== undefined && { channel }),
      ...(campaign && { campaign: { ...event.campaign, ...campaign } }),
      ...(person !== undefined && { userId: person }),
      props: { ...props, link: id },
    },
  };
}
