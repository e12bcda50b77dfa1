import { parseTime } from '@touchtrail/contract';
import type { Hook, LeaseJoin, MappedEvent } from '@touchtrail/store';

type Fields = Record<string, unknown>;

const purposesOf = (event: Fields, hook: Pick<Hook, 'purposes'>): readonly unknown[] => {
  const stated = (event['consent'] as { purposes?: unknown } | undefined)?.purposes;
  return Array.isArray(stated) ? stated : hook.purposes;
};

/** When a number was called, epoch ms. */
export function callTime({ event, calledNumber }: MappedEvent): number | undefined {
  const { at } = event;
  return calledNumber !== undefined && (typeof at === 'string' || typeof at === 'number')
    ? parseTime(at)
    : undefined;
}

/**
 * A call with the visit that its number was shown to, where both sides allow to join what happened
 * offline. A call that nobody is known of is somebody's own journey, by its id, and says so.
 */
export function withCaller(
  mapped: MappedEvent,
  hook: Pick<Hook, 'purposes'>,
  join: LeaseJoin | undefined,
): Fields {
  const { event, calledNumber } = mapped;
  if (calledNumber === undefined) return event;
  const { id } = event;
  const time = callTime(mapped);
  const mayJoin = purposesOf(event, hook).includes('offline_join');
  const anonymousId =
    mayJoin && time !== undefined ? join?.anonymousIdOf(calledNumber, time) : undefined;
  const props = {
    ...(event['props'] as Fields | undefined),
    visitFound: anonymousId !== undefined,
  };
  if (anonymousId !== undefined) return { ...event, anonymousId, props };
  const known = event['anonymousId'] ?? event['userId'] ?? event['accountId'];
  return { ...event, ...(known === undefined && { anonymousId: id }), props };
}
